"""Edits that the canvas makes, each one named step of the history."""

"""Edits that the canvas makes, each one a named undo step. May import items and below."""

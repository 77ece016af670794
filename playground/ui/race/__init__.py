"""The workspace of races."""

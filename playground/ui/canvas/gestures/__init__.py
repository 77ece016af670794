"""What a press of the mouse can become, one file per gesture. May import edits and below."""

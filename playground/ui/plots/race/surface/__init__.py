"""A race on a surface from above, and its curves."""

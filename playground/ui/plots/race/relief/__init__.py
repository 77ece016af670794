"""The race in three dimensions."""

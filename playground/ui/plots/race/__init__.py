"""The views of races, a folder each."""

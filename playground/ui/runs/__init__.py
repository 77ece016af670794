"""Controllers of runs and races, and the one worker thread."""

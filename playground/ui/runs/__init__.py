"""Controllers of runs and races, and the one worker thread. Imports ``engine/jobs`` for the work itself."""

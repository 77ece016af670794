"""The races that the window shows: their controllers, what edits do to them, playback, and studies of their lanes."""

"""One step of a lane, explained. Imports ``chart`` and ``frame``."""

"""Where a lane ends up from every start. Imports ``chart`` and ``frame``."""

"""A race on a surface from above, and its curves. Imports ``chart``, ``frame`` and ``race.relief``."""

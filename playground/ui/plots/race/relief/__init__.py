"""The surface of a race in three dimensions. Imports ``chart``, and does not depend on lanes."""

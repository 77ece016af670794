"""The views of races, one folder each, which do not import each other; only ``surface`` builds on ``relief``."""

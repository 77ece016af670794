"""Forms generated from catalog entries, and their fields. Imports ``widgets`` and ``style``."""

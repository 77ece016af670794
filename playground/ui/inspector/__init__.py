"""What is known about the selection, and its settings. Imports ``forms``, ``widgets`` and ``style``."""

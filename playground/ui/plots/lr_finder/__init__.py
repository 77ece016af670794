"""The dialog that finds a learning rate. Imports ``chart`` and ``frame``."""

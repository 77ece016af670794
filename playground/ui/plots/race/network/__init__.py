"""The views of a race on the network. Imports ``chart`` and ``frame``."""

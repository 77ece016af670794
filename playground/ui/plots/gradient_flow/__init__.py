"""Sizes of gradients and updates, layer by layer. Imports ``chart`` and ``frame``."""

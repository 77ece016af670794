"""Sizes of gradients and updates, layer by layer."""

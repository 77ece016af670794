"""Descent: a desktop playground for neural networks and optimizers."""

__version__ = "0.1.0"

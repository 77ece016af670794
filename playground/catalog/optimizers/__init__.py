"""All optimizers, in the order of the form."""

from playground.catalog.optimizers.descent import SGD, Momentum, Nesterov  # isort: skip
from playground.catalog.optimizers.adaptive import Adagrad, Adam, AdamW, RMSprop  # isort: skip

__all__ = ["SGD", "Adagrad", "Adam", "AdamW", "Momentum", "Nesterov", "RMSprop"]

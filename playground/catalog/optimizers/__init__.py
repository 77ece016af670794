"""All optimizers; the order of these lines is the order of the form."""

# isort: off
from playground.catalog.optimizers.sgd import SGD
from playground.catalog.optimizers.momentum import Momentum
from playground.catalog.optimizers.nesterov import Nesterov
from playground.catalog.optimizers.adagrad import Adagrad
from playground.catalog.optimizers.rmsprop import RMSprop
from playground.catalog.optimizers.adam import Adam
from playground.catalog.optimizers.adamw import AdamW

__all__ = ["SGD", "Adagrad", "Adam", "AdamW", "Momentum", "Nesterov", "RMSprop"]

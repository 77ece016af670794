"""All activations, in the order of the palette."""

from playground.catalog.activations.sigmoidal import Sigmoid, Tanh  # isort: skip
from playground.catalog.activations.rectifiers import ELU, LeakyReLU, PReLU, ReLU  # isort: skip
from playground.catalog.activations.smooth import GELU, SiLU  # isort: skip
from playground.catalog.activations.maxout import Maxout  # isort: skip

__all__ = ["ELU", "GELU", "LeakyReLU", "Maxout", "PReLU", "ReLU", "SiLU", "Sigmoid", "Tanh"]

"""All activations; the order of these lines is the order of the palette."""

# isort: off
from playground.catalog.activations.relu import ReLU
from playground.catalog.activations.tanh import Tanh
from playground.catalog.activations.sigmoid import Sigmoid
from playground.catalog.activations.leaky_relu import LeakyReLU
from playground.catalog.activations.prelu import PReLU
from playground.catalog.activations.elu import ELU
from playground.catalog.activations.gelu import GELU
from playground.catalog.activations.silu import SiLU
from playground.catalog.activations.maxout import Maxout

__all__ = ["ELU", "GELU", "LeakyReLU", "Maxout", "PReLU", "ReLU", "SiLU", "Sigmoid", "Tanh"]

"""All activations; the order of these lines is the order of the palette."""

# isort: off
from playground.catalog.activations.relu import ReLU
from playground.catalog.activations.tanh import Tanh
from playground.catalog.activations.sigmoid import Sigmoid
from playground.catalog.activations.leaky_relu import LeakyReLU
from playground.catalog.activations.prelu import PReLU
from playground.catalog.activations.elu import ELU
from playground.catalog.activations.selu import SELU
from playground.catalog.activations.gelu import GELU
from playground.catalog.activations.silu import SiLU
from playground.catalog.activations.mish import Mish
from playground.catalog.activations.softplus import Softplus
from playground.catalog.activations.softsign import Softsign
from playground.catalog.activations.hardswish import Hardswish
from playground.catalog.activations.relu6 import ReLU6
from playground.catalog.activations.sine import Sine
from playground.catalog.activations.maxout import Maxout
from playground.catalog.activations.softmax import Softmax
from playground.catalog.activations.identity import Identity

__all__ = [
    "ELU",
    "GELU",
    "SELU",
    "Hardswish",
    "Identity",
    "LeakyReLU",
    "Maxout",
    "Mish",
    "PReLU",
    "ReLU",
    "ReLU6",
    "SiLU",
    "Sigmoid",
    "Sine",
    "Softmax",
    "Softplus",
    "Softsign",
    "Tanh",
]  # fmt: skip

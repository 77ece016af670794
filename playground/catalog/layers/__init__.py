"""All layers, in the order of the palette."""

from playground.catalog.layers.input import Input  # isort: skip
from playground.catalog.layers.output import Output  # isort: skip
from playground.catalog.layers.linear import Linear  # isort: skip
from playground.catalog.layers.conv2d import Conv2d  # isort: skip
from playground.catalog.layers.pooling import AvgPool, GlobalPool, MaxPool  # isort: skip
from playground.catalog.layers.norms import BatchNorm, LayerNorm  # isort: skip
from playground.catalog.layers.dropout import Dropout  # isort: skip
from playground.catalog.layers.merges import Add, Concat, Multiply  # isort: skip
from playground.catalog.layers.flatten import Flatten  # isort: skip
from playground.catalog.layers.activation import ActivationNode  # isort: skip

__all__ = [
    "ActivationNode", "Add", "AvgPool", "BatchNorm", "Concat", "Conv2d", "Dropout", "Flatten", "GlobalPool", "Input",
    "LayerNorm", "Linear", "MaxPool", "Multiply", "Output",
]  # fmt: skip

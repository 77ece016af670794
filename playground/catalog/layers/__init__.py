"""All layers, in the order of the palette."""

from playground.catalog.layers.activation import ActivationNode
from playground.catalog.layers.conv2d import Conv2d
from playground.catalog.layers.dropout import Dropout
from playground.catalog.layers.flatten import Flatten
from playground.catalog.layers.input import Input
from playground.catalog.layers.linear import Linear
from playground.catalog.layers.merges import Add, Concat, Multiply
from playground.catalog.layers.norms import BatchNorm, LayerNorm
from playground.catalog.layers.output import Output
from playground.catalog.layers.pooling import AvgPool, GlobalPool, MaxPool

__all__ = [
    "ActivationNode", "Add", "AvgPool", "BatchNorm", "Concat", "Conv2d", "Dropout", "Flatten", "GlobalPool", "Input",
    "LayerNorm", "Linear", "MaxPool", "Multiply", "Output",
]  # fmt: skip

"""All layers; the order of these lines is the order of the palette."""

# isort: off
from playground.catalog.layers.input import Input
from playground.catalog.layers.output import Output
from playground.catalog.layers.linear import Linear
from playground.catalog.layers.conv2d import Conv2d
from playground.catalog.layers.max_pool import MaxPool
from playground.catalog.layers.avg_pool import AvgPool
from playground.catalog.layers.global_pool import GlobalPool
from playground.catalog.layers.batch_norm import BatchNorm
from playground.catalog.layers.layer_norm import LayerNorm
from playground.catalog.layers.dropout import Dropout
from playground.catalog.layers.add import Add
from playground.catalog.layers.concat import Concat
from playground.catalog.layers.multiply import Multiply
from playground.catalog.layers.flatten import Flatten
from playground.catalog.layers.activation import ActivationNode

__all__ = [
    "ActivationNode", "Add", "AvgPool", "BatchNorm", "Concat", "Conv2d", "Dropout", "Flatten", "GlobalPool", "Input",
    "LayerNorm", "Linear", "MaxPool", "Multiply", "Output",
]  # fmt: skip

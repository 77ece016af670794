"""All layers, in the order of the palette."""

from playground.catalog.layers.input import Input  # isort: skip
from playground.catalog.layers.output import Output  # isort: skip
from playground.catalog.layers.linear import Linear  # isort: skip
from playground.catalog.layers.conv2d import Conv2d  # isort: skip
from playground.catalog.layers.max_pool import MaxPool  # isort: skip
from playground.catalog.layers.avg_pool import AvgPool  # isort: skip
from playground.catalog.layers.global_pool import GlobalPool  # isort: skip
from playground.catalog.layers.batch_norm import BatchNorm  # isort: skip
from playground.catalog.layers.layer_norm import LayerNorm  # isort: skip
from playground.catalog.layers.dropout import Dropout  # isort: skip
from playground.catalog.layers.add import Add  # isort: skip
from playground.catalog.layers.concat import Concat  # isort: skip
from playground.catalog.layers.multiply import Multiply  # isort: skip
from playground.catalog.layers.flatten import Flatten  # isort: skip
from playground.catalog.layers.activation import ActivationNode  # isort: skip

__all__ = [
    "ActivationNode", "Add", "AvgPool", "BatchNorm", "Concat", "Conv2d", "Dropout", "Flatten", "GlobalPool", "Input",
    "LayerNorm", "Linear", "MaxPool", "Multiply", "Output",
]  # fmt: skip

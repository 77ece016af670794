"""All layers; the order of these lines is the order of the palette."""

# isort: off
from playground.catalog.layers.input import Input
from playground.catalog.layers.output import Output
from playground.catalog.layers.linear import Linear
from playground.catalog.layers.maxout import MaxoutLayer
from playground.catalog.layers.conv2d import Conv2d
from playground.catalog.layers.conv1d import Conv1d
from playground.catalog.layers.conv_transpose2d import ConvTranspose2d
from playground.catalog.layers.max_pool import MaxPool
from playground.catalog.layers.avg_pool import AvgPool
from playground.catalog.layers.adaptive_pool import AdaptivePool
from playground.catalog.layers.global_pool import GlobalPool
from playground.catalog.layers.embedding import Embedding
from playground.catalog.layers.rows import Rows
from playground.catalog.layers.rnn import RNN
from playground.catalog.layers.gru import GRU
from playground.catalog.layers.lstm import LSTM
from playground.catalog.layers.positional_encoding import PositionalEncoding
from playground.catalog.layers.learned_positions import LearnedPositions
from playground.catalog.layers.self_attention import SelfAttention
from playground.catalog.layers.step_pool import StepPool
from playground.catalog.layers.batch_norm import BatchNorm
from playground.catalog.layers.layer_norm import LayerNorm
from playground.catalog.layers.rms_norm import RMSNorm
from playground.catalog.layers.group_norm import GroupNorm
from playground.catalog.layers.instance_norm import InstanceNorm
from playground.catalog.layers.dropout import Dropout
from playground.catalog.layers.dropout2d import Dropout2d
from playground.catalog.layers.gaussian_noise import GaussianNoise
from playground.catalog.layers.add import Add
from playground.catalog.layers.concat import Concat
from playground.catalog.layers.multiply import Multiply
from playground.catalog.layers.flatten import Flatten
from playground.catalog.layers.reshape import Reshape
from playground.catalog.layers.upsample import Upsample
from playground.catalog.layers.identity import Identity
from playground.catalog.layers.activation import ActivationNode

__all__ = [
    "GRU",
    "LSTM",
    "RNN",
    "ActivationNode",
    "AdaptivePool",
    "Add",
    "AvgPool",
    "BatchNorm",
    "Concat",
    "Conv1d",
    "Conv2d",
    "ConvTranspose2d",
    "Dropout",
    "Dropout2d",
    "Embedding",
    "Flatten",
    "GaussianNoise",
    "GlobalPool",
    "GroupNorm",
    "Identity",
    "Input",
    "InstanceNorm",
    "LayerNorm",
    "LearnedPositions",
    "Linear",
    "MaxPool",
    "MaxoutLayer",
    "Multiply",
    "Output",
    "PositionalEncoding",
    "RMSNorm",
    "Reshape",
    "Rows",
    "SelfAttention",
    "StepPool",
    "Upsample",
]

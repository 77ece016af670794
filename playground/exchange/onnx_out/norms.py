"""Norms in ONNX."""

from __future__ import annotations

from math import prod

import numpy as np

from playground.catalog.kinds import Shape
from playground.exchange.onnx_out.place import Place


def batch_norm(at: Place) -> str:
    """``BatchNormalization`` by the running statistics; features come first, so a sequence is turned."""
    if len(at.shape) == 2:
        return at.transposed(_batch_norm(at, at.transposed(at.x, 0, 2, 1)), 0, 2, 1)
    return _batch_norm(at, at.x)


def _batch_norm(at: Place, x: str) -> str:
    mean = at.array("running_mean")
    assert mean is not None
    scale, shift = at.weight("weight", 1.0, len(mean)), at.weight("bias", 0.0, len(mean))
    statistics = at.weight("running_mean"), at.weight("running_var")
    return at.node("BatchNormalization", x, scale, shift, *statistics, epsilon=at.setting("epsilon"))


def _normalized(shape: Shape) -> Shape:
    """What is normalized together: the features of a list or of a step, or the whole image."""
    return shape[1:] if len(shape) == 2 else tuple(shape)


def layer_norm(at: Place) -> str:
    """``LayerNormalization`` over the last axes."""
    sizes = _normalized(at.shape)
    scale = at.array("weight")
    values = np.ones(sizes, np.float32) if scale is None else scale
    inputs = [at.x, at.constant(values, "weight")]
    if at.array("bias") is not None:
        inputs.append(at.weight("bias"))
    return at.node("LayerNormalization", *inputs, axis=-len(sizes), epsilon=at.setting("epsilon"))


def rms_norm(at: Place) -> str:
    """Compute x / √(mean(x²) + ε), for which there is an operator from version 23 on only."""
    axes = list(range(-len(_normalized(at.shape)), 0))
    square = at.node("ReduceMean", at.node("Mul", at.x, at.x), axes=axes, keepdims=1)
    size = at.node("Sqrt", at.node("Add", square, at.constant(at.setting("epsilon"), "epsilon")))
    y = at.node("Div", at.x, size)
    return y if at.array("weight") is None else at.node("Mul", y, at.weight("weight"))


def group_norm(at: Place) -> str:
    """The groups as channels of an instance norm, then scaled and shifted channel by channel."""
    groups, (channels, *rest) = at.setting("groups"), at.shape
    y = _instance_norm(at, at.reshaped(at.x, groups, prod(at.shape) // groups), groups)
    return _scaled(at, at.reshaped(y, *at.shape), (channels, *(1 for _ in rest)))


def instance_norm(at: Place) -> str:
    """``InstanceNormalization``."""
    return _scaled(at, _instance_norm(at, at.x, at.shape[0]), (at.shape[0], 1, 1))


def _instance_norm(at: Place, x: str, count: int) -> str:
    ones, zeros = (at.constant(np.full(count, value, np.float32), "plain") for value in (1, 0))
    return at.node("InstanceNormalization", x, ones, zeros, epsilon=at.setting("epsilon"))


def _scaled(at: Place, x: str, shape: Shape) -> str:
    for name, operator in (("weight", "Mul"), ("bias", "Add")):
        values = at.array(name)
        if values is not None:
            x = at.node(operator, x, at.constant(values.reshape(shape), name))
    return x

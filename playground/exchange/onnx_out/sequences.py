"""Layers on sequences in ONNX."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from playground.exchange.onnx_out.place import Place, Rule

GATES = {"RNN": (0,), "GRU": (1, 0, 2), "LSTM": (0, 3, 1, 2)}
"""Places of ONNX's gates among torch's: z r h from r z n, and i o f c from i f g o."""


def recurrent(operator: str) -> Rule:
    """A recurrent layer of one direction; steps come first there."""

    def write(at: Place) -> str:
        units, order = at.setting("units"), GATES[operator]
        weight, back = (_gates(at.array(f"weight_{name}_l0"), order) for name in ("ih", "hh"))
        bias = np.concatenate([_gates(at.array(f"bias_{name}_l0"), order) for name in ("ih", "hh")])
        inputs = [at.transposed(at.x, 1, 0, 2), at.constant(weight[None], "W"), at.constant(back[None], "R")]
        own = {"linear_before_reset": 1} if operator == "GRU" else {}
        settings = {"hidden_size": units, **own}
        states, last = at.graph.several(operator, [*inputs, at.constant(bias[None], "B")], 2, settings)
        axis = at.constant([1 if at.setting("every_step") else 0], "axis")
        if at.setting("every_step"):  # (steps, 1, N, units)
            return at.transposed(at.node("Squeeze", states, axis), 1, 0, 2)
        return at.node("Squeeze", last, axis)

    return write


def _gates(values: NDArray[np.float32] | None, order: tuple[int, ...]) -> NDArray[np.float32]:
    assert values is not None
    parts = np.split(values, len(order))
    return np.concatenate([parts[place] for place in order])


def self_attention(at: Place) -> str:
    """Products of queries with keys, their softmax, and products with values, in heads side by side."""
    (steps, features), heads = at.shape, at.setting("heads")
    weight, bias = at.array("in_proj_weight"), at.array("in_proj_bias")
    assert weight is not None
    axes = {"query": (0, 2, 1, 3), "key": (0, 2, 3, 1), "value": (0, 2, 1, 3)}
    parts = []
    for place, (name, order) in enumerate(axes.items()):
        rows = slice(place * features, (place + 1) * features)
        part = at.node("MatMul", at.x, at.constant(weight[rows].T, name))
        if bias is not None:
            part = at.node("Add", part, at.constant(bias[rows], f"{name}_bias"))
        parts.append(at.transposed(at.reshaped(part, steps, heads, features // heads), *order))
    query, key, value = parts
    scores = at.node("Mul", at.node("MatMul", query, key), at.constant((features // heads) ** -0.5, "scale"))
    if at.setting("causal"):
        future = np.triu(np.full((steps, steps), -np.inf, np.float32), 1)
        scores = at.node("Add", scores, at.constant(future, "future"))
    seen = at.node("MatMul", at.node("Softmax", scores, axis=-1), value)
    joined = at.reshaped(at.transposed(seen, 0, 2, 1, 3), steps, features)
    return steps_linear(at, joined, "out_proj.weight", "out_proj.bias")


def steps_linear(at: Place, x: str, weight: str, bias: str) -> str:
    """A dense layer at each step."""
    values = at.array(weight)
    assert values is not None
    y = at.node("MatMul", x, at.constant(values.T, weight))
    return y if at.array(bias) is None else at.node("Add", y, at.weight(bias))


def embedding(at: Place) -> str:
    """A row for each token."""
    return at.node("Gather", at.weight("weight"), at.x, axis=0)


def added(name: str) -> Rule:
    """What is added to all sequences alike."""
    return lambda at: at.node("Add", at.x, at.weight(name))


def step_pool(at: Place) -> str:
    """The last step, or the mean or the largest over the steps."""
    keep = at.setting("keep")
    if keep == "last":
        return at.node("Gather", at.x, at.constant(np.array(at.shape[0] - 1), "last"), axis=1)
    return at.node("ReduceMean" if keep == "mean" else "ReduceMax", at.x, axes=[1], keepdims=0)


def rows(at: Place) -> str:
    """Rows of all channels side by side."""
    channels, height, width = at.shape
    return at.reshaped(at.transposed(at.x, 0, 2, 1, 3), height, channels * width)

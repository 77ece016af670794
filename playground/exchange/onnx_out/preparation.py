"""Preprocessing in ONNX, in front of the network, and targets back in their own unit behind it."""

from __future__ import annotations

import numpy as np

from playground.build.data.features import is_plane
from playground.build.data.loading import Data
from playground.catalog.kinds import TRANSFORMS
from playground.catalog.transforms.axes import Turned
from playground.catalog.transforms.shifted import Shifted
from playground.exchange.onnx_out.place import OnnxGraph


class NoOperator(ValueError):
    """Something of a project has no operator in ONNX; the message is one sentence."""


def write_preparation(graph: OnnxGraph, data: Data, x: str) -> str:
    """Write features and preprocessing as fitted on the training samples; returns the prepared input.

    Raises:
        NoOperator: When the preprocessing has no rule.
    """
    graph.scope = "preprocessing"
    if data.gaps is not None:
        x = graph.node("Where", graph.node("IsNaN", x), graph.constant(data.gaps, "gaps"), x)
    x = _features(graph, data, x)
    fitted = data.fitted
    if isinstance(fitted, Shifted):
        for name, operator in (("shift", "Sub"), ("scale", "Div")):
            x = graph.node(operator, x, graph.constant(getattr(fitted, name), name))
    elif isinstance(fitted, Turned):
        flat = graph.node("Flatten", x)
        centred = graph.node("Sub", flat, graph.constant(fitted.mean, "mean"))
        x = graph.node("MatMul", centred, graph.constant(fitted.matrix, "matrix"))
        x = graph.node("Reshape", x, graph.constant((0, *fitted.after), "shape"))
    elif data.spec.transform.kind != "none":
        raise NoOperator(f"{TRANSFORMS.of(data.spec.transform).title} has no operator in ONNX.")
    return x


def _features(graph: OnnxGraph, data: Data, x: str) -> str:
    """The chosen functions of the coordinates of points."""
    chosen = data.spec.features
    if not is_plane(data.info) or tuple(chosen) == ("x1", "x2"):
        return x
    a, b = (
        graph.node("Gather", x, graph.constant(np.array([axis]), "coordinate"), axis=1) for axis in (0, 1)
    )
    rules = {
        "x1": lambda: a,
        "x2": lambda: b,
        "x1_squared": lambda: graph.node("Mul", a, a),
        "x2_squared": lambda: graph.node("Mul", b, b),
        "x1_x2": lambda: graph.node("Mul", a, b),
        "sin_x1": lambda: graph.node("Sin", a),
        "sin_x2": lambda: graph.node("Sin", b),
    }
    return graph.node("Concat", *(rules[name]() for name in chosen), axis=1)


def write_own_unit(graph: OnnxGraph, data: Data, output: str) -> str:
    """Write outputs in the unit of the targets."""
    graph.scope = "target"
    if data.target.shift is None or data.target.scale is None:
        return output
    scale, shift = (graph.constant(getattr(data.target, name).numpy(), name) for name in ("scale", "shift"))
    return graph.node("Add", graph.node("Mul", output, scale), shift)

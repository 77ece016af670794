"""Class probabilities in ONNX, by the key of the loss: what ``Loss.probabilities`` computes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from playground.exchange.onnx_out.place import OnnxGraph

Head = Callable[[OnnxGraph, str, int], str]
"""From the output of the network and its size to probabilities."""


def _softmax(graph: OnnxGraph, x: str, _count: int) -> str:
    return graph.node("Softmax", x, axis=1)


def _sigmoids(graph: OnnxGraph, x: str, count: int) -> str:
    """(1 − p, p) for one output; else the sigmoids, scaled to sum 1: softmax of −ln(1 + e^−z)."""
    if count > 1:
        softplus = graph.node("Softplus", graph.node("Neg", x))
        return graph.node("Softmax", graph.node("Neg", softplus), axis=1)
    p = graph.node("Sigmoid", x)
    return graph.node("Concat", graph.node("Sub", graph.constant(1.0, "one"), p), p, axis=1)


def _shares(graph: OnnxGraph, x: str, _count: int) -> str:
    """The positive part, scaled to sum 1."""
    positive = graph.node("Add", graph.node("Relu", x), graph.constant(1e-6, "least"))
    return graph.node("Div", positive, graph.node("ReduceSum", positive, graph.constant([1], "axis")))


HEADS: Mapping[str, Head] = {
    "cross_entropy": _softmax,
    "hinge": _softmax,
    "bce": _sigmoids,
    "nll": _shares,
    "mse": _shares,
    "l1": _shares,
    "huber": _shares,
}

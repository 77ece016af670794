"""Ready-made expressions: the lecture's example, a two-layer ReLU network, and others to begin with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Ready:
    """An expression with values.

    Attributes:
        key: Names it in remembered choices.
        title: For the list.
        text: The expression.
        values: Of its variables, as typed.
        unwanted: Variables whose gradients are not asked for.
    """

    key: str
    title: str
    text: str
    values: Mapping[str, str] = field(default_factory=dict)
    unwanted: tuple[str, ...] = ()


READY = (
    Ready(
        "lecture",
        "The lecture's example",
        "a = x*y; b = a + z; c = sum(b)",
        {"x": "[[1, 2], [3, 4]]", "y": "[[2, -1], [0, 3]]", "z": "[[1, 1], [-2, 5]]"},
    ),
    Ready(
        "two_layer",
        "Two-layer ReLU network",
        "h = x @ V; r = relu(h); p = r @ W; e = p - y; L = sum(e^2)",
        {
            "x": "[[1, -2, 3]]",
            "V": "[[1, 2], [0, 1], [-1, 1]]",
            "W": "[[2, 1], [1, -1]]",
            "y": "[[1, -1]]",
        },
        ("x", "y"),
    ),
    Ready(
        "neuron",
        "One neuron and a squared error",
        "z = w1*x1 + w2*x2 + b; a = sigmoid(z); L = (a - t)^2",
        {"w1": "0.5", "w2": "-1", "x1": "2", "x2": "1", "b": "0.25", "t": "1"},
        ("x1", "x2", "t"),
    ),
    Ready(
        "used_twice",
        "A value used twice",
        "u = x*y; v = sin(x); L = u + v",
        {"x": "2", "y": "3"},
    ),
    Ready(
        "softmax",
        "Softmax and cross-entropy",
        "s = logsoftmax(z); L = -sum(t*s)",
        {"z": "[2, 1, -1]", "t": "[1, 0, 0]"},
        ("t",),
    ),
)
"""In the order of the list."""

"""The projects that users begin with: the first one, and an empty one."""

from itertools import pairwise

from playground.spec.base import Choice
from playground.spec.data import DataSpec
from playground.spec.graph import Edge, Graph, Node
from playground.spec.project import Project
from playground.spec.training import TrainingSpec

_STEP = 224.0
"""Pixels from one node to the next."""


def _chain(*nodes: Node) -> Graph:
    placed = tuple(node.with_(x=_STEP * i) for i, node in enumerate(nodes))
    wires = tuple(Edge(source=a.id, target=b.id) for a, b in pairwise(placed))
    return Graph(nodes=placed, edges=wires)


def _linear(number: int, units: int, activation: str | None = None) -> Node:
    return Node(
        id=f"linear-{number}",
        kind="linear",
        params={"units": units},
        activation=Choice(kind=activation) if activation else None,
    )


def spiral() -> Project:
    """Two interleaved spirals and a small network that tells them apart within seconds."""
    return Project(
        name="Spiral",
        graph=_chain(
            Node(id="input-1", kind="input"),
            _linear(1, 16, "tanh"),
            _linear(2, 16, "tanh"),
            _linear(3, 2),
            Node(id="output-1", kind="output"),
        ),
        data=DataSpec(dataset=Choice(kind="spiral")),
        training=TrainingSpec(optimizer=Choice(kind="adam", params={"learning_rate": 0.01}), epochs=300),
    )


def blank() -> Project:
    """Return the smallest network that can train, to build upon."""
    return Project(
        graph=_chain(Node(id="input-1", kind="input"), _linear(1, 2), Node(id="output-1", kind="output")),
    )

"""Small projects for the tests of this folder."""

from collections.abc import Callable, Iterable
from itertools import pairwise

import pytest

from playground.spec.base import Choice
from playground.spec.graph import Graph, Node
from playground.spec.project import Project


def _choice(value) -> Choice | None:
    kind, params = value if isinstance(value, tuple) else (value, {})
    return None if kind is None else Choice(kind=kind, params=params)


def _graph(nodes: dict[str, tuple], wires: Iterable[str]) -> Graph:
    graph = Graph()
    for place, (name, (kind, *rest)) in enumerate(nodes.items()):
        params, activation, initializer = (*rest, *({}, None, None)[len(rest) :])
        graph = graph.add(
            Node(
                id=name,
                kind=kind,
                params=params,
                activation=_choice(activation),
                initializer=_choice(initializer),
                x=200.0 * place,
            )
        )
    for wire in wires:
        source, target = wire.split(">")
        graph = graph.connect(source, target)
    return graph


def _project(nodes, wires, dataset="spiral", loss="cross_entropy", **params) -> Project:
    project = Project(graph=_graph(nodes, wires))
    data = project.data.with_(dataset=Choice(kind=dataset, params=params))
    return project.with_(data=data, training=project.training.with_(loss=_choice(loss)))


@pytest.fixture
def draw() -> Callable[..., Project]:
    """A project from nodes ``name: (kind, params, activation, initializer)`` and wires ``"source>target"``."""
    return _project


@pytest.fixture
def chain() -> Callable[..., Project]:
    """A project whose nodes follow each other between an input and an output; the names are i, a, b, …, o."""

    def make(*boxes, **choices) -> Project:
        names = "abcdefgh"[: len(boxes)]
        inner = dict(zip(names, boxes, strict=True))
        nodes = {"i": ("input",), **inner, "o": ("output",)}
        order = list(nodes)
        return _project(nodes, [f"{s}>{t}" for s, t in pairwise(order)], **choices)

    return make

"""Sessions of small projects for the tests of this folder."""

from collections.abc import Callable

import pytest

from playground.engine.session import Session
from playground.spec.base import Choice
from playground.spec.graph import Graph, Node
from playground.spec.project import Project

Box = tuple[str, dict[str, object], str | None]


def _chain(*boxes: Box) -> Graph:
    graph = Graph()
    all_boxes: list[Box] = [("input", {}, None), *boxes, ("output", {}, None)]
    for index, (kind, params, activation) in enumerate(all_boxes):
        chosen = Choice(kind=activation) if activation else None
        graph = graph.add(Node(id=f"{kind}-{index}", kind=kind, params=params, activation=chosen))
        if index:
            graph = graph.connect(graph.nodes[index - 1].id, f"{kind}-{index}")
    return graph


@pytest.fixture
def chain() -> Callable[..., Graph]:
    """Boxes (kind, params, activation) between an input and an output; ids are kind and place from 0."""
    return _chain


@pytest.fixture
def session_of() -> Callable[..., Session]:
    """A session on the CPU: data set with its parameters, graph, loss, and changes of the training."""

    def make(dataset, params, graph, loss="cross_entropy", transform="none", **training):
        project = Project(graph=graph)
        project = project.with_(
            data=project.data.with_(
                dataset=Choice(kind=dataset, params=params), transform=Choice(kind=transform)
            ),
            training=project.training.with_(loss=Choice(kind=loss), device="cpu", **training),
        )
        return Session(project)

    return make


@pytest.fixture
def spiral(session_of) -> Session:
    """The default kind of network on little data."""
    hidden = ("linear", {"units": 8}, "relu")
    graph = _chain(hidden, hidden, ("linear", {"units": 2}, None))
    return session_of("spiral", {"samples": 120}, graph)


@pytest.fixture
def small_cnn(session_of) -> Session:
    """Convolution, batch norm, pooling and dropout on digits."""
    graph = _chain(
        ("conv2d", {"channels": 3}, "relu"),
        ("batch_norm", {}, None),
        ("max_pool", {}, None),
        ("flatten", {}, None),
        ("dropout", {"probability": 0.3}, None),
        ("linear", {"units": 10}, None),
    )
    return session_of("digits", {}, graph)

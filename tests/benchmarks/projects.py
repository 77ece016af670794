"""The networks that are measured."""

from __future__ import annotations

from itertools import pairwise

from playground.app.examples import examples
from playground.hardware.projects import in_a_row
from playground.spec.base import Choice
from playground.spec.data import DataSpec
from playground.spec.files import load
from playground.spec.graph import Edge, Graph, Node
from playground.spec.project import Project
from playground.spec.training import TrainingSpec


def example(name: str) -> Project:
    """A shipped project."""
    return load(next(each.path for each in examples() if each.path.stem == name))


def chain(*units: int, activation: str = "tanh") -> Graph:
    """Input, Linear layers with an activation on all but the last, Output."""
    nodes = [Node(id="input-1", kind="input")]
    for number, width in enumerate(units, start=1):
        last = number == len(units)
        choice = None if last else Choice(kind=activation)
        nodes.append(
            Node(
                id=f"linear-{number}",
                kind="linear",
                params={"units": width},
                activation=choice,
                x=200.0 * number,
            )
        )
    nodes.append(Node(id="output-1", kind="output", x=200.0 * (len(units) + 1)))
    return Graph(nodes=tuple(nodes), edges=tuple(Edge(source=a.id, target=b.id) for a, b in pairwise(nodes)))


def plane(*units: int, samples: int, batch: int, epochs: int, activation: str = "tanh") -> Project:
    """A network with one output on the two circles, with Adam; half of the samples are for training."""
    return Project(
        graph=chain(*units, 1, activation=activation),
        data=DataSpec(dataset=Choice(kind="circle", params={"samples": samples}), validation=0.5),
        training=TrainingSpec(
            loss=Choice(kind="bce"),
            optimizer=Choice(kind="adam", params={"learning_rate": 0.01}),
            batch_size=batch,
            epochs=epochs,
        ),
    )


def h64(epochs: int = 1000) -> Project:
    """2-64-64-1 on 512 training samples in batches of 32."""
    return plane(64, 64, samples=1024, batch=32, epochs=epochs, activation="relu")


def h16(epochs: int = 1000) -> Project:
    """2-16-16-1 on 512 training samples in batches of 32."""
    return plane(16, 16, samples=1024, batch=32, epochs=epochs, activation="relu")


def small_cnn() -> Project:
    """Two small convolutions on digits."""
    graph = in_a_row(
        ("conv2d", {"channels": 8}, "relu"),
        ("max_pool", {}, None),
        ("conv2d", {"channels": 16}, "relu"),
        ("flatten", {}, None),
        ("linear", {"units": 10}, None),
    )
    return Project(graph=graph, data=DataSpec(dataset=Choice(kind="digits")))


def fashion_like(folder: str) -> Project:
    """Convolutions of 64, 64 and 128 channels and a layer of 1,000 units on the IDX files of a folder."""
    graph = in_a_row(
        ("conv2d", {"channels": 64}, "relu"),
        ("max_pool", {}, None),
        ("conv2d", {"channels": 64}, "relu"),
        ("max_pool", {}, None),
        ("conv2d", {"channels": 128}, "relu"),
        ("flatten", {}, None),
        ("linear", {"units": 1000}, "relu"),
        ("linear", {"units": 10}, None),
    )
    return Project(
        graph=graph,
        data=DataSpec(dataset=Choice(kind="fashion_mnist", params={"folder": folder})),
        training=TrainingSpec(
            optimizer=Choice(kind="adam", params={"learning_rate": 0.01}), batch_size=64, epochs=1
        ),
    )


def fashion_part(batch: int) -> Project:
    """Convolutions of 8 and 16 channels and a layer of 64 units on 6,000 pictures of Fashion-MNIST."""
    graph = in_a_row(
        ("conv2d", {"channels": 8}, "relu"),
        ("max_pool", {}, None),
        ("conv2d", {"channels": 16}, "relu"),
        ("max_pool", {}, None),
        ("flatten", {}, None),
        ("linear", {"units": 64}, "relu"),
        ("linear", {"units": 10}, None),
    )
    part = {"classes": "0,1,2,3,4,5,6,7,8,9", "each": 600, "tested": 20}
    return Project(
        graph=graph,
        data=DataSpec(dataset=Choice(kind="fashion_mnist_part", params=part)),
        training=TrainingSpec(
            optimizer=Choice(kind="adam", params={"learning_rate": 0.003}), batch_size=batch
        ),
    )


def row_of(count: int) -> Project:
    """A project of that many nodes: a long network in rows of twenty."""
    graph = chain(*([8] * (count - 2)))
    placed = tuple(
        node.with_(x=200.0 * (place % 20), y=150.0 * (place // 20)) for place, node in enumerate(graph.nodes)
    )
    return Project(graph=Graph(nodes=placed, edges=graph.edges))

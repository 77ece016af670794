"""Small projects that are trained to compare and to measure devices."""

from __future__ import annotations

from playground.spec.base import Choice
from playground.spec.data import DataSpec
from playground.spec.graph import Graph, Node
from playground.spec.project import Project
from playground.spec.training import TrainingSpec

Box = tuple[str, dict[str, object], str | None]
"""Kind, parameters and activation of a node."""

ADAM = Choice(kind="adam", params={"learning_rate": 0.01})


def in_a_row(*boxes: Box) -> Graph:
    """Connect nodes in a row, between an input and an output."""
    graph, last = Graph().add(Node(id="in", kind="input")), "in"
    for number, (kind, params, activation) in enumerate([*boxes, ("output", {}, None)]):
        choice = None if activation is None else Choice(kind=activation)
        graph = graph.add(Node(id=f"box-{number}", kind=kind, params=params, activation=choice))
        graph = graph.connect(last, f"box-{number}")
        last = f"box-{number}"
    return graph


def tiny(
    *, units: int = 16, activation: str = "relu", optimizer: Choice = ADAM, samples: int = 512
) -> Project:
    """Two numbers, two hidden layers, one output: circles told apart."""
    return Project(
        name=f"2-{units}-{units}-1",
        graph=in_a_row(
            ("linear", {"units": units}, activation),
            ("linear", {"units": units}, activation),
            ("linear", {"units": 1}, None),
        ),
        data=DataSpec(dataset=Choice(kind="circle", params={"samples": samples})),
        training=TrainingSpec(loss=Choice(kind="bce"), optimizer=optimizer, batch_size=32, epochs=1_000_000),
    )


def digits() -> Project:
    """64 pixels, a hidden layer of 64, ten classes."""
    return Project(
        name="Digits 64-64-10",
        graph=in_a_row(
            ("flatten", {}, None), ("linear", {"units": 64}, "relu"), ("linear", {"units": 10}, None)
        ),
        data=DataSpec(dataset=Choice(kind="digits")),
        training=TrainingSpec(optimizer=ADAM, batch_size=64, epochs=1_000_000),
    )


def convolutional() -> Project:
    """Two convolutions of 32 and 64 channels on digits."""
    return Project(
        name="Digits CNN 32-64",
        graph=in_a_row(
            ("conv2d", {"channels": 32}, "relu"),
            ("max_pool", {}, None),
            ("conv2d", {"channels": 64}, "relu"),
            ("flatten", {}, None),
            ("linear", {"units": 10}, None),
        ),
        data=DataSpec(dataset=Choice(kind="digits")),
        training=TrainingSpec(optimizer=ADAM, batch_size=64, epochs=1_000_000),
    )

"""How far an edit reaches for a run in progress."""

import pytest

from playground.app.changes import Change, classify
from playground.app.starters import spiral
from playground.spec.base import Choice
from playground.spec.graph import Node
from playground.spec.project import Project
from playground.spec.training import NodeTraining, TrainingSpec

ADAM = Choice(kind="adam", params={"learning_rate": 0.5})


def in_graph(edit):
    return lambda project: project.with_(graph=edit(project.graph))


def in_node(**changes):
    return in_graph(lambda graph: graph.replace(graph.node("linear-1").with_(**changes)))


def in_part(part, **changes):
    return lambda project: project.with_(**{part: getattr(project, part).with_(**changes)})


EDITS = {
    "nothing": (lambda project: project, Change.COSMETIC),
    "name": (lambda project: project.with_(name="N"), Change.COSMETIC),
    "notes": (lambda project: project.with_(notes="n"), Change.COSMETIC),
    "move": (in_graph(lambda graph: graph.move({"linear-1": (7.0, 7.0)})), Change.COSMETIC),
    "title": (in_node(title="First"), Change.COSMETIC),
    "wires in another order": (
        in_graph(lambda graph: graph.with_(edges=graph.edges[::-1])),
        Change.COSMETIC,
    ),
    "rate": (in_part("training", optimizer=ADAM), Change.LIVE),
    "other optimizer": (in_part("training", optimizer=Choice(kind="sgd")), Change.LIVE),
    "schedule": (in_part("training", schedule=Choice(kind="cosine")), Change.LIVE),
    "warm-up": (in_part("training", warmup=5), Change.LIVE),
    "batch": (in_part("training", batch_size=7), Change.LIVE),
    "epochs": (in_part("training", epochs=7), Change.LIVE),
    "l2": (in_part("training", l2=0.1), Change.LIVE),
    "l1": (in_part("training", l1=0.1), Change.LIVE),
    "clip": (in_part("training", clip_norm=0.1), Change.LIVE),
    "plane": (in_part("plane", kind="random"), Change.LIVE),
    "seed of the plane": (in_part("plane", seed=4), Change.LIVE),
    "seed": (in_part("training", seed=4), Change.REBUILD),
    "device": (in_part("training", device="cpu"), Change.REBUILD),
    "loss": (in_part("training", loss=Choice(kind="hinge")), Change.REBUILD),
    "data set": (in_part("data", dataset=Choice(kind="circle")), Change.REBUILD),
    "seed of the data": (in_part("data", seed=4), Change.REBUILD),
    "weights at the start": (in_part("start", weights="a.pt"), Change.REBUILD),
    "features": (in_part("data", features=("x2", "x1")), Change.REBUILD),
    "transform": (in_part("data", transform=Choice(kind="centre")), Change.REBUILD),
    "validation": (in_part("data", validation=0.4), Change.REBUILD),
    "loose node": (in_graph(lambda graph: graph.add(Node(id="n", kind="linear"))), Change.COSMETIC),
    "new node": (
        in_graph(lambda graph: graph.insert(Node(id="n", kind="linear"), graph.edges[0])),
        Change.REBUILD,
    ),
    "node less": (in_graph(lambda graph: graph.remove(["linear-1"])), Change.REBUILD),
    "width": (in_node(params={"units": 3}), Change.REBUILD),
    "activation": (in_node(activation=Choice(kind="relu")), Change.REBUILD),
    "no activation": (in_node(activation=None), Change.REBUILD),
    "own rate": (in_node(training=NodeTraining(rate_factor=0.5)), Change.LIVE),
    "race": (lambda project: project.with_(race=project.race.with_(steps=7)), Change.COSMETIC),
    "initializer": (in_node(initializer=Choice(kind="zeros")), Change.REBUILD),
    "kind": (in_node(kind="dropout", params={}), Change.REBUILD),
    "wire": (in_graph(lambda graph: graph.disconnect(graph.edges[0])), Change.REBUILD),
    "slot": (
        in_graph(lambda graph: graph.with_(edges=(graph.edges[0].with_(slot=1), *graph.edges[1:]))),
        Change.REBUILD,
    ),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_reaches_so_far_and_its_undo_as_far(name):
    edit, expected = EDITS[name]
    before, after = spiral(), edit(spiral())
    assert (after == before) == (name == "nothing")
    assert classify(before, after) is expected
    assert classify(after, before) is expected


def test_of_two_edits_the_further_reaching_one_counts():
    after = EDITS["move"][0](EDITS["rate"][0](spiral()))
    assert classify(spiral(), after) is Change.LIVE
    assert classify(spiral(), EDITS["seed"][0](after)) is Change.REBUILD


def test_every_choice_of_a_project_is_classified():
    told = {
        "optimizer", "schedule", "warmup", "batch_size", "epochs", "l2", "l2_all", "l1", "clip_norm", "clip_value",
        "seed", "device", "loss", "evaluate_in", "average", "average_start", "patience", "min_change", "stop_on",
        "class_weights", "typed_weights", "sampling", "augment", "processes", "split", "micro_batches", "norms_over",
    }  # fmt: skip
    parts = {"name", "notes", "graph", "data", "training", "plane", "race", "start", "workspace"}
    assert set(TrainingSpec.model_fields) == told
    assert set(Project.model_fields) == parts

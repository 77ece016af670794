"""Axes as they are typed, the space that they make, and settings by their names."""

import pytest

from playground.spec.base import Choice
from playground.spec.graph import Block, Edge, Graph, Node
from playground.spec.project import Project
from playground.spec.training import TrainingSpec
from playground.sweep.axis import axis_of
from playground.sweep.settings import all_settings, apply, setting_of
from playground.sweep.space import space_of


@pytest.fixture(scope="module")
def project():
    inside = Graph(
        nodes=(Node(id="in", kind="input"), Node(id="deep", kind="linear"), Node(id="out", kind="output")),
        edges=(Edge(source="in", target="deep"), Edge(source="deep", target="out")),
    )
    hidden = Node(
        id="linear-1", kind="linear", title="Hidden", params={"units": 4}, activation=Choice(kind="relu")
    )
    block = Node(id="block-1", kind="block", block=Block(graph=inside))
    return Project(
        graph=Graph(nodes=(hidden, block)),
        training=TrainingSpec(
            optimizer=Choice(kind="momentum", params={"learning_rate": 0.1, "momentum": 0.5})
        ),
    )


@pytest.mark.parametrize(
    ("name", "text", "values", "log"),
    [
        ("learning_rate", "1e-4..1", (1e-4, 1e-3, 1e-2, 0.1, 1.0), True),
        (
            "learning_rate",
            "0.01..1",
            (0.01, 0.2575, 0.505, 0.7525, 1.0),
            False,
        ),  # two decades are not more than two
        ("learning_rate", "0.01..1:3:log", (0.01, 0.1, 1.0), True),
        ("learning_rate", "1e-4..1:2:linear", (1e-4, 1.0), False),
        ("momentum", "0..0.9:4", (0.0, 0.3, 0.6, 0.9), False),
        ("batch_size", "16,32,64,32", (16, 32, 64), False),
        ("batch_size", "1..3", (1, 2, 3), False),
        ("l2_all", "on,off", (True, False), False),
        ("linear-1.activation", "tanh, none", ("tanh", "none"), False),
    ],
)
def test_values_as_typed(project, name, text, values, log):
    axis = axis_of(setting_of(project, name), text)
    assert axis.values == values
    assert [type(value) for value in axis.values] == [type(value) for value in values]
    assert axis.log is log
    assert ("logarithmic" in axis.words) is (log and axis.span is not None)


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        ({}, "Name what is swept"),
        ({"lerning_rate": "1"}, "has no setting “lerning_rate”. Did you mean learning_rate"),
        ({"seed": "1,2"}, "use --seeds"),
        ({"linear-7.units": "1"}, "has no setting “linear-7.units”"),
        ({"learning_rate": "1..0.1"}, "begins with its smaller number"),
        ({"learning_rate": "1..x"}, "is no range"),
        ({"learning_rate": "nan"}, "should be a number"),
        ({"learning_rate": "0..1:log"}, "begins above 0"),
        ({"learning_rate": "0..1:1"}, "a number of points from 2"),
        ({"learning_rate": "1,200"}, "at most 100"),
        ({"batch_size": "1.5"}, "whole number"),
        ({"batch_size": "0,1"}, "greater than or equal to 1"),
        ({"l2_all": "maybe"}, "on or off"),
        ({"optimizer": "sgdd"}, "there is no “sgdd”; possible are, for example, sgd"),
        ({"batch_size": ","}, "at least one value"),
    ],
)
def test_what_is_not_possible_is_one_sentence(project, texts, words):
    with pytest.raises(ValueError, match=r"[.?]$") as problem:
        space_of(project, texts)
    assert words in str(problem.value)
    assert "\n" not in str(problem.value)


def test_a_grid_leaves_out_what_an_optimizer_does_not_have(project):
    space = space_of(project, {"momentum": "0..0.9:3", "optimizer": "sgd,momentum", "learning_rate": "0.1,1"})
    points = list(space.grid())
    assert len(points) == 2 + 3 * 2
    assert {"optimizer": "sgd", "learning_rate": 0.1} in points
    assert {"momentum": 0.9, "optimizer": "momentum", "learning_rate": 1.0} in points


def test_settings_are_applied_wherever_they_are(project):
    changed = apply(
        project,
        {
            "Hidden.units": 7,
            "linear-1.activation": "none",
            "linear-1.rate_factor": 0.5,
            "block-1/deep.units": 3,
            "block-1.repeat": 2,
            "beta1": 0.8,
            "optimizer": "adam",
            "schedule": "cosine",
            "batch_size": 5,
            "data.validation": 0.5,
        },
    )
    hidden, block = changed.graph.nodes
    assert (hidden.params["units"], hidden.activation, hidden.training.rate_factor) == (7, None, 0.5)
    assert (block.block.repeat, block.block.graph.node("deep").params) == (2, {"units": 3})
    assert changed.training.optimizer == Choice(kind="adam", params={"beta1": 0.8})
    assert (changed.training.schedule.kind, changed.training.batch_size, changed.data.validation) == (
        "cosine", 5, 0.5,
    )  # fmt: skip
    assert apply(project, {"optimizer": "momentum"}) == project


def test_every_setting_is_found_by_its_name_and_keeps_its_value(project):
    for setting in all_settings(project):
        found = setting_of(project, setting.name)
        assert (found.title, found.kind, found.value) == (setting.title, setting.kind, setting.value)
        if setting.value is not None:
            assert setting_of(found.put(project, setting.value), setting.name).value == setting.value

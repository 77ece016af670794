"""Shapes, parameters and multiply-adds of networks counted by hand, and reasons against a wire."""

import pytest

from playground.build.analysis.shapes import analyze
from playground.build.analysis.wires import can_connect
from playground.build.expand import titles
from playground.build.nodes import title_of
from playground.spec.base import Choice
from playground.spec.graph import Graph, Node

I, O, HEAD = ("input",), ("output",), ("linear", {"units": 2})  # noqa: E741


def test_a_small_dense_network(chain):
    report = analyze(
        chain(("linear", {"units": 8}, "tanh"), ("linear", {"units": 4, "bias": False}, "prelu"), HEAD)
    )
    assert report.problems == ()
    assert report.shapes == {"i": (2,), "a": (8,), "b": (4,), "c": (2,), "o": (2,)}
    assert report.parameters == {"i": 0, "a": 2 * 8 + 8, "b": 8 * 4 + 1, "c": 4 * 2 + 2, "o": 0}
    assert report.multiply_adds == {"i": 0, "a": 16, "b": 32, "c": 8, "o": 0}
    assert (report.total_parameters, report.total_multiply_adds) == (67, 56)
    assert report.outputs == 2
    assert report.data.targets == 2


def test_a_convolutional_network(chain):
    report = analyze(
        chain(
            ("conv2d", {"channels": 6, "kernel": 3, "padding": 0}),
            ("batch_norm", {}, "relu"),
            ("max_pool",),
            ("conv2d", {"channels": 4, "kernel": 3, "padding": 1, "groups": 2, "bias": False}),
            ("flatten",),
            ("linear", {"units": 10}),
            dataset="digits",
        )
    )
    assert report.problems == ()
    shapes = [(1, 8, 8), (6, 6, 6), (6, 6, 6), (6, 3, 3), (4, 3, 3), (36,), (10,), (10,)]
    assert list(report.shapes.values()) == shapes
    assert list(report.parameters.values()) == [0, 6 * 9 + 6, 12, 0, 4 * 3 * 9, 0, 370, 0]
    assert list(report.multiply_adds.values()) == [0, 36 * 6 * 9, 0, 0, 9 * 4 * 3 * 9, 0, 360, 0]


def test_branches_and_a_maxout(draw):
    nodes = {
        "i": I,
        "a": ("linear", {"units": 6}, ("maxout", {"pieces": 3})),
        "b": ("concat",),
        "c": ("linear", {"units": 4}),
        "d": ("multiply",),
        "e": HEAD,
        "o": O,
    }
    report = analyze(draw(nodes, ["i>a", "i>b", "a>b", "b>c", "b>d", "c>d", "d>e", "e>o"]))
    assert report.problems == ()
    assert report.shapes == {"i": (2,), "a": (2,), "b": (4,), "c": (4,), "d": (4,), "e": (2,), "o": (2,)}
    assert report.parameters == {"i": 0, "a": 18, "b": 0, "c": 20, "d": 0, "e": 10, "o": 0}


@pytest.mark.parametrize(
    ("features", "shape"), [(("x1",), (1,)), (("x1", "x2", "x1_x2"), (3,)), (("sin_x1", "sin_x2"), (2,))]
)
def test_the_input_is_as_wide_as_there_are_features(chain, features, shape):
    project = chain(HEAD)
    project = project.with_(data=project.data.with_(features=features))
    assert analyze(project).shapes["i"] == shape


@pytest.mark.parametrize(
    ("loss", "dataset", "params", "outputs"),
    [
        ("cross_entropy", "spiral", {"arms": 5}, 5),
        ("bce", "spiral", {}, 1),
        ("bce", "iris", {}, 3),
        ("hinge", "circle", {}, 2),
        ("mse", "diabetes", {}, 1),
        ("mse", "wine", {}, 3),
    ],
)
def test_the_loss_and_the_data_say_how_many_outputs_there_must_be(chain, loss, dataset, params, outputs):
    report = analyze(chain(("linear", {"units": outputs}), loss=loss, dataset=dataset, **params))
    assert report.problems == ()
    assert report.outputs == outputs


@pytest.fixture
def sheet(draw):
    """A network in progress, on images: a convolution, lists of two lengths, and loose ends."""
    nodes = {
        "i": I,
        "conv": ("conv2d",),
        "flat": ("flatten",),
        "a": ("linear", {"units": 3}),
        "b": ("linear", {"units": 4}, ("maxout", {"pieces": 4})),
        "c": ("linear", {"units": 5}),
        "plus": ("add",),
        "new": ("linear",),
        "lost": ("dropout",),
        "free": ("add",),
        "max": ("activation", {}, ("maxout", {"pieces": 2})),
        "pool": ("max_pool",),
        "odd": ("warp",),
        "o": O,
    }
    wires = ["i>conv", "conv>flat", "flat>a", "flat>b", "flat>c", "a>plus", "plus>o"]
    return draw(nodes, wires, dataset="digits")


@pytest.mark.parametrize(
    ("source", "target", "reason"),
    [
        ("a", "a", "A layer cannot feed itself."),
        ("o", "a", "Nothing can follow the output."),
        ("a", "i", "Nothing can come before the input."),
        ("i", "conv", "They are connected already."),
        ("plus", "a", "This would form a cycle."),
        ("plus", "flat", "This would form a cycle."),
        ("i", "new", "Linear takes a list of numbers, but gets 1 × 8 × 8."),
        ("a", "pool", "Max pool takes an image (channels × height × width), but gets 3."),
        ("conv", "o", "The output takes a list of numbers, but gets 16 × 8 × 8."),
        ("c", "plus", "Add takes inputs of one shape, but gets 3 and 5."),
        ("c", "max", "Maxout cannot split 5 features into groups of 2."),
        ("flat", "max", None),
        ("a", "new", None),
        ("lost", "new", None),
        ("lost", "plus", None),
        ("c", "free", None),
        ("i", "odd", None),
        ("odd", "new", None),
    ],
)
def test_reasons_against_a_wire(sheet, source, target, reason):
    assert can_connect(sheet, analyze(sheet), source, target) == reason


def test_a_wire_may_be_drawn_to_an_input_that_is_taken(sheet):
    report = analyze(sheet)
    assert can_connect(sheet, report, "c", "plus", 0) is None
    assert "gets 3 and 5" in can_connect(sheet, report, "c", "plus", 1)
    assert can_connect(sheet, report, "a", "o") is None


def test_names_in_messages():
    relu = Choice(kind="relu")
    assert title_of(Node(id="a", kind="linear")) == "Linear"
    assert title_of(Node(id="a", kind="linear", title="My head")) == "My head"
    assert title_of(Node(id="a", kind="activation", activation=relu)) == "ReLU"
    assert title_of(Node(id="a", kind="activation")) == "Activation"
    assert title_of(Node(id="a", kind="activation", activation=Choice(kind="zzz"))) == "Activation"
    assert title_of(Node(id="a", kind="warp")) == "warp"


def test_names_beside_each_other_are_numbered_where_they_are_the_same():
    nodes = (Node(id=name, kind=kind) for name, kind in (("x", "linear"), ("y", "flatten"), ("z", "linear")))
    assert titles(Graph(nodes=tuple(nodes))) == {"x": "Linear 1", "y": "Flatten", "z": "Linear 2"}

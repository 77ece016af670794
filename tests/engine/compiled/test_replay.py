"""Steps without Python, against autograd: the same to the last bit."""

import logging

import pytest
import torch

from playground.catalog.kinds import ACTIVATIONS, LAYERS, LOSSES, OPTIMIZERS, ShapeProblem
from playground.engine.compiled.replay import Replay
from playground.engine.runtime.parameters import FlatParameters
from playground.engine.training.session import Session
from playground.spec.base import Choice

CLASSES = [kind.key for kind in LOSSES if "classification" in kind.tasks]
NUMBERS = [kind.key for kind in LOSSES if "regression" in kind.tasks]


def by_autograd(project):
    """A session whose steps are never replayed."""
    session = Session(project)
    session.gradients.replay.possible = False
    return session


def run(session, steps=40):
    losses = []
    while session.steps_done < steps:
        losses += session.train(steps - session.steps_done).loss.tolist()
    return losses


def takes(kind, shape):
    """Whether a layer can take samples of a shape."""
    try:
        kind().out_shape(shape)
    except ShapeProblem:
        return False
    return True


def assert_same_bits(project, steps=40):
    replayed, plain = Session(project), by_autograd(project)
    losses, expected = run(replayed, steps), run(plain, steps)
    assert replayed.gradients.replay.in_use
    assert not plain.gradients.replay.in_use
    assert losses == expected
    assert torch.equal(replayed.theta, plain.theta)
    assert torch.equal(replayed.grad, plain.grad)
    for buffer, other in zip(replayed.network.buffers(), plain.network.buffers(), strict=True):
        assert torch.equal(buffer, other)


@pytest.mark.parametrize("activation", [kind.key for kind in ACTIVATIONS])
def test_activations(activation, chain, project_of):
    graph = chain(
        ("linear", {"units": 8}, activation),
        ("linear", {"units": 6}, activation),
        ("linear", {"units": 2}, None),
    )
    assert_same_bits(project_of("spiral", {"samples": 130}, graph))


@pytest.mark.parametrize("loss", CLASSES)
def test_losses_of_classes(loss, chain, project_of):
    entry = LOSSES.create(loss)
    outputs = entry.outputs(3)
    graph = chain(("linear", {"units": 7}, "tanh"), ("linear", {"units": outputs}, entry.expects or None))
    assert_same_bits(project_of("iris", {}, graph, loss))


@pytest.mark.parametrize("loss", NUMBERS)
def test_losses_of_numbers(loss, chain, project_of):
    graph = chain(("linear", {"units": 9, "bias": False}, "tanh"), ("linear", {"units": 1}, None))
    assert_same_bits(project_of("sine", {}, graph, loss))


@pytest.mark.parametrize(
    "boxes",
    [
        [("flatten", {}, None), ("linear", {"units": 8}, "relu"), ("dropout", {}, None)],
        [("conv2d", {"channels": 4}, "relu"), ("max_pool", {}, None), ("batch_norm", {}, None), ("flatten", {}, None)],
        [("conv2d", {"channels": 3}, "silu"), ("avg_pool", {}, None), ("flatten", {}, None), ("layer_norm", {}, None)],
        [("conv2d", {"channels": 5, "stride": 2}, "maxout"), ("global_pool", {}, None), ("activation", {}, "prelu")],
    ],
    ids=["dropout", "batch norm", "layer norm", "global pool"],
)  # fmt: skip
def test_layers(boxes, chain, project_of):
    if boxes[0][1].get("stride"):
        boxes[0][1]["channels"] = 6
    graph = chain(*boxes, ("linear", {"units": 10}, None))
    assert_same_bits(project_of("digits", {}, graph), steps=12)


SINGLE = [kind for kind in LAYERS if kind.inputs == (1, 1) and kind.key != "output"]
WAYS = [
    [("conv2d", {"channels": 4}, "tanh")],
    [("reshape", {"shape": "8 × 8"}, None)],
    [("flatten", {}, None), ("linear", {"units": 8}, "tanh")],
]
"""Boxes behind the images of digits that lead to an image, a sequence and a list."""
SHAPES = [(4, 8, 8), (8, 8), (8,)]


@pytest.mark.parametrize(
    ("kind", "way", "shape"),
    [
        pytest.param(kind, way, shape, id=f"{kind.key}-{len(shape)}d")
        for kind in SINGLE
        for way, shape in zip(WAYS, SHAPES, strict=True)
        if takes(kind, shape)
    ],
)
def test_each_layer_on_each_kind_of_shape(kind, way, shape, chain, project_of):
    end = [("flatten", {}, None)] if len(kind().out_shape(shape)) > 1 else []
    graph = chain(*way, (kind.key, {}, None), *end, ("linear", {"units": 10}, None))
    assert_same_bits(project_of("digits", {}, graph, batch_size=300), steps=6)


@pytest.mark.parametrize("merge", ["add", "multiply", "concat"])
def test_branches(merge, chain, project_of):
    graph = chain(
        ("linear", {"units": 4}, "tanh"), ("linear", {"units": 4}, "tanh"), ("linear", {"units": 2}, None)
    )
    middle = graph.node("linear-2").with_(id="merge-9", kind=merge, params={}, activation=None)
    graph = graph.insert(middle, graph.outputs_of("linear-2")[0]).connect("linear-1", "merge-9")
    assert_same_bits(project_of("spiral", {"samples": 120}, graph))


@pytest.mark.parametrize("decay", [0.0, 0.01])
@pytest.mark.parametrize("optimizer", [kind for kind in OPTIMIZERS if kind.script], ids=lambda kind: kind.key)
def test_optimizers(optimizer, decay, spiral, changed):
    params = {"weight_decay": decay} if "weight_decay" in optimizer.model_fields else {}
    assert_same_bits(changed(spiral, optimizer=(optimizer.key, {"learning_rate": 0.01, **params})))


@pytest.mark.parametrize("momentum", [0.0, 0.5])
@pytest.mark.parametrize("optimizer", ["momentum", "rmsprop"])
def test_momenta(optimizer, momentum, spiral, changed):
    assert_same_bits(changed(spiral, optimizer=(optimizer, {"learning_rate": 0.01, "momentum": momentum})))


def test_penalties_clipping_schedule_and_warm_up(spiral, changed):
    project = changed(spiral, l2=0.01, l1=0.001, clip_norm=0.05, schedule=Choice(kind="cosine"), warmup=11)
    assert_same_bits(project)


def test_live_changes_of_numbers_keep_the_state(spiral, changed):
    replayed, plain = Session(spiral), by_autograd(spiral)
    for session in (replayed, plain):
        run(session, 20)
        session.apply(changed(spiral, optimizer=("adam", {"learning_rate": 0.1, "beta1": 0.5})).training)
        run(session, 40)
    assert torch.equal(replayed.theta, plain.theta)


def test_another_batch_size_counts_from_the_next_epoch(spiral, changed):
    replayed, plain = Session(spiral), by_autograd(spiral)
    for session in (replayed, plain):
        run(session, 3)
        session.apply(spiral.training.with_(batch_size=7))
        run(session, 60)
    assert torch.equal(replayed.theta, plain.theta)
    assert replayed.steps_per_epoch == plain.steps_per_epoch


def test_a_network_that_cannot_be_recorded_trains_by_autograd_and_says_so(spiral, monkeypatch, caplog):
    session = Session(spiral)

    caplog.set_level(logging.WARNING)
    monkeypatch.setattr(type(session.network), "forward", _with_item, raising=True)
    before = session.theta.clone()
    run(session, 4)
    assert not torch.equal(session.theta, before)
    assert "cannot be recorded" in caplog.text


def _with_item(network, x):
    """A forward pass that looks at a number, which no record can hold."""
    return network.forward_all(x)[network.order[-1]] * float(x.sum().item() * 0 + 1)


def test_records_that_do_not_fit_other_samples_are_given_up_and_nothing_is_lost(spiral, monkeypatch, caplog):
    monkeypatch.setattr(type(Session(spiral).network), "forward", _with_count, raising=True)
    session, plain = Session(spiral), by_autograd(spiral)
    caplog.set_level(logging.WARNING)
    run(session, 12)
    run(plain, 12)
    assert caplog.text.count("do not fit other samples") == 1
    assert session.steps_done == 12
    assert torch.equal(session.theta, plain.theta)


def _with_count(network, x):
    """A forward pass with a size that follows from the samples: a record of it holds one of many."""
    positive = x[x > 0]
    return network.forward_all(x)[network.order[-1]] + 0 * positive.reshape(len(positive)).sum()


def test_the_parameters_on_the_way_are_those_of_single_steps(spiral):
    class Kept:
        stride = 3

        def __init__(self):
            self.seen = {}

        def record(self, step, theta):
            self.seen[step] = theta.clone()

    one, many = Kept(), Kept()
    slow, fast = Session(spiral), Session(spiral)
    while slow.steps_done < 30:
        slow.train(1, one)
    while fast.steps_done < 30:
        fast.train(30 - fast.steps_done, many)
    wanted = range(3, 31, 3)
    assert all(torch.equal(one.seen[step], many.seen[step]) for step in wanted)


def test_steps_are_recorded_on_the_cpu_only(spiral):
    session = Session(spiral)
    network = session.network.to("meta")
    flat = FlatParameters(network, torch.device("meta"))
    replay = Replay(network, flat, session.loss, session.batches)
    replay.prepare(session.stepper, 10)
    assert replay.steps(session.stepper, session.average, 10) is None
    assert not replay.in_use

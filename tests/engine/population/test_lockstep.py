"""Lanes that step together do what each would do alone."""

import numpy as np
import pytest
import torch

from playground.catalog.kinds import ACTIVATIONS, LAYERS, LOSSES, OPTIMIZERS, Layer
from playground.engine.compiled.scribe import CannotRecord
from playground.engine.population.fastest_method import _fastest
from playground.engine.population.lockstep import LockstepTrainer
from playground.engine.population.stacked_forward import NoRule
from playground.engine.training.session import Session
from playground.spec.base import Choice

CLOSE = {torch.float32: 1e-5, torch.float64: 1e-10}
WAYS = ("stacked", "vmap")
SOME = (("sgd", 0.05), ("momentum", 0.01), ("adam", 0.003))


@pytest.fixture(params=CLOSE, ids=str)
def dtype(request):
    """The precision of all lanes."""
    return request.param


def trainings(project, optimizers=SOME, **changes):
    """Training choices that differ in their optimizer, by its name."""
    return {
        kind: project.training.with_(optimizer=Choice(kind=kind, params={"learning_rate": rate}), **changes)
        for kind, rate in optimizers
    }


def alone(project, training, steps, dtype=torch.float32):
    """A session after so many steps, and the losses of these."""
    session = Session(project.with_(training=training), epochs=10_000, dtype=dtype)
    losses = []
    while len(losses) < steps:
        losses += session.train(steps - len(losses)).loss.tolist()
    return session, losses


def together(project, chosen, way, steps, dtype=torch.float32):
    """Lanes after so many steps of one way, and their losses; None where the way cannot be gone."""
    lanes = LockstepTrainer(project, chosen, epochs=10_000, dtype=dtype)
    members, losses = list(lanes._lanes.values()), {name: [] for name in chosen}
    try:
        while len(losses[members and next(iter(chosen))]) < steps:
            left = steps - len(losses[next(iter(chosen))])
            for name, stretch in zip(chosen, lanes._advance(way, members, left), strict=True):
                losses[name] += stretch.loss.tolist()
    except (NoRule, CannotRecord, RuntimeError):
        return None
    return lanes, losses


def ways_as_alone(project, ways, dtype, optimizers=SOME, steps=100, **changes):
    """The ways that can be gone; by each of these everybody stands where it would stand alone."""
    chosen = trainings(project, optimizers, **changes)
    gone = {way: outcome for way in ways if (outcome := together(project, chosen, way, steps, dtype))}
    for name, training in chosen.items() if gone else ():
        (session, expected), close = alone(project, training, steps, dtype), CLOSE[dtype]
        for lanes, losses in gone.values():
            member = lanes.members[name]
            assert np.abs(np.subtract(losses[name], expected)).max() <= close * max(1.0, *expected), name
            torch.testing.assert_close(member.theta, session.theta, rtol=close, atol=close, msg=name)
            for mine, theirs in zip(member.network.buffers(), session.network.buffers(), strict=True):
                torch.testing.assert_close(mine, theirs, rtol=close, atol=close, msg=name)
            assert member.steps_done == session.steps_done == member.evaluations
    return set(gone)


def assert_as_alone(project, way, dtype, optimizers=SOME, steps=100, **changes):
    """Whether the way can be gone; then everybody stands where it would stand alone."""
    return bool(ways_as_alone(project, (way,), dtype, optimizers, steps, **changes))


# --- the same as alone ---------------------------------------------------------------------------


@pytest.mark.parametrize("activation", [kind.key for kind in ACTIVATIONS])
def test_activations(activation, chain, project_of, dtype):
    graph = chain(("linear", {"units": 8}, activation), ("linear", {"units": 2}, None))
    assert "stacked" in ways_as_alone(project_of("spiral", {"samples": 130}, graph), WAYS, dtype, steps=40)


@pytest.mark.parametrize("loss", [kind.key for kind in LOSSES])
def test_losses(loss, chain, project_of, dtype):
    entry = LOSSES.create(loss)
    task = entry.tasks[0]
    graph = chain(
        ("linear", {"units": 7}, "tanh"),
        (
            "linear",
            {"units": entry.outputs(3 if task == "classification" else 1)},
            entry.expects or None,
        ),
    )
    data = "iris" if task == "classification" else "sine"
    assert assert_as_alone(project_of(data, {}, graph, loss), "stacked", dtype)


INSIDE = [kind.key for kind in LAYERS if kind.key not in {"input", "output"}]


@pytest.mark.parametrize("layer", INSIDE)
def test_layers(layer, project_with, dtype):
    project = project_with(layer)
    # Some biases have no gradient but rounding errors, which Adam makes large in single precision.
    optimizers = SOME if dtype == torch.float64 else SOME[:2]
    ways = ways_as_alone(project, WAYS, dtype, optimizers, steps=20)
    entry = LAYERS.entry(layer)
    if (entry.passes_on or entry.stacked is not Layer.stacked) and not entry.random:
        assert "stacked" in ways or any(node.kind == "conv2d" for node in project.graph.nodes)


def test_batch_norm_and_dropout_are_stacked(chain, project_of, dtype):
    boxes = [  # a bias in front of the norm would have no gradient but rounding errors, which Adam makes large
        ("linear", {"units": 12, "bias": False}, None),
        ("batch_norm", {}, "tanh"),
        ("dropout", {"probability": 0.3}, None),
        ("linear", {"units": 2}, None),
    ]
    project = project_of("spiral", {"samples": 120}, chain(*boxes), batch_size=10)
    assert assert_as_alone(project, "stacked", dtype)


def test_every_optimizer_with_a_script_at_once(spiral, dtype):
    scripted = [(kind.key, 1e-3) for kind in OPTIMIZERS if kind.script and not kind.needs.full_batch]
    assert len(scripted) > 15
    assert assert_as_alone(spiral, "stacked", dtype, scripted)


def test_penalties_clipping_averages_and_warm_up(spiral, dtype):
    changes = {"l2": 0.01, "l1": 0.001, "clip_norm": 0.5, "warmup": 9, "average": 0.9, "average_start": 20}
    assert assert_as_alone(spiral, "stacked", dtype, schedule=Choice(kind="cosine"), **changes)
    lanes, _ = together(spiral, trainings(spiral, **changes), "stacked", 50, dtype)
    for name, training in trainings(spiral, **changes).items():
        session, _ = alone(spiral, training, 50, dtype)
        torch.testing.assert_close(lanes.members[name].shown_theta(), session.shown_theta())


@pytest.mark.parametrize("way", WAYS)
def test_lanes_of_different_seeds_have_their_own_batches(spiral, way):
    chosen = {f"seed {seed}": spiral.training.with_(seed=seed) for seed in range(3)}
    lanes, losses = together(spiral, chosen, way, 60)
    for name, training in chosen.items():
        session, expected = alone(spiral, training, 60)
        assert losses[name] == pytest.approx(expected, abs=1e-5)
        torch.testing.assert_close(lanes.members[name].theta, session.theta, rtol=1e-5, atol=1e-5)
    assert len({tuple(each) for each in losses.values()}) == 3


# --- a population --------------------------------------------------------------------------------


def run(lanes, steps):
    """The losses of so many steps of each, as far as they get."""
    losses = {name: [] for name in lanes.members}
    while lanes.running and max(map(len, losses.values())) < steps:
        most = steps - max(len(losses[name]) for name in lanes.running)
        for name, stretch in lanes.train(most).items():
            losses[name] += stretch.loss.tolist()
    return losses


def test_whatever_way_is_chosen_it_is_as_alone(spiral):
    chosen = trainings(spiral)
    lanes = LockstepTrainer(spiral, chosen, epochs=100)
    losses = run(lanes, 120)
    for name, training in chosen.items():
        session, expected = alone(spiral, training, 120)
        assert losses[name] == pytest.approx(expected, abs=1e-5)
        assert lanes.members[name].evaluations == session.evaluations == 120


def test_choosing_a_way_moves_nobody(noisy_net):
    lanes = LockstepTrainer(noisy_net, trainings(noisy_net))
    members = list(lanes.members.values())
    before = [member.state().values for member in members]
    _fastest(list(lanes._lanes.values()), lanes._advance, lambda: False)
    for member, values in zip(members, before, strict=True):
        for name, value in member.state().values.items():
            assert torch.equal(torch.as_tensor(value), torch.as_tensor(values[name])), name


def test_lanes_keep_their_method_while_another_is_ahead(spiral, monkeypatch):
    asked = []

    class Noted(dict):
        def __contains__(self, key):
            asked.append(key)
            return True

        def __getitem__(self, key):
            return None

    monkeypatch.setattr("playground.engine.population.fastest_method._KNOWN", Noted())
    lanes = LockstepTrainer(spiral, trainings(spiral))
    lanes.train(1)
    next(iter(lanes.members.values())).advance(1)
    lanes.train(1)
    assert len(asked) == 2
    assert asked[0] == asked[1]


def test_an_optimizer_without_a_script_takes_part(spiral):
    chosen = trainings(spiral, (("sgd", 0.05), ("lbfgs", 0.5), ("adam", 0.003)))
    losses = run(LockstepTrainer(spiral, chosen, epochs=50), 30)
    for name, training in chosen.items():
        assert losses[name] == pytest.approx(alone(spiral, training, 30)[1], abs=1e-5)


@pytest.mark.parametrize("asked", [1, 4, 12])
def test_choosing_a_way_can_be_given_up_and_nobody_has_moved(noisy_net, monkeypatch, asked):
    known = {}
    monkeypatch.setattr("playground.engine.population.fastest_method._KNOWN", known)
    lanes, questions = LockstepTrainer(noisy_net, trainings(noisy_net)), []

    def stopped():
        questions.append(None)
        return len(questions) >= asked

    before = {name: member.theta.clone() for name, member in lanes.members.items()}
    assert lanes.train(5, stopped=stopped) == {}
    assert len(questions) == asked
    assert not known
    for name, member in lanes.members.items():
        assert member.steps_done == 0
        assert torch.equal(member.theta, before[name])


@pytest.mark.parametrize("way", WAYS)
def test_one_that_diverges_stops_alone(spiral, way, known_way):
    known_way(way)
    quiet = trainings(spiral, (("sgd", 0.05), ("adam", 0.003), ("momentum", 0.0)))
    wild = {**quiet, "momentum": trainings(spiral, (("momentum", 100.0),), l2=10.0)["momentum"]}
    broken, calm = LockstepTrainer(spiral, wild, epochs=50), LockstepTrainer(spiral, quiet, epochs=50)
    losses = broken.train(20), calm.train(20)
    assert set(broken.diverged) == {"momentum"}
    assert set(broken.running) == {"sgd", "adam"}
    member = broken.members["momentum"]
    assert torch.isfinite(member.theta).all()
    assert member.steps_done == broken.diverged["momentum"].step - 1
    calm.drop("momentum")
    for name in ("sgd", "adam"):
        assert losses[0][name].loss.tolist() == losses[1][name].loss.tolist()
    for _ in range(2):
        later = broken.train(20), calm.train(20)
        assert later[0].keys() == later[1].keys() == {"sgd", "adam"}
        for name in later[0]:
            assert later[0][name].loss.tolist() == later[1][name].loss.tolist()
            assert torch.equal(broken.members[name].theta, calm.members[name].theta)


def test_one_can_join_late_and_others_leave(spiral):
    chosen = trainings(spiral)
    lanes = LockstepTrainer(spiral, {name: chosen[name] for name in ("sgd", "momentum")}, epochs=100)
    run(lanes, 25)
    lanes.add("adam", chosen["adam"])
    run(lanes, 25)
    lanes.drop("sgd")
    run(lanes, 25)
    assert set(lanes.members) == {"momentum", "adam"}
    for name, member in lanes.members.items():
        session, _ = alone(spiral, chosen[name], member.steps_done)
        torch.testing.assert_close(member.theta, session.theta, rtol=1e-5, atol=1e-5)
    assert lanes.members["momentum"].steps_done == 75
    assert lanes.members["adam"].steps_done == 50


def test_one_can_begin_elsewhere(spiral):
    chosen = trainings(spiral)
    lanes = LockstepTrainer(spiral, {"sgd": chosen["sgd"]})
    start = torch.full_like(lanes.members["sgd"].theta, 0.1)
    lanes.add("asgd", trainings(spiral, (("asgd", 0.0),))["asgd"], start)
    lanes.train(5)
    assert torch.equal(lanes.members["asgd"].shown_theta(), start)


def test_the_order_of_batches_does_not_depend_on_the_others(spiral):
    chosen = trainings(spiral)
    few, many = LockstepTrainer(spiral, {"adam": chosen["adam"]}), LockstepTrainer(spiral, chosen)
    for lanes in (few, many):
        run(lanes, 21)
    plans = [lanes.members["adam"].plan(20) for lanes in (few, many)]
    assert all(torch.equal(*pair) for pair in zip(plans[0].chosen, plans[1].chosen, strict=True))


class Kept:
    stride = 4

    def __init__(self):
        self.seen = {}

    def record(self, step, theta):
        self.seen[step] = theta.clone()


def test_the_parameters_on_the_way(spiral, known_way):
    known_way("stacked")
    chosen = trainings(spiral)
    keepers = {name: Kept() for name in chosen}
    lanes = LockstepTrainer(spiral, chosen)
    lanes.train(5, keepers)
    lanes.train(9, keepers)
    for name, training in chosen.items():
        kept, session = Kept(), Session(spiral.with_(training=training))
        while session.steps_done < 14:
            session.train(14 - session.steps_done, kept)
        assert kept.seen.keys() == keepers[name].seen.keys() == {4, 8, 12}
        for step, theta in kept.seen.items():
            torch.testing.assert_close(keepers[name].seen[step], theta, rtol=1e-5, atol=1e-6)


def test_lanes_go_to_their_end_and_evaluate(spiral):
    lanes = LockstepTrainer(spiral, trainings(spiral), epochs=3)
    losses = run(lanes, 1000)
    assert not lanes.running
    assert {len(each) for each in losses.values()} == {lanes.members["adam"].total_steps}
    assert lanes.train(10) == {}
    for member in lanes.members.values():
        assert member.evaluate().validation_loss > 0


@pytest.fixture
def known_way(monkeypatch):
    """Let a way be known for everything, so that no timing decides."""

    def know(way):
        class Always(dict):
            def __contains__(self, key):
                return True

            def __getitem__(self, key):
                return way

        monkeypatch.setattr("playground.engine.population.fastest_method._KNOWN", Always())

    return know

"""A run that goes on from a state or a file is the run that was never interrupted, to the last bit."""

import json
import os
from itertools import pairwise

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from playground.catalog.kinds import OPTIMIZERS, SCHEDULES
from playground.engine.training import checkpoint
from playground.engine.training.session import Session
from playground.engine.training.state import State, StateProblem
from playground.spec.base import Choice
from playground.spec.files import FileProblem
from playground.spec.graph import Graph, Node

STEPS = 13
"""An epoch of nine steps and a part of the next."""


@pytest.fixture
def rich(noisy_net, changed):
    """Dropout, batch norm, shuffling, a schedule, warm-up, penalties, clipping, averaging and patience."""
    return changed(
        noisy_net,
        schedule=Choice(kind="cosine"),
        warmup=5,
        l2=0.01,
        l1=0.001,
        clip_norm=0.5,
        epochs=4,
        average=0.8,
        average_start=3,
        patience=2,
    )


def values(session):
    """Everything in a session's state as plain numbers."""
    return {
        name: value.tolist() if isinstance(value, torch.Tensor) else value
        for name, value in session.state().values.items()
    }


def follow(session, steps):
    """Losses and rates up to a step, by single steps."""
    told = []
    while session.steps_done < steps:
        stretch = session.train(1)
        told.append((stretch.loss.item(), stretch.learning_rate.item()))
    return told


def assert_goes_on(project, through=lambda state: state, steps=STEPS):
    """From every step a fresh session with the state of then does the next two steps as the first one did them.

    After the first of these it is in the state that the next session starts from, so that they do all steps together.
    """
    first = Session(project)
    states, told, expected = [first.state()], [], [values(first)]
    for step in range(1, steps + 1):
        told += follow(first, step)
        states.append(first.state())
        expected.append(values(first))
    for step, state in enumerate(states):
        other = Session(project)
        other.restore(through(state))
        assert other.steps_done == step
        assert values(other) == expected[step]
        for then in range(step + 1, min(step + 2, steps) + 1):
            assert follow(other, then) == told[then - 1 : then]
            assert values(other) == expected[then]


FEWER = {"lbfgs": {"inner": 4}}
"""Moves in a step: as many states to continue from, in a fifth of the time."""


@pytest.mark.parametrize("optimizer", [kind.key for kind in OPTIMIZERS])
def test_every_optimizer_continues_from_every_step(optimizer, rich, changed):
    assert_goes_on(changed(rich, optimizer=(optimizer, FEWER.get(optimizer, {})), epochs=40))


def watched(session, steps, most=50):
    """Losses and rates up to a step, with the evaluations that are due, in chunks of at most so many steps."""
    told = []
    while session.steps_done < steps:
        if session.evaluation_due:
            session.evaluate()
        stretch = session.train(min(most, steps - session.steps_done))
        told += [*zip(stretch.loss.tolist(), stretch.learning_rate.tolist(), strict=True)]
    return told


@pytest.mark.parametrize("schedule", [kind.key for kind in SCHEDULES])
def test_every_schedule_continues_also_one_that_listens_to_evaluations(schedule, rich, changed):
    project = changed(rich, schedule=Choice(kind=schedule), epochs=60, patience=1000)
    session, told, kept = Session(project), [], {}
    ends = (0, 50, 108, 216, 325, 432, 500)
    for step in ends:
        told += watched(session, step)
        kept[step] = (session.state(), values(session))
    for start, end in pairwise(ends):
        other = Session(project)
        other.restore(kept[start][0])
        assert other.steps_done == start
        assert watched(other, end, most=37) == told[start:end]
        assert values(other) == kept[end][1]


def test_continuing_from_a_file_at_every_step(rich, tmp_path):
    def through_a_file(state):
        session = Session(rich)
        session.restore(state)
        checkpoint.save(session, tmp_path / "run.weights")
        return checkpoint.load(tmp_path / "run.weights").state

    assert_goes_on(rich, through_a_file)


def test_a_session_can_go_back_to_its_own_past(rich):
    session = Session(rich)
    follow(session, 13)
    then, expected = session.state(), follow(session, 22)
    session.restore(then)
    assert follow(session, 22) == expected


def test_a_state_is_a_copy(rich):
    session = Session(rich)
    follow(session, 3)
    before, told = session.state(), values(session)
    follow(session, 12)
    session.restore(before)
    assert values(session) == told


def test_the_batches_of_another_size_follow_from_the_next_epoch(spiral, changed):
    session = Session(spiral)
    follow(session, 4)
    session.apply(changed(spiral, batch_size=42).training)
    state, expected = session.state(), follow(session, 15)
    assert session.steps_per_epoch == 2
    other = Session(spiral)
    other.restore(state)
    other.apply(changed(spiral, batch_size=42).training)
    assert follow(other, 15) == expected


def test_epochs_that_were_added_stay(spiral, run_on):
    session = Session(spiral)
    run_on(session)
    session.extend()
    follow(session, 60)
    other = Session(spiral)
    other.restore(session.state())
    assert (other.total_steps, other.epoch) == (108, pytest.approx(60 / 9))


# --- files ---------------------------------------------------------------------------------------------


@pytest.fixture
def saved(rich, tmp_path):
    """A file of weights at step 11."""
    session = Session(rich)
    follow(session, 11)
    path = tmp_path / "run.weights"
    checkpoint.save(session, path)
    return path


def test_the_project_and_its_live_changes_are_in_the_file(rich, changed, tmp_path):
    session = Session(rich)
    follow(session, 3)
    session.apply(changed(rich, optimizer=("adam", {"learning_rate": 0.002}), epochs=9).training)
    checkpoint.save(session, tmp_path / "run.weights")
    other = checkpoint.resume(tmp_path / "run.weights")
    assert other.project == session.project
    assert values(other) == values(session)
    assert follow(other, STEPS) == follow(session, STEPS)


def test_continuing_with_other_choices_is_a_change_in_the_run(saved, rich, changed):
    other = changed(rich, epochs=6, batch_size=21)
    expected = Session(rich)
    follow(expected, 11)
    expected.apply(other.training)
    resumed = checkpoint.resume(saved, other)
    assert resumed.total_steps == expected.total_steps
    assert follow(resumed, 26) == follow(expected, 26)


def test_names_and_positions_may_differ(saved, rich):
    moved = rich.with_(
        graph=rich.graph.replace(rich.graph.nodes[1].with_(x=9.0, title="First")), name="Other"
    )
    assert checkpoint.resume(saved, moved).steps_done == 11


def test_a_loose_node_fits_all_the_same(saved, rich):
    loose = Node(id="dropout-99", kind="dropout")
    more = rich.with_(graph=Graph(nodes=(*rich.graph.nodes, loose), edges=rich.graph.edges))
    assert checkpoint.resume(saved, more).steps_done == 11
    checkpoint.save(Session(more), saved)
    assert checkpoint.resume(saved, rich).steps_done == 0


@pytest.mark.parametrize("part", ["another network", "other data", "another loss", "another seed"])
def test_weights_of_another_run_are_refused(part, saved, rich, changed):
    other = {
        "another network": rich.with_(
            graph=rich.graph.replace(rich.graph.nodes[2].with_(activation=Choice(kind="tanh")))
        ),
        "other data": rich.with_(data=rich.data.with_(seed=4)),
        "another loss": changed(rich, loss=Choice(kind="hinge")),
        "another seed": changed(rich, seed=4),
    }[part]
    with pytest.raises(FileProblem, match=f"^run.weights: these weights were saved from a run with {part}"):
        checkpoint.resume(saved, other)


def test_an_older_file_stays_whole_when_a_new_one_cannot_be_written(saved, rich, monkeypatch):
    before = saved.read_bytes()

    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileProblem, match=r"run.weights: cannot be saved: No space left on device\."):
        checkpoint.save(Session(rich), saved)
    assert saved.read_bytes() == before
    assert list(saved.parent.iterdir()) == [saved]


def test_a_file_that_is_cut_short_anywhere_is_refused(saved):
    whole = saved.read_bytes()
    for length in [0, 1, 7, 8, 9, 100, len(whole) // 2, len(whole) - 1]:
        saved.write_bytes(whole[:length])
        with pytest.raises(
            FileProblem, match=r"^run.weights: this is not a weight file, or it is incomplete"
        ):
            checkpoint.load(saved)


def test_files_that_are_not_there_or_are_folders(tmp_path):
    for path in (tmp_path / "none.weights", tmp_path):
        with pytest.raises(FileProblem, match=f"^{path.name}: cannot be read: "):
            checkpoint.load(path)


def test_a_project_is_no_file_of_weights(tmp_path):
    path = tmp_path / "spiral.descent"
    path.write_text('{"format": "descent", "version": 1, "project": {}}')
    with pytest.raises(FileProblem, match="this is not a weight file"):
        checkpoint.load(path)


def test_weights_of_another_program_are_refused(tmp_path):
    path = tmp_path / "other.weights"
    save_file({"weight": torch.zeros(3)}, path)
    with pytest.raises(FileProblem, match=r"these weights were not saved by Descent\.$"):
        checkpoint.load(path)


def tamper(path, **changes):
    """Write a file again with another header, or with other tensors where those are given."""
    with safe_open(path, "pt") as content:
        about = json.loads(content.metadata()["descent"])
    tensors = load_file(path)
    for name, value in changes.items():
        if name in about:
            about[name] = value if not isinstance(about[name], dict) else {**about[name], **value}
        else:
            tensors[name.replace("__", ".")] = value
    save_file(
        {name: value for name, value in tensors.items() if value is not None},
        path,
        {"descent": json.dumps(about)},
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"format": "else"}, "the header of this weight file is damaged"),
        ({"version": 2}, "was saved by a newer version of Descent"),
        ({"project": "{"}, "broken JSON"),
        ({"project": 7}, "header of this weight file is damaged"),
        ({"numbers": {"course.steps_done": "11"}}, "header of this weight file is damaged"),
        ({"numbers": {"course.steps_done": float("nan")}}, "header of this weight file is damaged"),
        ({"numbers": {"course.steps_done": 5_000}}, "counts of steps and epochs do not fit the data"),
        ({"numbers": {"course.epoch_batch": 0}}, "counts of steps and epochs do not fit the data"),
        ({"numbers": {"course.else": 1}}, "“course.else” is not part of this state"),
        ({"network__theta": torch.zeros(85)}, r"has the shape 85 \(float32\) instead of 86 \(float32\)"),
        ({"network__theta": torch.zeros(86, dtype=torch.float64)}, r"86 \(float64\) instead of 86 \(float32\)"),
        ({"network__theta": None}, "“network.theta” is missing"),
        ({"network__else": torch.zeros(1)}, "“network.else” is not part of this state"),
        ({"course__order": torch.zeros(5056, dtype=torch.uint8)}, "“course.order” is not the state of a"),
    ],
)  # fmt: skip
def test_a_header_or_tensor_that_does_not_fit_is_reported_by_its_name(changes, message, saved):
    tamper(saved, **changes)
    with pytest.raises(FileProblem, match=message) as caught:
        checkpoint.resume(saved)
    assert str(caught.value).startswith("run.weights: ")
    assert str(caught.value).endswith(".")


def test_a_state_that_does_not_fit_changes_nothing(rich, spiral):
    session = Session(rich)
    follow(session, 5)
    before = values(session)
    with pytest.raises(StateProblem, match=r"“network.theta” has the shape 114"):
        session.restore(Session(spiral).state())
    with pytest.raises(StateProblem, match="is missing"):
        session.restore(State({}))
    assert values(session) == before

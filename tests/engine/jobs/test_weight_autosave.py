"""Weights of a watched run: saved and loaded by command, and kept every so often."""

import numpy as np
import pytest

from playground.engine.events.control import Control
from playground.engine.events.run import Message, RunState, Scalars, Started, StateChanged
from playground.engine.jobs import weight_autosave as keeping
from playground.engine.training import checkpoint
from playground.engine.training.session import Session


def scalars(events):
    return np.concatenate(
        [event.loss for event in events if isinstance(event, Scalars)] or [np.zeros(0)]
    ).tolist()


@pytest.fixture
def drive(watch):
    """Give one command each time the run stands still or answers, the last time end it."""

    def go(project, *commands):
        waiting = list(commands)

        def react(event, control):
            still = isinstance(event, StateChanged) and event.state is not RunState.RUNNING
            if still or isinstance(event, Message):
                if waiting:
                    waiting.pop(0)(control)
                else:
                    control.stop()

        return watch(project, react)

    return go


def test_weights_are_saved_and_loaded_by_command(noisy_net, drive, tmp_path):
    path = tmp_path / "run.weights"
    first = drive(noisy_net, lambda control: control.step(12), lambda control: control.save_weights(path))
    assert [event.text for event in first if isinstance(event, Message)] == [
        "Saved the weights of step 12 to run.weights."
    ]
    second = drive(noisy_net, lambda control: control.load_weights(path), lambda _: None, Control.play)
    assert [event.step for event in second if isinstance(event, Started)] == [0, 12]
    assert [event.text for event in second if isinstance(event, Message)] == [
        "Loaded the weights of step 12."
    ]
    session, losses = Session(noisy_net), []
    while not session.finished:
        losses += session.train(1).loss.tolist()
    assert scalars(first) + scalars(second) == losses


def test_weights_that_do_not_fit_change_nothing(spiral, noisy_net, drive, tmp_path):
    path = tmp_path / "other.weights"
    checkpoint.save(Session(noisy_net), path)
    events = drive(
        spiral,
        lambda control: control.step(5),
        lambda control: control.load_weights(path),
        Control.play,
    )
    (said,) = [event for event in events if isinstance(event, Message)]
    assert said.trouble
    assert said.text == "other.weights: these weights were saved from a run with another network."
    assert len(scalars(events)) == 54
    assert sum(isinstance(event, Started) for event in events) == 1


def test_weights_that_cannot_be_written_are_reported(spiral, drive, tmp_path):
    path = tmp_path / "none" / "run.weights"
    events = drive(spiral, lambda control: control.save_weights(path))
    (said,) = [event for event in events if isinstance(event, Message)]
    assert said.trouble
    assert said.text.startswith("run.weights: cannot be saved: ")


def keep(path):
    def command(control):
        control.keep_weights(path)
        control.step(20)

    return command


@pytest.mark.parametrize("seconds", [0.0, 1e9])
def test_weights_are_kept_while_it_trains_and_when_it_halts(seconds, spiral, drive, tmp_path, monkeypatch):
    monkeypatch.setattr(keeping, "KEEP_EVERY", seconds)
    monkeypatch.setattr(keeping, "AT_REST", 0.0)
    saved = []
    monkeypatch.setattr(keeping, "save", lambda session, _path, _points: saved.append(session.steps_done))
    events = drive(spiral, keep(tmp_path / "run.weights"))
    assert saved[-1] == 20
    assert saved[0] < 20
    ends = [event.step for event in events if isinstance(event, Scalars)]
    assert saved == (ends if seconds == 0.0 else [ends[0], ends[-1]])
    assert not any(isinstance(event, Message) for event in events)


def test_a_run_is_kept_from_its_first_steps_on(spiral, drive, tmp_path):
    path, found = tmp_path / "run.weights", []

    def look(control):
        found.append(checkpoint.load(path).project)
        control.stop()

    drive(spiral, keep(path), look)
    assert found == [spiral]


def test_a_run_that_is_stopped_keeps_its_last_step(spiral, drive, tmp_path):
    path = tmp_path / "run.weights"
    drive(spiral, keep(path), lambda control: control.step(7))
    session = checkpoint.resume(path)
    assert session.steps_done == 27
    session.close()


def test_a_run_without_a_step_is_not_kept(spiral, drive, tmp_path):
    def keep_and_stop(control):
        control.keep_weights(tmp_path / "run.weights")
        control.stop()

    drive(spiral, keep_and_stop)
    assert not list(tmp_path.iterdir())


def test_a_place_that_can_be_written_again_is_used_again(spiral, drive, tmp_path, monkeypatch):
    monkeypatch.setattr(keeping, "AT_REST", 0.0)
    path = tmp_path / "none" / "run.weights"

    def make_folder(control):
        path.parent.mkdir()
        control.step(3)

    events = drive(spiral, keep(path), make_folder)
    assert [event.trouble for event in events if isinstance(event, Message)] == [True]
    assert path.is_file()


def test_a_place_that_cannot_be_written_is_reported_once(spiral, drive, tmp_path, monkeypatch):
    monkeypatch.setattr(keeping, "AT_REST", 0.0)
    events = drive(spiral, keep(tmp_path / "none" / "run.weights"), lambda _: None, Control.play)
    assert sum(isinstance(event, Message) for event in events) == 1

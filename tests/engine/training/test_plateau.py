"""A learning rate that falls when evaluations get no better: the same with and without a screen."""

from math import isfinite

import pytest
import torch

from playground.catalog.kinds import SCHEDULES
from playground.engine.events.run import RunState, Scalars, StateChanged
from playground.engine.training.session import Session
from playground.headless.train import train
from playground.spec.base import Choice


@pytest.fixture
def stalling(spiral, changed):
    """A rate so large that the validation loss soon gets no better."""
    schedule = Choice(kind="plateau", params={"patience": 0, "gamma": 0.5, "threshold": 0.05, "least": 0.0})
    return changed(spiral, optimizer=("sgd", {"learning_rate": 1.0}), schedule=schedule, epochs=200)


def watched(session):
    """Train to the end with every evaluation that is due; the learning rates."""
    rates = []
    while not session.finished:
        if session.evaluation_due:
            session.evaluate()
        rates += session.train(64).learning_rate.tolist()
    return rates


def test_the_rate_falls_at_evaluations_and_nowhere_else(stalling):
    session = Session(stalling)
    rates = watched(session)
    falls = [step for step in range(1, len(rates)) if rates[step] != rates[step - 1]]
    assert len(falls) >= 3
    assert all(step % session.steps_per_epoch == 0 for step in falls)
    assert all(rates[step] == rates[step - 1] / 2 for step in falls)


def test_looking_more_often_changes_nothing(stalling):
    quiet, curious = Session(stalling), Session(stalling)
    expected, rates = watched(quiet), []
    while not curious.finished:
        curious.evaluate()
        curious.evaluate()
        rates += curious.train(7).learning_rate.tolist()
    assert rates == expected
    assert torch.equal(curious.theta, quiet.theta)


def test_training_without_a_screen_is_the_same(stalling, watch):
    losses = []

    def react(event, control):
        if isinstance(event, StateChanged) and event.state is RunState.READY:
            control.play()
        if isinstance(event, StateChanged) and event.state is RunState.FINISHED:
            control.stop()
        if isinstance(event, Scalars):
            losses.extend(event.loss.tolist())

    watch(stalling, react)
    assert train(stalling).losses.tolist() == losses


def test_what_was_seen_is_part_of_the_state(stalling):
    first = Session(stalling)
    while first.steps_done < 700:
        if first.evaluation_due:
            first.evaluate()
        first.train(700 - first.steps_done)
    second = Session(stalling)
    second.restore(first.state())
    assert watched(second) == watched(first)
    assert torch.equal(first.theta, second.theta)


@pytest.mark.parametrize("odd", [float("nan"), float("inf")])
def test_a_loss_that_is_not_finite_is_no_improvement_and_hides_no_later_one(odd):
    plateau = SCHEDULES.create("plateau", {"patience": 1, "gamma": 0.5})
    memory, factors = plateau.memory, []
    for loss in (odd, 3.0, odd, 2.0, odd, odd, odd, odd):
        memory = plateau.after_evaluation(memory, loss)
        assert all(map(isfinite, memory))
        factors.append(memory[-1])
    assert factors == [1, 1, 1, 1, 1, 0.5, 0.5, 0.25]

"""The sweep through learning rates: on a copy, reproducible, robust where training bursts."""

import numpy as np
import pytest
import torch

from playground.catalog.kinds import OPTIMIZERS
from playground.engine.events.run import RatesTried, RunState, Scalars, StateChanged
from playground.engine.training.lr_finder import search_rates, smoothed, steepest
from playground.engine.training.session import Session


def last(session, **options):
    found = list(search_rates(session, **options))
    assert [each.complete for each in found] == [False] * (len(found) - 1) + [True]
    return found[-1]


def values(session):
    return {
        name: value.tolist() if isinstance(value, torch.Tensor) else value
        for name, value in session.state().values.items()
    }


@pytest.mark.parametrize("optimizer", [kind.key for kind in OPTIMIZERS])
def test_the_run_is_not_disturbed_and_the_same_moment_gives_the_same_sweep(
    optimizer, noisy_net, changed, run_on
):
    params = {"inner": 4} if optimizer == "lbfgs" else {}  # moves in a step, which take most of the time
    session, alone = (Session(changed(noisy_net, optimizer=(optimizer, params))) for _ in range(2))
    run_on(session, 12)
    run_on(alone, 12)
    before = values(session)
    one, two = last(session, steps=12), last(session, steps=12)
    assert values(session) == before
    assert one.loss.tolist() == two.loss.tolist()
    assert one.suggestion == two.suggestion
    assert run_on(session, 10) == run_on(alone, 10)


def test_every_step_has_its_rate_and_is_a_training_step(spiral, changed):
    found = last(Session(spiral), lowest=1e-4, highest=1e-1, steps=31)
    assert found.rates[: len(found.loss)] == pytest.approx(1e-4 * 10 ** (np.arange(len(found.loss)) / 10))
    session, losses = Session(changed(spiral, epochs=100)), []
    for rate in found.rates:
        losses.append(session.evaluate().train_loss)
        optimizer = ("adam", {"learning_rate": float(rate)})
        session.apply(changed(spiral, optimizer=optimizer, epochs=100).training)
        session.train(1)
    assert found.loss == pytest.approx(losses[: len(found.loss)], rel=1e-6)


def test_schedule_warm_up_and_the_end_of_the_run_play_no_part(spiral, changed, run_on):
    other = changed(spiral, schedule=spiral.training.schedule.with_(kind="cosine"), warmup=50, epochs=2)
    session = Session(other)
    assert last(session).loss.tolist() == last(Session(spiral)).loss.tolist()
    run_on(session)
    assert session.finished
    assert len(last(session).loss) > 20


def test_the_average_is_corrected_for_its_start():
    assert smoothed(np.full(50, 3.0)) == pytest.approx(np.full(50, 3.0))
    one, two = smoothed(np.array([1.0, 2.0]))
    assert (one, two) == pytest.approx((1.0, (0.8 * 0.2 + 0.2 * 2.0) / (1 - 0.64)))


def test_the_steepest_descent_of_a_known_curve_is_found():
    """A loss that falls along a logistic curve by the logarithm of the rate falls fastest in its middle."""
    rates = np.geomspace(1e-6, 1e-1, 101)
    curve = 1 / (1 + np.exp(3 * np.log(rates / 1e-3)))
    assert steepest(rates, curve) == pytest.approx(1e-3, rel=0.15)


def test_a_loss_that_only_grows_suggests_nothing():
    rates = np.geomspace(1e-6, 1, 60)
    assert steepest(rates, np.linspace(1, 2, 60)) is None
    assert steepest(rates[:3], np.array([3.0, 2.0, 1.0])) is None
    assert steepest(rates[:0], np.zeros(0)) is None


def test_it_ends_where_training_bursts(chain, project_of, changed):
    hidden = ("linear", {"units": 16}, "relu")
    project = project_of("sine", {}, chain(hidden, hidden, ("linear", {"units": 1}, None)), "mse", epochs=20)
    found = last(
        Session(changed(project, optimizer=("sgd", {"learning_rate": 0.01}))), highest=100, steps=150
    )
    assert len(found.loss) == len(found.rates) < 150
    assert np.isfinite(found.loss).all()
    assert found.suggestion < found.rates[-1]


def test_parameters_that_are_not_finite_end_it_at_once(spiral):
    session = Session(spiral)
    session.theta[0] = float("nan")
    found = last(session)
    assert len(found.loss) == 0
    assert found.suggestion is None


def test_a_suggested_rate_learns(spiral, changed):
    found = last(Session(spiral))
    assert 1e-4 < found.suggestion < 3
    session = Session(changed(spiral, optimizer=("adam", {"learning_rate": found.suggestion}), epochs=100))
    losses = []
    while not session.finished:
        losses += session.train(64).loss.tolist()
    assert np.mean(losses[-20:]) < 0.7 * np.mean(losses[:20])


def test_a_watched_run_searches_between_its_steps(spiral, changed, watch):
    def react(event, control):
        if isinstance(event, StateChanged) and event.state is RunState.READY:
            control.step(5)
        if isinstance(event, StateChanged) and event.state is RunState.PAUSED:
            if event.step == 5:
                control.find_rate()
                control.step(3)
            else:
                control.stop()

    events = watch(spiral, react)
    found = [event.search for event in events if isinstance(event, RatesTried)]
    session = Session(spiral)
    session.train(5)
    assert found[-1].loss.tolist() == last(session).loss.tolist()
    losses = np.concatenate([event.loss for event in events if isinstance(event, Scalars)])
    assert losses[5:].tolist() == session.train(3).loss.tolist()


def test_a_search_can_be_left(spiral, watch):
    seen = []

    def react(event, control):
        if isinstance(event, StateChanged) and event.state is RunState.READY:
            control.find_rate()
        if isinstance(event, RatesTried):
            seen.append(event)
            control.leave_rates()
            control.step()
        if isinstance(event, StateChanged) and event.state is RunState.PAUSED:
            control.stop()

    watch(spiral, react)
    assert len(seen) == 1

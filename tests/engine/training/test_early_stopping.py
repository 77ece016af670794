"""Training that stops where it no longer gets better, and goes back to its best weights."""

import json
import math

import numpy as np
import pytest
import torch

from playground.engine.events.run import BestRestored, Evaluated, RunState, StateChanged
from playground.engine.training import checkpoint
from playground.engine.training.early_stopping import EarlyStopping
from playground.engine.training.evaluation import Evaluation
from playground.engine.training.session import Session
from playground.engine.training.state import State, StateProblem
from playground.headless.train import train
from playground.spec.base import Choice
from playground.spec.training import TrainingSpec


@pytest.fixture
def overfit(chain, project_of, changed):
    """Few noisy samples and a network large enough to learn them by heart."""
    hidden = ("linear", {"units": 24}, "relu")
    graph = chain(hidden, ("batch_norm", {}, None), hidden, ("linear", {"units": 2}, None))
    project = project_of("spiral", {"samples": 60, "noise": 0.4}, graph, batch_size=6, epochs=400)
    return changed(project, optimizer=("adam", {"learning_rate": 0.02}), patience=3)


def observed(values, **settings):
    """The steps after which training would stop, and the best one."""
    stopping, ends = EarlyStopping(TrainingSpec(**settings)), []
    for step, value in enumerate(values):
        outcome = Evaluation(0.0, value, 0.0, value)
        if stopping.observe(step, outcome, {"theta": torch.tensor([float(step)])}):
            ends.append(step)
    return ends[:1], stopping


@pytest.mark.parametrize(
    ("values", "settings", "end", "best"),
    [
        ([5, 4, 3, 4, 4, 4], {"patience": 3}, [5], 2),
        ([5, 4, 3, 4, 4, 2], {"patience": 3}, [], 5),
        ([5, 4, 3, 3, 3], {"patience": 2}, [4], 2),
        ([5, 4.9, 4.8, 4.7], {"patience": 2, "min_change": 0.5}, [2], 0),
        ([5, 4.9, 4.4, 4.3], {"patience": 2, "min_change": 0.5}, [], 2),
        ([math.nan, 4, math.nan, math.inf], {"patience": 2}, [3], 1),
        ([0.5, 0.9, 0.8, 0.7], {"patience": 2, "stop_on": "metric"}, [3], 1),
        ([5, 6, 7, 8, 9], {"patience": 0}, [], None),
    ],
)
def test_patience(values, settings, end, best):
    ends, stopping = observed(values, **settings)
    assert ends == end
    assert stopping.step == best
    if best is not None:
        assert stopping.weights["theta"].item() == best


def trained(project):
    """The evaluations of a session that is trained to its end, by step."""
    session, seen = Session(project), {}
    while True:
        if session.evaluation_due and session.steps_done not in seen:
            seen[session.steps_done] = session.evaluate()
        if session.finished:
            return session, seen
        session.train(64)


def test_it_stops_and_has_the_best_weights(overfit):
    session, seen = trained(overfit)
    losses = {step: outcome.validation_loss for step, outcome in seen.items()}
    best = min(losses, key=losses.get)
    assert session.best_step == best
    assert session.steps_done == session.total_steps == list(seen)[list(seen).index(best) + 3] < 400 * 7
    assert session.evaluate() == seen[best]
    alone = Session(overfit)
    while alone.steps_done < best:
        alone.advance(best - alone.steps_done)
    assert torch.equal(alone.theta, session.theta)
    assert all(map(torch.equal, alone.network.buffers(), session.network.buffers()))


def test_a_run_that_comes_to_its_end_has_its_best_weights_too(overfit, changed):
    session, seen = trained(changed(overfit, patience=1000))
    assert session.steps_done == 400 * 7
    assert session.best_step in seen
    assert session.evaluate() == seen[session.best_step]


def test_without_patience_the_last_weights_stay(overfit, changed):
    session, seen = trained(changed(overfit, patience=0, epochs=60))
    assert session.best_step is None
    assert session.evaluate() == seen[60 * 7]


def test_asking_again_changes_nothing(overfit):
    session, _ = trained(overfit)
    best, theta = session.best_step, session.theta.clone()
    session.evaluate()
    session.evaluate()
    assert session.best_step == best
    assert torch.equal(session.theta, theta)


def test_more_epochs_begin_at_the_best_weights_with_fresh_patience(overfit):
    session, _ = trained(overfit)
    end = session.steps_done
    session.extend()
    assert not session.finished
    session.train(7)
    assert session.steps_done == end + 7


def test_a_run_without_a_screen_stops_there_too(overfit):
    session, _ = trained(overfit)
    result = train(overfit)
    assert (result.steps, result.best_step) == (session.steps_done, session.best_step)
    assert np.array_equal(result.theta, session.theta.numpy())
    assert json.loads(json.dumps(result.summary()))["best_step"] == session.best_step


def test_a_watched_run_stops_there_too_and_says_so(overfit, watch):
    def react(event, control):
        if isinstance(event, StateChanged):
            control.play() if event.state is RunState.READY else None
            control.stop() if event.state is RunState.FINISHED else None

    events = watch(overfit, react)
    session, seen = trained(overfit)
    (told,) = [event for event in events if isinstance(event, BestRestored)]
    assert (told.step, told.best_step) == (session.steps_done, session.best_step)
    assert told.evaluation.validation_loss == seen[told.best_step].validation_loss
    evaluated = [event.step for event in events if isinstance(event, Evaluated)]
    assert evaluated == list(seen)


def test_with_an_average_the_best_average_comes_back(overfit, changed):
    session, seen = trained(changed(overfit, average=0.9))
    assert session.evaluate() == seen[session.best_step]
    assert torch.equal(session.shown_theta(), session.theta)


def test_patience_continues_after_a_break(overfit, tmp_path):
    whole, _ = trained(overfit)
    for step in (0, 3, 140, 300):
        session = Session(overfit)
        while session.steps_done < step:
            if session.evaluation_due:
                session.evaluate()
            session.train(min(64, step - session.steps_done))
        checkpoint.save(session, tmp_path / "run.weights")
        other = checkpoint.resume(tmp_path / "run.weights")
        while True:
            if other.evaluation_due:
                other.evaluate()
            if other.finished:
                break
            other.train(64)
        assert (other.steps_done, other.best_step) == (whole.steps_done, whole.best_step)
        assert torch.equal(other.theta, whole.theta)


@pytest.mark.parametrize("seed", range(6))
def test_a_run_broken_anywhere_ends_as_an_unbroken_one(seed, overfit, changed, tmp_path):
    """With averaging, a plateau schedule and any watched quantity; also broken after its end."""
    random = np.random.default_rng(seed)
    project = changed(
        overfit,
        optimizer=(str(random.choice(["adam", "schedule_free_adamw"])), {}),
        patience=int(random.choice([2, 100])),
        average=float(random.choice([0.0, 0.9])),
        average_start=60,
        stop_on=str(random.choice(["loss", "metric"])),
        schedule=Choice(kind=str(random.choice(["constant", "plateau"]))),
        epochs=60,
    )
    whole, seen = trained(project)
    session, path = Session(project), tmp_path / "run.weights"
    for step in sorted({*random.integers(0, whole.steps_done + 1, 2).tolist(), whole.steps_done}):
        while session.steps_done < step or (session.evaluation_due and random.random() < 0.5):
            if session.evaluation_due:
                assert session.evaluate() in (seen[session.steps_done], whole.evaluate())
            if session.steps_done < step:
                session.train(min(64, step - session.steps_done))
        checkpoint.save(session, path)
        session = checkpoint.resume(path)
    session.evaluate()
    expected, found = whole.state().values, session.state().values
    assert expected.keys() == found.keys()
    assert all(torch.equal(torch.as_tensor(found[name]), torch.as_tensor(expected[name])) for name in found)
    assert session.best_step == whole.best_step


def finished(session):
    """Train a session to its end with all evaluations that are due."""
    while True:
        if session.evaluation_due:
            session.evaluate()
        if session.finished:
            return session
        session.train(64)


@pytest.mark.parametrize("patience", [0, 2, 100])
@pytest.mark.parametrize("average", [0.0, 0.9])
@pytest.mark.parametrize("schedule", ["constant", "plateau"])
def test_more_epochs_than_planned_give_the_run_that_had_them_from_the_start(
    schedule, average, patience, overfit, changed, tmp_path
):
    """From a file, from a finished session, and in two turns; with batch norm."""
    project = changed(overfit, patience=patience, average=average, schedule=Choice(kind=schedule))
    whole = finished(Session(changed(project, epochs=60)))
    short = finished(Session(changed(project, epochs=20)))
    checkpoint.save(short, tmp_path / "run.weights")
    resumed = checkpoint.resume(tmp_path / "run.weights", changed(project, epochs=37))
    assert resumed.best_step == short.best_step
    resumed.evaluate()
    finished(resumed).apply(changed(project, epochs=60).training)
    short.extend()
    finished(short).extend()
    for session in (finished(resumed), finished(short)):
        expected, found = whole.state().values, session.state().values
        assert expected.keys() == found.keys()
        differs = [k for k in found if not torch.equal(*map(torch.as_tensor, (found[k], expected[k])))]
        assert not differs
        assert (session.best_step, session.epoch) == (whole.best_step, whole.epoch)


def test_a_change_of_optimizer_after_the_end_starts_from_the_best_weights(overfit, changed):
    session = finished(Session(changed(overfit, patience=100, epochs=20)))
    best = session.theta.clone()
    session.apply(
        changed(overfit, patience=100, epochs=21, optimizer=("sgd", {"learning_rate": 1e-9})).training
    )
    session.train(7)
    assert torch.allclose(session.theta, best)


def test_patience_spent_on_values_that_are_not_finite_is_kept():
    outcome = Evaluation(math.nan, math.nan, math.nan, math.nan)
    first, second = (EarlyStopping(TrainingSpec(patience=3)) for _ in range(2))
    first.observe(1, outcome, {})
    first.observe(2, outcome, {})
    second.load_state_dict(first.state_dict(), {})
    assert second.observe(3, outcome, {})


def test_best_weights_that_do_not_fit_are_refused(overfit):
    session = Session(overfit)
    session.evaluate()
    values = dict(session.state().values)
    broken = {**values, "stopping.weights.theta": torch.zeros(3)}
    with pytest.raises(StateProblem, match=r"“stopping.weights.theta” is missing\."):
        Session(overfit).restore(State(broken))


def test_changes_in_a_run_are_reported(spiral, changed):
    session = Session(spiral)
    other = changed(spiral, patience=4, stop_on="metric", min_change=0.01)
    assert (
        session.apply(other.training)
        == "patience 0 → 4, minimum improvement 0 → 0.01, monitored quantity loss → metric"
    )

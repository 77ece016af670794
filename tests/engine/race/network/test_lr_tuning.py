"""Learning rates found with the same effort for everybody."""

import numpy as np
import pytest

from playground.engine.events.control import Control
from playground.engine.race.network.lane_projects import lane_project
from playground.engine.race.network.lr_tuning import LaneTuned, TuningJob, TuningProgress, grid
from playground.engine.training.session import Session
from playground.spec.base import Choice
from playground.spec.race import LaneSpec, RaceSpec


def lane(number, kind, rate):
    return LaneSpec(id=f"lane-{number}", optimizer=Choice(kind=kind, params={"learning_rate": rate}))


@pytest.fixture
def racing(spiral):
    """The spiral with three lanes, one of which needs two gradients per step."""
    lanes = (lane(1, "sgd", 0.1), lane(2, "adam", 0.01), lane(3, "sam", 0.05))
    return spiral.with_(race=RaceSpec(on="network", lanes=lanes, epochs=30))


def tuned(project, **choices):
    events = list(TuningJob(project, 3, Control(), **choices))
    assert isinstance(events[-1], TuningProgress)
    assert events[-1].done == 1
    return {event.lane: event for event in events if isinstance(event, LaneTuned)}


def test_the_grid_is_logarithmic_and_holds_the_rate_itself():
    rates = grid(0.03)
    assert 0.03 in rates
    assert np.diff(np.log10(rates)) == pytest.approx(0.5, abs=0.02)


def test_everybody_has_the_same_number_of_gradients(racing):
    used = {key: found.evaluations for key, found in tuned(racing).items()}
    assert len(used) == 3
    assert max(used.values()) - min(used.values()) <= 1


def test_losses_are_those_of_training_alone(racing):
    found = tuned(racing, lanes=("lane-2",))["lane-2"]
    own = Session(lane_project(racing, racing.race.lane("lane-2"), 0))
    while own.steps_done < found.evaluations:
        own.train(found.evaluations - own.steps_done)
        if own.evaluation_due:
            own.evaluate()
    assert found.own_rate == 0.01
    assert found.own_loss == pytest.approx(own.evaluate().train_loss, rel=1e-4)
    assert found.best == found.rates[int(np.argmin(found.losses))]
    assert found.losses.min() <= found.own_loss


def test_the_best_at_the_edge_is_reported(racing):
    small = racing.with_(race=racing.race.with_(lanes=(lane(1, "sgd", 1e-6),)))
    assert tuned(small)["lane-1"].at_edge
    assert not tuned(racing)["lane-2"].at_edge


def test_rates_that_an_optimizer_does_not_take_are_left_out(racing):
    high = racing.with_(race=racing.race.with_(lanes=(lane(1, "sgd", 50.0),)))
    rates = tuned(high)["lane-1"].rates
    assert rates.max() <= 100
    assert 50.0 in rates


def test_it_ends_at_once_when_it_is_stopped(racing):
    control = Control()
    job = iter(TuningJob(racing, 3, control))
    next(job)
    control.stop()
    assert not any(isinstance(event, LaneTuned) for event in job)


def test_a_lane_that_cannot_train_is_reported_and_the_others_continue(racing):
    broken = racing.with_(race=racing.race.with_(lanes=(lane(1, "nonesuch", 0.1), lane(2, "adam", 0.01))))
    events = list(TuningJob(broken, 3, Control()))
    assert [e.lane for e in events if isinstance(e, TuningProgress) and e.problem] == ["lane-1"]
    assert [e.lane for e in events if isinstance(e, LaneTuned)] == ["lane-2"]

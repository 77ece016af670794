"""Races at many learning rates: each as if it were alone, told in order, ended at once, sane with bad numbers."""

import math

import numpy as np
import pytest
import torch

from playground.catalog.kinds import OPTIMIZERS, SURFACES
from playground.engine.events.control import Control
from playground.engine.race.surface.lane import SurfaceLane
from playground.engine.race.surface.lr_map import (
    LaneRates,
    LRMapJob,
    LRMapUpdated,
    RateGrid,
    StudyRefused,
    lane_rates,
)
from playground.engine.race.surface.race import SurfaceRace
from playground.spec.base import Choice
from playground.spec.race import LaneSpec, RaceSpec

RATES = [0.0, 1e-4, 3e-3, 0.1, 2.0]


def lane_of(kind, **params):
    return LaneSpec(id="a", optimizer=Choice(kind=kind, params=params))


def spec_of(kind="sgd", surface="himmelblau", rate=0.01, **changes):
    choice = surface if isinstance(surface, Choice) else Choice(kind=surface)
    return RaceSpec(lanes=(lane_of(kind, learning_rate=rate),), surface=choice, **{"steps": 200, **changes})


def map_of(spec, rates):
    race = SurfaceRace(spec)
    return list(lane_rates(race, spec.lanes[0], np.array(rates)))[-1]


@pytest.mark.parametrize(
    "entry", [each for each in OPTIMIZERS if not each.needs.matrices], ids=lambda entry: entry.key
)
def test_many_rates_at_once_go_the_ways_that_each_goes_alone(entry):
    """Bit by bit, with noise and a schedule."""
    surface, steps = SURFACES.create("himmelblau"), 6 if entry.needs.closure else 12
    plain = lane_of(entry.key).with_(schedule=Choice(kind="linear_decay"))
    start = torch.tensor([[-0.27, -0.92]], dtype=torch.float64)
    many = SurfaceLane(
        surface,
        plain,
        start.expand(len(RATES), 2),
        steps=steps,
        noise=0.3,
        seeds=[4] * len(RATES),
        rates=RATES,
    ).run(steps)
    for place, rate in enumerate(RATES):
        own = plain.with_(optimizer=plain.optimizer.with_params(learning_rate=rate))
        alone = SurfaceLane(surface, own, start, steps=steps, noise=0.3, seeds=[4]).run(steps)
        assert torch.equal(many[:, place].nan_to_num(7e77), alone[:, 0].nan_to_num(7e77))


@pytest.mark.parametrize("kind", ["momentum", "adam", "lbfgs", "coordinate_descent"])
@pytest.mark.parametrize(("noise", "seeds"), [(0.0, 1), (0.5, 3)])
def test_a_map_holds_what_the_races_of_its_rates_end_with(kind, noise, seeds):
    steps = 8 if kind == "lbfgs" else 200  # with noise each of its steps searches long
    spec = spec_of(kind, noise=noise, seeds=seeds, steps=steps)
    rates = [1e-4, 0.004, 0.02, 0.5]
    found = map_of(spec, rates)
    assert found.complete
    for place, rate in enumerate(rates):
        race = SurfaceRace(spec_of(kind, rate=rate, noise=noise, seeds=seeds, steps=steps))
        list(race.run())
        result = race.result("a")
        assert found.final[place] == pytest.approx(result.final, rel=1e-9, abs=1e-24, nan_ok=True)
        assert found.best[place] == pytest.approx(result.best, rel=1e-9, abs=1e-24)
        reached = math.inf if result.steps_to_target is None else result.steps_to_target
        assert found.reached[place] == reached
        assert found.states[place] == result.state


def test_the_best_rate_on_a_parabola_is_one_over_its_curvature():
    parabola = Choice(kind="typed", params={"text": "2 x^2 + 2 y^2"})
    found = map_of(spec_of(surface=parabola, steps=20), [0.05, 0.1, 0.25, 0.4, 0.6])
    assert found.winner == 2
    assert found.edge == ""
    assert found.states[4] == "still moving"
    assert found.final[4] > found.final[0]


def test_a_best_rate_at_an_end_of_the_grid_is_reported():
    parabola = Choice(kind="typed", params={"text": "2 x^2 + 2 y^2"})
    assert map_of(spec_of(surface=parabola, steps=20), [1e-4, 1e-3, 1e-2]).edge == "high"
    assert map_of(spec_of(surface=parabola, steps=20), [0.3, 0.4, 0.45]).edge == "low"


def test_where_all_rates_are_alike_no_edge_is_reported():
    assert (
        map_of(spec_of(surface=Choice(kind="typed", params={"text": "3"}), steps=20), [0.1, 0.2, 0.3]).edge
        == ""
    )


def test_a_slope_that_no_number_can_hold_counts_as_diverged():
    steep = Choice(kind="typed", params={"text": "1e300 x"})
    found = map_of(spec_of("adam", surface=steep, steps=20), [1e-3, 1e-2])
    assert np.isnan(found.final).all()
    assert found.winner is None


def test_among_equally_low_ends_the_earlier_target_wins():
    ends, late = np.array([1e-12, 0.0, 3.0]), np.array([40.0, 90.0, math.inf])
    states = ("converged", "converged", "still moving")
    found = LaneRates(np.array([0.1, 0.2, 0.3]), ends, ends, late, states, np.full(3, 100.0), 0.0, 1.0, True)
    assert found.winner == 0


def test_where_all_diverge_nothing_is_best():
    found = map_of(spec_of(surface="rosenbrock"), [0.5, 1.0, 100.0])
    assert found.winner is None
    assert found.edge == ""
    assert all(state.startswith("diverged at step ") for state in found.states)
    assert np.isnan(found.final).all()
    assert np.isfinite(found.best).all()


@pytest.mark.parametrize(
    ("low", "high", "count"),
    [(0.0, 1.0, 36), (-1.0, 1.0, 36), (1e-3, 1e30, 36), (1.0, 0.1, 36), (math.nan, 1.0, 36), (0.1, 1.0, 1)],
)
def test_ends_that_are_no_rates_are_refused_in_a_sentence(low, high, count):
    spec = spec_of()
    (event,) = LRMapJob(spec, ("a",), RateGrid(low, high, count), 1, Control())
    assert isinstance(event, StudyRefused)
    assert event.message.endswith(".")


def test_rates_are_evenly_apart_on_a_logarithmic_axis():
    rates = RateGrid(1e-4, 1.0, 9).rates()
    assert rates[0] == 1e-4
    assert rates[-1] == 1.0
    assert np.diff(np.log10(rates)) == pytest.approx(0.5, abs=5e-3)


@pytest.mark.parametrize("text", ["x", "3", "log(x)", "1/(x^2 + y^2)", "sqrt(x) + y"])
def test_surfaces_without_a_minimum_give_a_sane_map(text):
    surface = Choice(kind="typed", params={"text": text})
    found = map_of(spec_of("adam", surface=surface, start=(0.5, 0.5)), [1e-3, 0.1, 100.0])
    assert found.complete
    assert all(found.states)


def test_a_broken_formula_and_an_unknown_optimizer_are_reported():
    broken = spec_of(surface=Choice(kind="typed", params={"text": "x +"}))
    unknown = spec_of("nothing")
    for spec in (broken, unknown):
        events = list(LRMapJob(spec, ("a",), RateGrid(0.1, 1.0), 1, Control()))
        assert isinstance(events[-1], StudyRefused)


@pytest.mark.parametrize("kind", ["adam", "soap"])
def test_a_stopped_map_ends_and_is_not_complete(kind):
    control, seen = Control(), []
    for event in LRMapJob(spec_of(kind, steps=100_000), ("a",), RateGrid(1e-4, 1.0, 4), 1, control):
        seen.append(event)
        control.stop()
    assert len(seen) == 1
    assert isinstance(seen[0], LRMapUpdated)
    assert not seen[0].map.complete


def test_optimizers_that_step_alone_try_far_apart_rates_first():
    spec = spec_of("soap", steps=900)
    first = next(lane_rates(SurfaceRace(spec), spec.lanes[0], RateGrid(1e-3, 1.0, 9).rates()))
    assert first.states[0]
    assert not any(first.states[1:8])

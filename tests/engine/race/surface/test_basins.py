"""Starts all over the plane: where each arrives is where a race from there ends."""

import numpy as np
import pytest
import torch

from playground.catalog.kinds import SURFACES
from playground.engine.events.control import Control
from playground.engine.race.surface.basins import BasinsJob, BasinsUpdated, basins
from playground.engine.race.surface.lr_map import StudyRefused
from playground.engine.race.surface.outcomes import Outcome, OutcomeTracker
from playground.engine.race.surface.race import SurfaceRace
from playground.spec.base import Choice
from playground.spec.race import LaneSpec, RaceSpec


def spec_of(kind="sgd", rate=0.01, surface="himmelblau", **changes):
    choice = surface if isinstance(surface, Choice) else Choice(kind=surface)
    lane = LaneSpec(id="a", optimizer=Choice(kind=kind, params={"learning_rate": rate}))
    return RaceSpec(lanes=(lane,), surface=choice, **{"steps": 300, **changes})


def seen_of(spec, size=16):
    return list(basins(SURFACES.of(spec.surface), spec.lanes[0], spec, size))[-1]


@pytest.mark.parametrize(
    ("kind", "rate", "surface", "steps"),
    [
        ("sgd", 0.01, "himmelblau", 300),
        ("momentum", 0.02, "himmelblau", 300),
        ("adam", 0.05, "rosenbrock", 300),
        ("sgd", 0.05, "easom", 300),
        ("sgd", 0.05, "monkey_saddle", 200),
        ("coordinate_descent", 0.01, "six_hump_camel", 120),
        ("newton", 1.0, "himmelblau", 15),
    ],
)
def test_each_start_ends_as_a_race_from_there(kind, rate, surface, steps):
    spec = spec_of(kind, rate, surface, steps=steps)
    found = seen_of(spec, 8)
    assert found.complete
    for row, column in ((0, 0), (2, 5), (4, 4), (7, 1)):
        start = float(found.x[column]), float(found.y[row])
        race = SurfaceRace(spec.with_(start=start))
        list(race.run())
        way, state = race.path("a"), race.result("a").state
        outcome = Outcome(int(found.outcome[row, column]))
        expected = {
            "converged": Outcome.ARRIVED,
            "stuck": Outcome.STUCK,
            "still moving": Outcome.STILL_MOVING,
        }
        said = Outcome.ARRIVED if state.startswith("trapped") else Outcome.DIVERGED
        assert outcome == expected.get(state, said)
        if outcome != Outcome.DIVERGED:
            assert found.ends[row, column] == pytest.approx(way.places[-1, 0], abs=1e-6)
        if outcome == Outcome.ARRIVED:
            minimum = found.places[found.where[row, column]]
            domain = race.surface.domain
            radius = 1e-3 * np.hypot(domain.x1 - domain.x0, domain.y1 - domain.y0)
            apart = np.hypot(way.places[:, 0, 0] - minimum.x, way.places[:, 0, 1] - minimum.y)
            outside = np.flatnonzero(apart > radius)
            assert found.steps[row, column] == (outside[-1] + 1 if len(outside) else 0)


def test_himmelblaus_four_basins_share_the_plane_about_evenly():
    found = seen_of(spec_of(), 32)
    shares = [found.share(place) for place in range(4)]
    assert sum(shares) == pytest.approx(1.0)
    assert min(shares) > 0.2
    for row, column in np.ndindex(32, 32):
        place = found.places[found.where[row, column]]
        assert found.ends[row, column] == pytest.approx((place.x, place.y), abs=0.02)


def test_shares_of_all_fates_sum_to_one():
    found = seen_of(spec_of("momentum", 0.03, "rosenbrock"), 16)
    parts = [found.share(place) for place in range(len(found.places))]
    assert sum(parts) + sum(map(found.share_of, Outcome)) == pytest.approx(1.0)
    assert found.share_of(Outcome.DIVERGED) > 0.1


def test_places_where_many_rest_are_found_though_nobody_knows_a_minimum_there():
    found = seen_of(spec_of("sgd", 1e-3, "rastrigin"), 32)
    assert found.known == 1
    assert len(found.places) > 50
    trap = min(found.places[1:], key=lambda place: np.hypot(place.x - 1.98991, place.y - 2.98486))
    assert (trap.x, trap.y) == pytest.approx((1.98991, 2.98486), abs=1e-4)
    assert trap.value == pytest.approx(12.9344, abs=1e-3)
    assert not trap.lowest


def test_a_plateau_is_no_place_to_arrive():
    found = seen_of(spec_of("sgd", 0.05, "easom"), 16)
    assert len(found.places) == 1
    assert found.share_of(Outcome.STUCK) > 0.5


def test_where_a_surface_has_no_height_nobody_starts():
    found = seen_of(spec_of(surface=Choice(kind="typed", params={"text": "log(x) + y^2"})), 8)
    left = found.outcome[:, found.x < 0]
    assert (left == Outcome.NO_HEIGHT).all()
    assert not (found.outcome[:, found.x > 0] == Outcome.NO_HEIGHT).any()


@pytest.mark.parametrize("rate", [0.0, 1e-12, 100.0])
def test_useless_rates_give_a_sane_picture(rate):
    found = seen_of(spec_of("adam", rate), 8)
    assert found.complete
    assert (found.outcome >= 0).all()


def test_noise_is_that_of_the_races_first_repetition():
    spec = spec_of(noise=2.0, seed=7, steps=60)
    found = seen_of(spec, 8)
    race = SurfaceRace(spec.with_(start=(float(found.x[3]), float(found.y[6])), seeds=2))
    list(race.run())
    assert found.ends[6, 3] == pytest.approx(race.path("a").places[-1, 0], abs=1e-12)


def test_grids_become_finer_to_the_last():
    events = list(BasinsJob(spec_of(steps=50), "a", 1, Control()))
    assert all(isinstance(event, BasinsUpdated) for event in events)
    sizes = [len(event.basins.x) for event in events if event.basins.complete]
    assert sizes == [16, 32, 64, 128]
    assert [event.final for event in events].count(True) == 1
    assert events[-1].final


def test_a_grid_that_would_take_too_long_is_not_begun():
    events = list(BasinsJob(spec_of(steps=50), "a", 1, Control(), patience=0.0))
    assert {len(event.basins.x) for event in events} == {16}
    assert events[-1].final


@pytest.mark.parametrize("kind", ["adam", "soap"])
def test_a_stopped_picture_ends(kind):
    control, seen = Control(), 0
    for _ in BasinsJob(spec_of(kind, steps=100_000), "a", 1, control):
        seen += 1
        control.stop()
    assert seen <= 1


def test_what_cannot_be_shown_is_reported():
    for spec in (spec_of("nothing"), spec_of(surface=Choice(kind="typed", params={"text": "("}))):
        (event,) = BasinsJob(spec, "a", 1, Control())
        assert isinstance(event, StudyRefused)


def test_arrivals_are_counted_from_the_last_entry():
    """In, out, in again: over the edge of two portions as within one."""
    surface = SURFACES.create("booth")
    x = torch.tensor([9.0, 1.0, 1.0, 5.0, 1.0, 1.0, 1.0], dtype=torch.float64)
    path = torch.stack([x, torch.full_like(x, 3.0)], dim=1)[:, None]
    for cut in range(2, 7):
        tracker = OutcomeTracker(surface, path[0])
        tracker.update(path[1:cut])
        tracker.update(path[cut:])
        assert tracker.since.tolist() == [4.0]
        assert tracker.steps == 6

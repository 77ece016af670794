"""Races on surfaces: who arrives where, that they are fair, and that they are the same however they are run."""

import json
import math

import numpy as np
import pytest
import torch

from playground.catalog.kinds import OPTIMIZERS, SURFACES, UnknownEntry
from playground.catalog.presets import PRESETS
from playground.engine.race.lanes import CannotRace
from playground.engine.race.surface.lane import SurfaceLane
from playground.engine.race.surface.lr_map import lane_rates
from playground.engine.race.surface.race import SurfaceRace
from playground.engine.race.surface.swings import SwingTracker, swings
from playground.headless.race import race
from playground.paths import asset
from playground.spec.base import Choice
from playground.spec.files import FileProblem, dumps, load
from playground.spec.project import Project
from playground.spec.race import MOST_LANES, LaneSpec, RaceSpec

SGD = Choice(kind="sgd", params={"learning_rate": 1e-3})
MOMENTUM = Choice(kind="momentum", params={"learning_rate": 1e-3})
ADAM = Choice(kind="adam", params={"learning_rate": 1e-2})


def spec(*optimizers, surface="rosenbrock", **changes):
    lanes = tuple(LaneSpec(id=f"lane-{n}", optimizer=each) for n, each in enumerate(optimizers, start=1))
    choice = surface if isinstance(surface, Choice) else Choice(kind=surface)
    return RaceSpec(lanes=lanes, surface=choice, **{"steps": 3000, **changes})


def run(given):
    running = SurfaceRace(given)
    assert list(running.run())[-1] == (given.lanes[-1].id, given.steps)
    return running


def test_a_lane_goes_the_way_of_torchs_own_optimizer():
    given = spec(Choice(kind="rmsprop", params={"learning_rate": 0.02}), surface="beale", steps=300)
    place = torch.tensor(SURFACES.create("beale").start, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.RMSprop([place], lr=0.02)
    expected = [place.detach().clone()]
    for _ in range(300):
        optimizer.zero_grad()
        SURFACES.create("beale").value(place[0], place[1]).backward()
        optimizer.step()
        expected.append(place.detach().clone())
    places = run(given).path("lane-1").places[:, 0]
    assert np.abs(places - torch.stack(expected).numpy()).max() < 1e-12


@pytest.mark.parametrize("entry", list(OPTIMIZERS), ids=lambda entry: entry.key)
def test_every_optimizer_races_unless_it_is_made_for_matrices(entry):
    running = run(spec(Choice(kind=entry.key), surface="booth", steps=5))
    way = running.path("lane-1")
    assert way.places.shape == (6, 1, 2)
    assert np.isfinite(way.heights).all()
    assert running.result("lane-1").evaluations >= 5 * min(1, entry.needs.evaluations)


def test_another_lane_changes_nothing():
    alone = run(spec(ADAM, noise=3.0, seeds=3, steps=700)).path("lane-1")
    among = run(spec(ADAM, SGD, MOMENTUM, noise=3.0, seeds=3, steps=700)).path("lane-1")
    assert np.array_equal(alone.places, among.places)


@pytest.mark.parametrize("noise", [0.0, 2.0])
def test_stretches_of_any_length_give_the_same_way(noise):
    surface, lane = SURFACES.create("himmelblau"), LaneSpec(id="a", optimizer=ADAM)
    starts = torch.tensor([[0.3, -1.0], [2.0, 2.0]], dtype=torch.float64)

    def way(*stretches):
        racer = SurfaceLane(surface, lane, starts, steps=600, noise=noise, seeds=[4, 5])
        return torch.cat([racer.run(count) for count in stretches])

    assert torch.equal(way(600), way(1, 255, 300, 44))


def test_all_lanes_feel_the_same_noise_and_repetitions_different_noise():
    """Without any slope, plain steps are the noise itself."""
    flat = Choice(kind="typed", params={"text": "3"})
    one = Choice(kind="sgd", params={"learning_rate": 1.0})
    way = run(spec(one, one, surface=flat, noise=0.5, seeds=2, steps=2000)).path
    steps = [np.diff(way(lane).places, axis=0) for lane in ("lane-1", "lane-2")]
    assert np.array_equal(*steps)
    assert steps[0].std() == pytest.approx(0.5, rel=0.05)
    assert abs(np.corrcoef(steps[0][:, 0, 0], steps[0][:, 1, 0])[0, 1]) < 0.1


def test_starts_side_by_side_go_as_each_alone():
    surface, starts = SURFACES.create("himmelblau"), torch.rand(50, 2, dtype=torch.float64) * 8 - 4
    lane = LaneSpec(id="a", optimizer=ADAM)
    together = SurfaceLane(surface, lane, starts, steps=100).run(100)
    for place in (0, 17, 49):
        alone = SurfaceLane(surface, lane, starts[place : place + 1], steps=100).run(100)
        assert torch.allclose(together[:, place], alone[:, 0], rtol=0, atol=1e-12)


def test_a_schedule_covers_the_whole_race():
    decaying = LaneSpec(id="a", optimizer=SGD, schedule=Choice(kind="linear_decay", params={"final": 0.0}))
    flat = RaceSpec(lanes=(decaying,), surface=Choice(kind="typed", params={"text": "x"}), steps=100)
    steps = -np.diff(run(flat).path("a").places[:, 0, 0])
    assert steps[0] == pytest.approx(1e-3)
    assert steps[-1] < 0.2e-3


def test_states_are_reported_in_words():
    def state(optimizer, surface, **changes):
        return run(spec(optimizer, surface=surface, **changes)).result("lane-1").state

    fast = Choice(kind="sgd", params={"learning_rate": 1e-2})
    assert state(fast, "booth") == "converged"
    assert state(fast, "three_hump_camel") == "trapped at -1.75, 0.87"
    assert state(fast, "easom") == "stuck"
    assert state(SGD, "rosenbrock", steps=50) == "still moving"
    wild = Choice(kind="sgd", params={"learning_rate": 0.1})
    assert state(wild, "rosenbrock").startswith("diverged at step ")


def test_a_lane_that_swings_around_a_minimum_has_not_converged():
    rmsprop = Choice(kind="rmsprop", params={"learning_rate": 0.01})
    result = run(spec(rmsprop, surface="himmelblau", start=(-2.5, -3.0), steps=1000)).result("lane-1")
    assert result.state == "oscillating"
    assert result.best < 1e-3 * result.final
    steady = SGD.with_params(learning_rate=0.005)
    assert run(spec(steady, surface="himmelblau", steps=1000)).result("lane-1").state == "converged"


def test_swinging_is_told_from_coming_closer():
    turns = np.arange(200)
    circle = np.stack([np.cos(turns), np.sin(turns)], axis=1)
    assert swings(0.5 * circle, 1.0)
    assert swings(np.where(turns[:, None] % 50 < 25, 0.5, 3.0) * circle, 1.0)  # leaves and returns
    assert not swings(0.97 ** turns[:, None] * circle, 1.0)
    assert not swings(np.stack([0.999**turns, 0 * turns], axis=1), 1.0)
    assert not swings(np.zeros((1, 2)), 1.0)


def test_a_population_is_judged_as_its_paths_are():
    generator = np.random.default_rng(0)
    steps, known = 173, np.array([[0.0, 0.0], [5.0, 1.0]])
    turns = np.arange(steps + 1)[:, None]
    shrink, width = generator.uniform(0.94, 1.0, 60), 10 ** generator.uniform(-5, 0.6, 60)
    radii = width * shrink**turns * (1 + 0.5 * generator.standard_normal((steps + 1, 60)))
    nearest = generator.integers(0, 2, 60)
    angle = turns * generator.uniform(0, 2, 60)
    paths = known[nearest] + np.stack([radii * np.cos(angle), radii * np.sin(angle)], axis=2)
    tracker, first = SwingTracker(torch.from_numpy(known), 1.0, 60, steps), 0
    for count in (1, 100, 3, 50, 20):
        tracker.update(torch.from_numpy(paths[first : first + count]), first)
        first += count
    expected = [swings(paths[:, each] - known[nearest[each]], 1.0) for each in range(60)]
    assert tracker.swinging(torch.from_numpy(nearest)).tolist() == expected
    assert 8 < sum(expected) < 50


def test_the_map_of_learning_rates_uses_the_words_of_the_race():
    lane = LaneSpec(id="a", optimizer=Choice(kind="rmsprop", params={"learning_rate": 0.02}))
    spec = RaceSpec(surface=Choice(kind="himmelblau"), lanes=(lane,), steps=600, start=(-2.5, -3.0))
    race = SurfaceRace(spec)
    *_, found = lane_rates(race, lane, np.array([0.02, 0.2]))
    list(race.run())
    assert found.states[0] == race.result("a").state == "oscillating"


def zigzag(path):
    """How often the first 40 steps turn back, as plain descent does between steep walls."""
    moves = np.diff(path.places[:41, 0], axis=0)
    return int(((moves[1:] * moves[:-1]).sum(axis=1) < 0).sum())


@pytest.mark.parametrize(
    ("name", "plain", "faster"), [("", 0, 1), ("race-ravine", 0, 1), ("race-ravine", 1, 2)]
)
def test_the_first_races_show_what_their_captions_say(name, plain, faster):
    given = load(asset("examples", f"{name}.descent")).race if name else RaceSpec()
    running = run(given)
    lanes = [lane.id for lane in given.lanes]
    reached = [running.result(lane).steps_to_target for lane in lanes]
    assert zigzag(running.path(lanes[0])) >= 10
    assert 5 < reached[faster] < reached[plain]
    assert reached[1] < 0.5 * reached[0]


def test_a_diverged_lane_has_no_final_height_but_a_best_one():
    wild = Choice(kind="sgd", params={"learning_rate": 0.1})
    result = run(spec(wild)).result("lane-1")
    assert math.isnan(result.final)
    assert result.best == pytest.approx(24.2)
    assert result.as_json()["final"] is None


def test_the_leaderboard_is_by_the_steps_to_the_target():
    results = race(Project(race=spec(SGD, MOMENTUM, ADAM)))
    reached = [result.steps_to_target for result in results]
    assert [result.optimizer for result in results] == ["momentum", "adam", "sgd"]
    assert reached[0] < reached[1]
    assert reached[2] is None
    path = run(spec(SGD, MOMENTUM, ADAM)).path("lane-2").heights[:, 0]
    assert int(np.argmax(path <= 24.2e-3)) == reached[0]


def test_names_of_two_alike_are_numbered():
    named = spec(ADAM, ADAM, SGD)
    assert list(SurfaceRace(named).names.values()) == ["Adam 1", "Adam 2", OPTIMIZERS.entry("sgd").title]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (RaceSpec(lanes=()), "no lanes"),
        (spec(SGD, surface=Choice(kind="typed", params={"text": "x +"})), "cannot be read"),
        (
            spec(SGD, surface=Choice(kind="typed", params={"text": "log(x)"}), start=(-1, 0)),
            "no finite height",
        ),
    ],
)
def test_a_race_that_cannot_be_run_says_why(given, sentence):
    with pytest.raises(CannotRace, match=sentence):
        SurfaceRace(given)


def check_race(lanes, surface):
    """Every lane ends in a number or a sentence, and has seen nothing worse than its start as its best."""
    running = run(RaceSpec(lanes=lanes, surface=Choice(kind=surface), steps=15))
    for lane in lanes:
        result, path = running.result(lane.id), running.path(lane.id)
        assert np.isfinite(result.final) or result.state.startswith("diverged at step")
        assert result.best <= path.heights[0, 0]
        assert result.evaluations >= 15 or path.slopes[-1, 0] == 0 or lane.optimizer.kind == "lbfgs"


def lanes_of(choices):
    return tuple(
        LaneSpec(id=f"lane-{n}", name=name, optimizer=each) for n, (name, each) in enumerate(choices)
    )


@pytest.mark.parametrize("title", PRESETS)
def test_every_preset_races(title):
    check_race(lanes_of(PRESETS[title]), "rosenbrock")


@pytest.mark.parametrize(
    "surface", [entry.key for entry in SURFACES if entry.key not in {"typed", "rosenbrock"}]
)
def test_every_optimizer_of_a_preset_races_on_every_surface(surface):
    """Sixteen in a race, whatever their presets: others change nothing. On Rosenbrock's they race above."""
    distinct = {
        choice.model_dump_json(): (name, choice) for preset in PRESETS.values() for name, choice in preset
    }
    lanes = lanes_of(distinct.values())
    for first in range(0, len(lanes), MOST_LANES):
        check_race(lanes[first : first + MOST_LANES], surface)


@pytest.mark.parametrize("rate", [0.0, -1.0, 1e30])
def test_rates_that_make_no_sense_are_refused_in_a_sentence(rate):
    bad = Choice(kind="sgd", params={"learning_rate": rate})
    if rate == 0.0:
        assert run(spec(bad, steps=5)).result("lane-1").state in {"stuck", "still moving"}
        return
    with pytest.raises((CannotRace, UnknownEntry), match=r"(?i)learning rate"):
        SurfaceRace(spec(bad, steps=5))


@pytest.mark.parametrize("start", [(1e3, -1e3), (1e9, 1e9), (-50.0, 0.0)])
def test_a_start_outside_the_domain_races(start):
    running = run(spec(ADAM, start=start, steps=50))
    assert running.path("lane-1").places[0, 0].tolist() == list(start)
    assert running.result("lane-1").state


def test_too_many_lanes_in_a_file_are_refused_in_a_sentence(tmp_path):
    text = json.loads(dumps(Project()))
    lane = {"id": "a", "optimizer": {"kind": "sgd"}}
    text["project"]["race"]["lanes"] = [{**lane, "id": f"lane-{n}"} for n in range(500)]
    file = tmp_path / "many.descent"
    file.write_text(json.dumps(text))
    with pytest.raises(FileProblem, match="a race has at most 16 lanes, not 500"):
        load(file)


@pytest.mark.parametrize(("text", "state"), [("log(x)", "diverged at step 1"), ("sqrt(x - 0.3)", "stuck")])
def test_a_line_search_backs_off_from_where_the_height_is_undefined(text, state):
    surface = Choice(kind="typed", params={"text": text})
    given = spec(Choice(kind="lbfgs"), surface=surface, start=(1.0, 0.5), steps=10)
    assert [each.state for each in race(Project(race=given))] == [state]

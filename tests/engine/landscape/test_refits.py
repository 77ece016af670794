"""Planes beside training: they follow the path soon, finely and cheaply, by a clock that only the work moves."""

import numpy as np
import pytest
import torch

from playground.engine.events.network_race import LanePaths
from playground.engine.events.pictures import LossPlane, PlanePath
from playground.engine.jobs.pacing import CATCH_UP, Pacing, plane_budget
from playground.engine.jobs.pictures import Pictures
from playground.engine.landscape.color_range import color_range
from playground.engine.landscape.cost import BURST, FINE, FULL_CALL, PointCost
from playground.engine.landscape.interpolated_outputs import InterpolatedOutputs
from playground.engine.landscape.landscape import LEAST_SLICE
from playground.engine.landscape.race_landscape import RaceLandscape
from playground.engine.landscape.run_landscape import RunLandscape
from playground.engine.landscape.trajectory import Trajectory
from playground.spec.plane import PlaneSpec
from playground.ui.plots.chart.levels import interpolated_at

SLICE = 0.02


class Clock:
    """Seconds that pass only where a test says so, and with each point that is evaluated."""

    def __init__(self, point):
        self.now = self.spent = 0.0
        self._point = point

    def __call__(self):
        return self.now

    def charge(self, landscape):
        """Let every point that this landscape evaluates take its time."""
        for population in {lane.population for lane in landscape.lanes.values()}:
            self._charge(population)

    def _charge(self, population):
        evaluate = population.losses

        def charged(thetas, outputs=None):
            self.now += self._point * len(thetas)
            self.spent += self._point * len(thetas)
            return evaluate(thetas, outputs)

        population.losses = charged


class Run:
    """A session that trains by the clock, and what its landscape shows."""

    def __init__(self, session, point, spec=None):
        self.session, self.path, self.clock = session, Trajectory(), Clock(point)
        self.path.record(0, session.theta)
        self.landscape = RunLandscape(session, self.path, spec or PlaneSpec(kind="pca"), self.clock)
        self.clock.charge(self.landscape.landscape)
        self.plane = self.route = None

    def train(self, steps, idle=0.0):
        goal = self.session.steps_done + steps
        while self.session.steps_done < goal:
            self.session.train(goal - self.session.steps_done, self.path)
        self.clock.now += SLICE + idle
        self.landscape.advance(plane_budget(self.landscape.fit, SLICE, idle), settled=False)

    def look(self):
        for event in self.landscape.events(1, self.session.steps_done):
            if isinstance(event, LossPlane):
                self.plane = event
            elif isinstance(event, PlanePath):
                self.route = event

    @property
    def parted(self):
        """How far plane and true loss at the current point are apart, as a part of the range; 1 outside the frame."""
        plane, route = self.plane, self.route
        on_plane = interpolated_at(plane.x, plane.y, plane.loss, (route.x[-1], route.y[-1]))
        if on_plane is None:
            return 1.0
        colors = color_range(plane.loss)
        return abs(colors.position(float(on_plane)) - colors.position(float(route.loss[-1])))


@pytest.fixture
def digits(chain, session_of):
    graph = chain(("flatten", {}, None), ("linear", {"units": 16}, "relu"), ("linear", {"units": 10}, None))
    return session_of("digits", {}, graph)


@pytest.mark.parametrize(("steps", "point"), [(2, 4e-5), (20, 4e-5), (20, 8e-5)])
def test_the_plane_follows_the_path_within_two_seconds_and_is_fine(spiral_session, steps, point):
    run, parted_since, longest, shown = Run(spiral_session, point), None, 0.0, set()
    run.landscape.advance(0.5, settled=True)  # before it begins
    begin = run.clock.now
    while run.clock.now < begin + 6.0:
        for _ in range(5):
            run.train(steps)
        run.look()
        if run.clock.now < begin + 0.5:
            continue
        assert run.plane.titles[0].startswith("PC 1")
        assert len(run.plane.x) >= FINE
        shown.add(run.plane.generation)
        if run.parted <= 0.2:
            parted_since = None
        else:
            parted_since = parted_since if parted_since is not None else run.clock.now
            longest = max(longest, run.clock.now - parted_since)
    assert longest <= 2.0
    assert len(shown) > 1


def test_following_the_path_costs_training_a_twentieth(spiral_session):
    run = Run(spiral_session, 4e-5)
    while run.clock.now < 0.5:  # until there is a first plane
        run.train(20)
        run.look()
    begin, spent = run.clock.now, run.clock.spent
    while run.clock.now < 4.0:
        for _ in range(5):
            run.train(20)
        run.look()
    assert run.clock.spent - spent <= 0.05 * (run.clock.now - begin) + BURST


def test_where_points_are_expensive_outputs_are_interpolated_and_losses_nearly_those_of_the_points(digits):
    run, worst = Run(digits, 1.5e-3), 0.0
    while run.clock.now < 2.0:
        for _ in range(5):
            run.train(2)
        run.look()
    begin, spent, shown = run.clock.now, run.clock.spent, set()
    while run.clock.now < begin + 4.0:
        for _ in range(5):
            run.train(2)
        run.look()
        assert run.plane.titles[0].startswith("PC 1")
        assert len(run.plane.x) == FINE
        shown.add(run.plane.generation)
    assert len(shown) >= 3
    assert run.clock.spent - spent <= 0.05 * (run.clock.now - begin) + BURST
    assert run.plane.interpolated
    colors, landscape = color_range(run.plane.loss), run.landscape.landscape
    places = [(row, column) for row in range(3, 33, 5) for column in range(2, 33, 5)]
    points = torch.tensor([(run.plane.x[column], run.plane.y[row]) for row, column in places])
    computed = digits_losses(landscape, points.float())
    for place, loss in zip(places, computed, strict=True):
        worst = max(worst, abs(colors.position(run.plane.loss[place]) - colors.position(loss)))
    assert worst < 0.03


def digits_losses(landscape, points):
    """Losses computed at coordinates of the plane shown."""
    return landscape.population.losses(landscape.shown.plane.at(points)).double().numpy()


def test_interpolating_needs_finite_outputs_of_all_points(digits):
    population = Run(digits, 0.0).landscape.landscape.population
    outputs, interpolated = [], InterpolatedOutputs()
    population.losses(digits.theta.detach().repeat(25, 1), outputs)
    known = np.full((5, 5), float(population.losses(digits.theta[None])[0]))
    interpolated.put([outputs[0][:20]])
    assert interpolated.losses(known, population) is None
    interpolated.put([torch.cat(outputs)[20:]])
    assert np.allclose(interpolated.losses(known, population), known[0, 0])
    broken = InterpolatedOutputs()
    broken.put([torch.full((25, 4, 10), float("inf"))])
    assert broken.losses(known, population) is None


def test_small_budgets_are_saved_up_while_training_runs(spiral_session):
    run, budget = Run(spiral_session, 1e-3, PlaneSpec(kind="random", seed=2)), 1e-5
    while run.plane is None:
        run.landscape.advance(0.0)
        run.look()
    for _ in range(3):
        calls, worked = 0, False
        while not worked:  # what a piece took beyond its budget is made up for first
            run.session.progress.steps_done += 1
            calls += 1
            worked = run.landscape.advance(budget, settled=False)
        assert calls > 0.99 * LEAST_SLICE / budget


def test_a_plane_that_has_just_come_is_reported_at_once_and_only_once(spiral_session):
    pictures = Pictures(spiral_session, 7, frozenset({LossPlane}))
    spiral_session.train(8, pictures.path)
    while not pictures.contour_beside_training(1.0, 0.0):
        pass
    assert any(isinstance(event, LossPlane) for event in pictures.contour())
    assert not pictures.contour_beside_training(0.0, 0.0)


def test_idle_time_between_steps_is_used(spiral_session):
    busy, idle = Run(spiral_session, 1e-3), None
    for _ in range(50):
        busy.train(1)
    idle = Run(spiral_session, 1e-3)
    for _ in range(50):
        idle.train(1, idle=0.1)
    assert idle.clock.spent > 3 * busy.clock.spent


def test_the_same_path_has_the_same_orientation_however_often_it_was_fitted(chain, session_of):
    graph = chain(("linear", {"units": 8}, "tanh"), ("linear", {"units": 1}, None))
    runs = [Run(session_of("spiral", {}, graph, loss="bce"), 4e-5) for _ in range(2)]
    for _ in range(60):
        runs[0].train(5)
        runs[0].look()
    runs[1].session.train(300, runs[1].path)
    while runs[1].session.steps_done < runs[0].session.steps_done:
        runs[1].session.train(runs[0].session.steps_done - runs[1].session.steps_done, runs[1].path)
    for run in runs:
        while run.landscape.advance(0.05, settled=True):
            pass
        run.look()
    first, second = (run.route for run in runs)
    assert first.steps.tolist() == second.steps.tolist()
    assert np.allclose(first.x, second.x, atol=1e-4)
    assert np.allclose(first.y, second.y, atol=1e-4)
    assert np.allclose(runs[0].plane.x, runs[1].plane.x, atol=1e-4)
    assert np.allclose(runs[0].plane.loss, runs[1].plane.loss, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize(("point", "least"), [(4e-5, 0.5), (2e-3, 0.1)])
def test_a_race_gets_the_plane_of_its_paths_within_three_seconds(chain, session_of, point, least):
    graph = chain(("linear", {"units": 8}, "tanh"), ("linear", {"units": 1}, None))
    members = {name: session_of("spiral", {}, graph, loss="bce") for name in ("a", "b")}
    paths = {name: Trajectory() for name in members}
    for name, member in members.items():
        paths[name].record(0, member.theta)
    clock = Clock(point)
    race, plane, inside = RaceLandscape(members, paths, clock), None, {}
    clock.charge(race._landscape)
    while clock.now < 0.5:  # before the race begins
        race.advance(SLICE, settled=True)
        clock.now += SLICE
    begin = clock.now
    while clock.now < begin + 3.0:
        for name, member in members.items():
            member.train(1 + 2 * (name == "b"), paths[name])
        clock.now += SLICE
        race.advance(plane_budget(race.fit, SLICE, 0.0), settled=False)
        for event in race.events(1, 0):
            if isinstance(event, LossPlane):
                plane = event
            elif isinstance(event, LanePaths):
                inside = event.inside
    assert plane.titles[0].startswith("PC 1 (")
    assert min(inside.values()) > least


def test_a_plane_of_the_first_steps_is_replaced_as_soon_as_the_paths_have_grown(chain, session_of):
    graph = chain(("linear", {"units": 8}, "tanh"), ("linear", {"units": 1}, None))
    members = {name: session_of("spiral", {}, graph, loss="bce") for name in ("a", "b")}
    paths = {name: Trajectory() for name in members}
    for name, member in members.items():
        paths[name].record(0, member.theta)
        member.train(1, paths[name])
    race = RaceLandscape(members, paths, Clock(1e-3))
    race.advance(SLICE, settled=False)
    first = race.shown
    assert race.fit != "none"
    for name, member in members.items():
        member.train(6, paths[name])
        member.train(2, paths[name])
    list(race.events(1, 9))
    assert race.fit == "none"
    race.advance(0.1, settled=False)
    assert race.shown is not first
    assert race.fit != "none"


def test_training_makes_up_for_what_it_lagged_behind_a_limited_speed():
    pacing = Pacing()
    pacing.limit(100.0)
    assert pacing.trained(50.0, 0.01, 10) == pytest.approx(0.09)
    assert pacing._not_before == pytest.approx(50.1)
    pacing.trained(50.15, 0.01, 10)  # late by 0.05 s
    assert pacing._not_before == pytest.approx(50.2)
    pacing.trained(60.0, 0.01, 10)  # too late to make up for all of it
    assert pacing._not_before == pytest.approx(60.1 - CATCH_UP)


def test_the_cost_of_a_point_is_learned_from_calls_that_tell(spiral_session):
    cost = PointCost(Run(spiral_session, 0.0).landscape.landscape.population)
    cost.note(1.0, 1)
    assert cost.each == 0.0
    cost.note(1.0, FULL_CALL)
    assert cost.each == pytest.approx(1 / FULL_CALL)


@pytest.mark.parametrize("point", [0.02, 0.1])
def test_where_points_are_costly_the_true_loss_is_known_once_a_second_or_as_often_as_the_budget_allows(
    digits, point
):
    run, known = Run(digits, point), []
    while run.landscape.fit == "none":
        run.train(1, idle=0.03)
        run.look()
    begin, spent = run.clock.now, run.clock.spent
    while run.clock.now < begin + 8.0:
        run.train(1, idle=0.03)
        run.look()
        if run.route is not None:
            known.append((run.clock.now, run.route.newest_loss))
    assert np.isfinite([loss for _, loss in known]).all()
    new = [now for (now, loss), (_, before) in zip(known[1:], known, strict=False) if loss != before]
    assert np.diff(new, prepend=begin).max() <= max(1.0, point / 0.03) + 0.2
    assert run.clock.spent - spent <= 0.05 * (run.clock.now - begin) + BURST


def test_interpolated_losses_are_never_lower_than_the_computed_ones(digits):
    population, outputs = Run(digits, 0.0).landscape.landscape.population, InterpolatedOutputs()
    outputs.put([torch.zeros(25, len(population.x), 10)])
    known = np.zeros((5, 5))
    known[2, 2] = 50.0
    found = outputs.losses(known, population)
    assert found.min() == 0.0  # cubics beside the peak would reach below
    np.testing.assert_allclose(found[::8, ::8], known, atol=1e-5)

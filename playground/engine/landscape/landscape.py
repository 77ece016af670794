"""The loss on a plane through parameter space with the trajectories of some lanes on it, computed in small slices.

A run is a landscape with one lane, see ``run_landscape``; a race has several, see ``race_landscape``.

The values are the data loss (without L1 and L2 terms) in evaluation mode, on a fixed, evenly spaced part of the
training samples: 500 of them, fewer for networks with much work per sample, at least 64. The true losses along the
trajectories are computed on the same samples, so plane and paths can be compared. Each lane's running statistics are
used for its own path, those of the first lane for the plane.
"""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Literal, Protocol

import torch

from playground.engine.events.pictures import LossPlane
from playground.engine.landscape.grid import LEVELS
from playground.engine.landscape.lane_trajectory import point_losses

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from playground.engine.events.pictures import PlanePath
    from playground.engine.events.run import Floats
    from playground.engine.landscape.fitted_plane import FittedPlane
    from playground.engine.landscape.lane_trajectory import LaneTrajectory

CHEAP = 0.005
"""Seconds that a coarse grid may take at once when a path has left the plane shown."""
CURRENT = 0.0015
"""Seconds that a point may cost for the true loss of the current point to be computed while training runs."""
LEAST_SLICE = 4e-3
"""Seconds; smaller budgets are saved up while training runs, so that they are not lost on overhead."""


class PlaneChoice(Protocol):
    """Decides which plane is shown, how much of it, and when another one is needed.

    Attributes:
        path_turns: While a grid is refined, one chunk in this many goes to true losses along the paths.
    """

    path_turns: int

    def fit(self, lanes: Mapping[str, LaneTrajectory], before: FittedPlane | None) -> FittedPlane:
        """Fit a plane to the trajectories as they are now; ``before`` is the plane that it replaces."""

    def replace(
        self,
        lanes: Mapping[str, LaneTrajectory],
        newest: FittedPlane,
        *,
        pending: bool,
        settled: bool,
        age: float,
    ) -> FittedPlane | None:
        """Fit another plane if the trajectories call for one, else return None.

        Args:
            lanes: The trajectories.
            newest: The plane to replace; its projections are up to date.
            pending: Whether it is still waiting to be shown.
            settled: Whether training stands still.
            age: Seconds since a plane was last shown.
        """

    def level_worth_showing(self, shown: FittedPlane | None, seconds_per_point: float) -> int:
        """Return the points along each side that a new plane needs before it replaces the one shown."""


class Landscape:
    """Loss plane and trajectories of some lanes, for one choice of plane.

    While a new plane is computed the old one stays, until the new one is worth showing.

    Attributes:
        lanes: The trajectories, by lane.
        population: Evaluates the points of the plane.
        shown: The plane shown, None before the first one.
        coming: The plane that will replace it, None when there is none.
    """

    def __init__(self, lanes: Mapping[str, LaneTrajectory], choice: PlaneChoice) -> None:
        """Prepare; nothing is evaluated yet.

        Args:
            lanes: At least one.
            choice: Of the plane.
        """
        self.lanes, self._choice = dict(lanes), choice
        first = next(iter(self.lanes.values()))
        self.population, self._start = first.population, first.start
        self.shown: FittedPlane | None = None
        self.coming: FittedPlane | None = None
        self._seconds_per_point = 0.0
        self._seen_steps = -1
        self._settled = True
        self._credit = 0.0
        self._turn = 0
        self._shown_since = 0.0
        self._sent: tuple[int, int] | None = None

    @property
    def steps_done(self) -> int:
        """Steps of all lanes together."""
        return total_steps(self.lanes)

    # --- lanes -----------------------------------------------------------------------------------

    def join(self, name: str, lane: LaneTrajectory) -> None:
        """Show one more trajectory."""
        self.lanes[name] = lane
        for fitted in (self.shown, self.coming):
            if fitted is not None:
                fitted.projections[name] = lane.project(fitted.plane)

    def leave(self, name: str) -> None:
        """Stop showing a trajectory."""
        self.lanes.pop(name, None)
        for fitted in (self.shown, self.coming):
            if fitted is not None:
                fitted.projections.pop(name, None)

    def refit(self) -> None:
        """Start with another plane, for the trajectories as they are now."""
        self.coming = self._choice.fit(self.lanes, self.shown)

    # --- work ------------------------------------------------------------------------------------

    def advance(self, budget_seconds: float, *, settled: bool | None = None) -> bool:
        """Do a slice of work of about this length.

        While training runs, budgets too small for the smallest piece of work are saved up, and what a piece took beyond
        its budget is made up for, so calls after each step cost what they are given on average.

        Args:
            budget_seconds: For this call.
            settled: Whether training stands still, so that the final trajectories are worth a plane of their own; by
                default when no step was done since the last call.

        Returns:
            Whether anything was done. False while training stands still means that all is complete.
        """
        if not self.lanes:
            return False
        begin, steps = perf_counter(), self.steps_done
        if settled is None:
            settled = steps == self._seen_steps
        self._seen_steps, self._settled = steps, settled
        least = max(LEAST_SLICE, self._seconds_per_point)
        self._credit = (
            budget_seconds if settled else min(self._credit + budget_seconds, budget_seconds + 2 * least)
        )
        if not settled and self._credit < least and self.shown is not None:
            return False
        self.review(settled=settled)
        worked = False
        while (left := self._credit - (perf_counter() - begin)) > 0 or not worked:
            if not self._work(left):
                break
            worked = True
        self._credit = self._credit - (perf_counter() - begin) if worked else 0.0
        return worked

    def _work(self, seconds: float) -> bool:
        """Evaluate one chunk of points; False when there is nothing to do."""
        if not self.population.method:
            self.population.choose(self._start)
        fitted = self.coming or self.shown
        if fitted is None:
            return False
        size = self.population.chunk
        if self._seconds_per_point:
            size = max(1, min(size, int(seconds / self._seconds_per_point)))
        points = fitted.grid.points(size)
        self._turn += 1
        for_paths = self.coming is None and self._turn % self._choice.path_turns == 0
        if (for_paths or not len(points)) and self._evaluate_paths(size):
            return True
        if not len(points):
            return False
        self._refine(fitted, points)
        if fitted is self.coming and fitted.grid.level >= self._level_worth_showing():
            self._show(fitted)
        return True

    def _refine(self, fitted: FittedPlane, points: Floats) -> None:
        begin = perf_counter()
        coordinates = torch.from_numpy(points).to(self._start)
        fitted.grid.put(point_losses(self.population, fitted.plane.at(coordinates)))
        self._note_time(perf_counter() - begin, len(points))

    def _evaluate_paths(self, size: int) -> bool:
        """Compute true losses of the newest points that have none, of the lane that lacks the most."""
        missing = {name: lane.missing for name, lane in self.lanes.items()}
        name = max(missing, key=lambda name: len(missing[name]))
        rows = missing[name][-size:]
        if not len(rows):
            return False
        begin = perf_counter()
        self.lanes[name].evaluate(rows)
        self._note_time(perf_counter() - begin, len(rows))
        return True

    def _note_time(self, seconds: float, points: int) -> None:
        each, known = seconds / points, self._seconds_per_point
        self._seconds_per_point = each if not known else min(each, 0.8 * known + 0.2 * each)

    # --- which plane -----------------------------------------------------------------------------

    def review(self, *, settled: bool) -> None:
        """Start with another plane if the trajectories call for one."""
        newest = self.coming or self.shown
        if newest is None:
            self.refit()
            return
        for fitted in (self.shown, self.coming):
            if fitted is not None:
                fitted.update(self.lanes)
        replacement = self._choice.replace(
            self.lanes,
            newest,
            pending=newest is self.coming,
            settled=settled,
            age=perf_counter() - self._shown_since,
        )
        self.coming = replacement or self.coming

    def _level_worth_showing(self) -> int:
        return self._choice.level_worth_showing(self.shown, self._seconds_per_point)

    def _show(self, fitted: FittedPlane) -> None:
        self.shown, self.coming = fitted, None
        self._shown_since = perf_counter()

    @property
    def fit(self) -> Literal["none", "outgrown", "fitting"]:
        """Whether a plane is shown, and whether it holds all paths or is not about to be replaced."""
        if self.shown is None:
            return "none"
        return "outgrown" if self.coming is not None and not self.shown.holds_paths() else "fitting"

    # --- events ----------------------------------------------------------------------------------

    def catch_up(self) -> None:
        """Replace a plane that a path has left without waiting for the next slice, if a coarse grid is cheap."""
        if self.shown is None:
            return
        self.shown.update(self.lanes)
        if self.shown.holds_paths():
            return
        self.review(settled=False)
        coming = self.coming
        if coming is None or coming.grid.missing(LEVELS[1]) * self._seconds_per_point > CHEAP:
            return
        while coming.grid.level < LEVELS[1]:
            self._refine(coming, coming.grid.points(self.population.chunk))
        self._show(coming)

    def evaluate_current(self) -> None:
        """Compute the true loss of each current point where it is cheap or training stands still."""
        if self._settled or self._seconds_per_point < CURRENT:
            for lane in self.lanes.values():
                lane.evaluate_current()

    def refresh(self) -> None:
        """Send the plane again with the next events, for a display that has just appeared."""
        self._sent = None

    def plane_event(self, run: int, step: int) -> Iterator[LossPlane]:
        """Describe the plane shown, if it has changed since the last call."""
        fitted = self.shown
        if fitted is None or (fitted.generation, fitted.grid.level) == self._sent:
            return
        level = fitted.grid.level
        self._sent = (fitted.generation, level)
        x, y, loss = fitted.grid.picture()
        samples, complete = len(self.population.x), level == LEVELS[-1]
        yield LossPlane(run, step, fitted.generation, x, y, loss, fitted.plane.titles, samples, complete)

    def path_events(self, run: int) -> dict[str, PlanePath]:
        """Describe all paths on the plane shown, by lane."""
        fitted = self.shown
        if fitted is None:
            return {}
        fitted.update(self.lanes)
        return {
            name: self.lanes[name].event(run, fitted.generation, projection)
            for name, projection in fitted.projections.items()
        }


def total_steps(lanes: Mapping[str, LaneTrajectory]) -> int:
    """Add up the steps done by all lanes."""
    return sum(lane.session.steps_done for lane in lanes.values())

"""The loss on a plane through parameter space with the trajectories of some lanes on it, computed in small slices.

A run is a landscape with one lane, see ``run_landscape``; a race has several, see ``race_landscape``.

The values are the data loss (without L1 and L2 terms) in evaluation mode, on a fixed, evenly spaced part of the
training samples: 500 of them, fewer for networks with much work per sample, at least 64. The true losses along the
trajectories are computed on the same samples, so plane and paths can be compared. Each lane's running statistics are
used for its own path, those of the first lane for the plane.
"""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Literal

from playground.engine.events.pictures import LossPlane
from playground.engine.landscape.cost import CURRENT_SHARE, FINE, LONGEST_WAIT, PointCost, current_share
from playground.engine.landscape.grid import LEVELS
from playground.engine.landscape.plane_choice import Moment, total_steps
from playground.engine.landscape.refinement import Refinement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from playground.engine.events.pictures import PlanePath
    from playground.engine.landscape.fitted_plane import FittedPlane
    from playground.engine.landscape.lane_trajectory import LaneTrajectory
    from playground.engine.landscape.plane_choice import PlaneChoice

SAVED, KEPT = 0.08, 0.05
"""Seconds of budgets saved up while training runs, and those of them that are kept for the next plane."""
LEAST_SLICE = 4e-3
"""Seconds; smaller budgets are saved up while training runs, so that they are not lost on overhead."""


class Landscape:
    """Loss plane and trajectories of some lanes, for one choice of plane.

    While a new plane is computed the old one stays, until the new one is worth showing.

    Attributes:
        lanes: The trajectories, by lane.
        population: Evaluates the points of the plane.
        shown: The plane shown, None before the first one.
        coming: The plane that will replace it, None when there is none.
    """

    def __init__(
        self,
        lanes: Mapping[str, LaneTrajectory],
        choice: PlaneChoice,
        clock: Callable[[], float] = perf_counter,
    ) -> None:
        """Prepare; nothing is evaluated yet.

        Args:
            lanes: At least one.
            choice: Of the plane.
            clock: Seconds.
        """
        self.lanes, self._choice, self._clock = dict(lanes), choice, clock
        first = next(iter(self.lanes.values()))
        self.population = first.population
        self.shown: FittedPlane | None = None
        self.coming: FittedPlane | None = None
        self._cost = PointCost(self.population)
        self._refinement = Refinement(first, self._cost, clock)
        self._seen_steps = -1
        self._settled = True
        self._credit = 0.0
        self._turn = 0
        self._shown_since = self._next_current = 0.0
        self._sent: tuple[int, int] | None = None

    @property
    def steps_done(self) -> int:
        """Steps of all lanes together."""
        return total_steps(self.lanes)

    @property
    def begun(self) -> bool:
        """Whether a plane is shown or computed; the first one is chosen when there is time for it."""
        return self.shown is not None or self.coming is not None

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
        begin, steps = self._clock(), self.steps_done
        if settled is None:
            settled = steps == self._seen_steps
        self._seen_steps, self._settled = steps, settled
        least = max(LEAST_SLICE, self._cost.least)
        self._credit = budget_seconds if settled else min(self._credit, SAVED) + budget_seconds
        if not settled and self.shown is not None and (self._credit < least or self._saves):
            return False
        self.review(settled=settled)
        if not settled and self._hurry(begin):
            return True
        worked = False
        kept = 0.0 if settled or self.coming is not None else KEPT
        while (left := self._credit - kept - (self._clock() - begin)) > 0 or not worked:
            if not self._work(left):
                break
            worked = True
        self._credit = self._credit - (self._clock() - begin) if worked or not settled else 0.0
        return worked

    @property
    def _saves(self) -> bool:
        """Whether nothing is worth the credit but the next plane."""
        return self.coming is None and self._fine and self._credit < SAVED

    @property
    def _fine(self) -> bool:
        """Whether the plane shown is refined only by what is saved beyond ``KEPT`` seconds."""
        shown = self.shown
        return shown is not None and (shown.grid.level >= FINE or shown.interpolated)

    def _hurry(self, begin: float) -> bool:
        """Complete the coming plane at once, for the paths as they are now, if later budgets can make up for it.

        Args:
            begin: When the work began that the credit is for.
        """
        coming, level = self.coming, self._level_worth_showing()
        if coming is None or not self._cost.each:
            return False
        if coming.fitted_at != self.steps_done and self._cost.at_once(level**2, self._credit):
            coming = self._choice.fit(self.lanes, self.shown)
        elif not (coming.holds_paths() and self._cost.at_once(coming.grid.missing(level), self._credit)):
            return False
        while coming.grid.level < level:
            self._refinement.refine(coming, coming.grid.points(self.population.chunk))
        self._show(coming)
        self._credit -= self._clock() - begin
        return True

    def _work(self, seconds: float) -> bool:
        """Evaluate one chunk of points; False when there is nothing to do."""
        self._credit += self._refinement.choose()  # once per network: no later budget makes up for it
        if self._not_begun:
            self.refit()
        fitted = self.coming or self.shown
        if fitted is None:
            return False
        size = self._cost.call(seconds)
        points = fitted.grid.points(size)
        before = fitted.grid.level
        self._turn += 1
        for_paths = self.coming is None and self._turn % self._choice.path_turns == 0
        if (for_paths or not len(points)) and self._refinement.evaluate_paths(self.lanes, size):
            return True
        if not len(points):
            return False
        self._refinement.refine(fitted, points)
        if fitted is self.coming and fitted.grid.level >= self._level_worth_showing():
            self._show(fitted)
        elif fitted is self.shown and fitted.grid.level != before:
            self._refinement.interpolate(fitted)
        return True

    # --- which plane -----------------------------------------------------------------------------

    def review(self, *, settled: bool) -> None:
        """Start with another plane if the trajectories call for one."""
        newest = self.coming or self.shown
        if newest is None:
            self.refit()
            return
        if self._not_begun and not settled:
            return
        for fitted in (self.shown, self.coming):
            if fitted is not None:
                fitted.update(self.lanes)
        if self._wanted_soon(newest) and not settled:
            return
        moment = Moment(newest is self.coming, settled, self._clock() - self._shown_since)
        replacement = self._choice.replace(self.lanes, newest, moment)
        self.coming = replacement or self.coming

    @property
    def _not_begun(self) -> bool:
        """Whether the coming plane can still be fitted to what the paths have become."""
        coming = self.coming
        return coming is not None and coming.grid.empty and coming.fitted_at != self.steps_done

    def _wanted_soon(self, newest: FittedPlane) -> bool:
        """Whether a plane must be finished as it is, because there is none of the kind yet."""
        return newest is self.coming and self.fit == "none" and not self._choice.makeshift(newest)

    def _level_worth_showing(self) -> int:
        return self._refinement.level_worth_showing(self.coming, soon=self.shown is None)

    def _show(self, fitted: FittedPlane) -> None:
        self._refinement.interpolate(fitted)
        self.shown, self.coming = fitted, None
        self._shown_since = self._clock()

    @property
    def fit(self) -> Literal["none", "outgrown", "fitting"]:
        """Whether a useful plane is shown, and whether it is fine, paid for, and not about to be replaced."""
        if self.shown is None or self._choice.makeshift(self.shown):
            return "none"
        paid = self._credit >= -LEAST_SLICE
        return "fitting" if self._fine and paid and self.coming is None else "outgrown"

    # --- events ----------------------------------------------------------------------------------

    def catch_up(self) -> None:
        """Replace a plane that no longer fits the paths without waiting for the next slice, if that is cheap."""
        if self.shown is None or self._settled:
            return
        if self.coming is None and not self._cost.at_once(self._level_worth_showing() ** 2, self._credit):
            return  # fitted now, it would have to be fitted again once it can be computed
        begin = self._clock()
        self.review(settled=False)
        if not self._hurry(begin):
            self._credit -= self._clock() - begin

    def evaluate_current(self) -> bool:
        """Compute the true loss of each current point where it is cheap or training stands still.

        Returns:
            Whether the paths can be shown: where points are costly they wait a little for the next such losses.
        """
        begin, seldom = self._clock(), self._cost.interpolates and not self._settled
        if begin < self._next_current and seldom:
            return self._cost.each / CURRENT_SHARE > LONGEST_WAIT
        if self._settled or self._cost.is_small or seldom or self._credit > self._cost.each:
            for lane in self.lanes.values():
                lane.evaluate_current()
            took = self._clock() - begin
            self._credit -= took
            self._next_current = begin + took / current_share(took)
        return True

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
        x, y, loss = fitted.picture()
        samples, complete = len(self.population.x), level == LEVELS[-1]
        yield LossPlane(
            run, step, fitted.generation, x, y, loss, fitted.plane.titles, samples, complete, computed=level
        )

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

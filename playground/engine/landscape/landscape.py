"""The loss on a plane through parameter space with the path of training on it, computed in small slices.

The values are the data loss (without L1 and L2 terms) in evaluation mode, on a fixed and evenly spaced part of the
training samples: 500 of them, fewer for networks with much work per sample, at least 64. The true loss along the
path is computed on the same samples, so plane and path can be compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
import torch

from playground.engine.data.subsample import affordable, evenly
from playground.engine.events.pictures import LossPlane, PlanePath
from playground.engine.events.run import Floats
from playground.engine.landscape.fitted_plane import LEAST_POINTS, View, Views
from playground.engine.landscape.grid import LEVELS, RIM
from playground.engine.landscape.projection import TrueLosses
from playground.engine.population.losses import Population

if TYPE_CHECKING:
    from torch import Tensor

    from playground.engine.landscape.trajectory import Trajectory
    from playground.engine.training.session import Session
    from playground.spec.plane import PlaneSpec

SAMPLES = 500
LEAST_SAMPLES = 64
WORK = 5e6
"""Multiply-adds that a point may cost when there are more than ``LEAST_SAMPLES``."""
LEAST_SECONDS = 0.5
"""Between two planes fitted to a growing path that has not left the last one."""
PATH_TURNS = 4
"""While a picture is refined, one chunk in so many goes to true losses along the path."""
CHEAP = 0.005
"""Seconds that a coarse picture may take at once when the path has left the one shown."""
SOON = 0.1
"""Seconds of work in which a picture can be had of what none shows yet; else a coarser one has to do."""
WORTH = {33: 0.02, 17: 0.1}
"""Points along each side that a new plane has before it is shown, if they take at most so many seconds; else 9."""
CURRENT = 0.0015
"""Seconds that a point may cost for the true loss of the current point to be told at once while training runs."""
LEAST_SLICE = 4e-3
"""Seconds; smaller budgets are saved up while training runs, so that they are not lost on overhead."""


class Landscape:
    """Loss plane and path of one session, for one choice of plane.

    ``pca`` shows the plane of the path's main directions. Until the path has three points it shows random directions
    through the start, and the titles say so. The plane is fitted again when the path leaves it or no longer lies in
    it, and when training stands still; the old picture stays until the new one is worth showing.
    """

    def __init__(self, session: Session, path: Trajectory, spec: PlaneSpec) -> None:
        """Prepare; nothing is evaluated yet.

        Args:
            session: Only read.
            path: Recorded by the caller; its first point is taken for the start.
            spec: Kind of the plane, and seed of random directions.
        """
        self._session, self._path = session, path
        samples = affordable(session.network, WORK, LEAST_SAMPLES, SAMPLES)
        data, device = session.data, session.theta.device
        chosen = evenly(len(data.x_train), samples)
        x, y = data.x_train[chosen].to(device), data.y_train[chosen].to(device)
        self._population = Population(
            session.network, session.loss, x, session.loss.target(y, data.info.targets)
        )
        self._views = Views(session, path, spec)
        self._shown: View | None = None
        self._coming: View | None = None
        self._true_losses = TrueLosses()
        self._changes = 0
        self._seen_step = -1
        self._settled = True
        self._credit = 0.0
        self._seconds_per_point = 0.0
        self._turn = 0
        self._shown_since = 0.0
        self._restarts = 0
        self._told_plane: tuple[int, int] | None = None
        self._told_path: tuple[int, int, int] | None = None

    # --- work ------------------------------------------------------------------------------------

    def advance(self, budget_seconds: float, *, settled: bool | None = None) -> bool:
        """Do a slice of work of about this length.

        While training runs, budgets too small for the smallest piece of work are saved up, and what a piece took beyond
        its budget is made up for, so calls after each step cost what they are given on average.

        Args:
            budget_seconds: For this call.
            settled: Whether training stands still, so that the final path is worth a plane of its own; by default it
                does when no step was done since the last call.

        Returns:
            Whether anything was done. False while training stands still means that all is complete.
        """
        begin = perf_counter()
        step = self._session.steps_done
        if settled is None:
            settled = step == self._seen_step
        self._seen_step, self._settled = step, settled
        least = max(LEAST_SLICE, self._seconds_per_point)
        self._credit = (
            budget_seconds if settled else min(self._credit + budget_seconds, budget_seconds + 2 * least)
        )
        if not settled and self._credit < least and self._shown is not None:
            return False
        self._review(settled=settled)
        worked = False
        while (left := self._credit - (perf_counter() - begin)) > 0 or not worked:
            if not self._work(left):
                break
            worked = True
        self._credit = self._credit - (perf_counter() - begin) if worked else 0.0
        return worked

    def _work(self, seconds: float) -> bool:
        """One chunk of points; False when there is nothing to do."""
        if not self._population.method:
            self._population.choose(self._views.start)
        size = self._population.chunk
        if self._seconds_per_point:
            size = max(1, min(size, int(seconds / self._seconds_per_point)))
        view = self._coming or self._shown
        if view is None:
            return False
        points = view.grid.points(size)
        self._turn += 1
        for_path = self._coming is None and self._turn % PATH_TURNS == 0
        if (for_path or not len(points)) and self._work_on_path(size):
            return True
        if not len(points):
            return False
        self._refine(view, points)
        if view is self._coming and view.grid.level >= self._level_worth_showing():
            self._show(view)
        return True

    def _refine(self, view: View, points: Floats) -> None:
        begin = perf_counter()
        coordinates = torch.from_numpy(points).to(self._session.theta)
        view.grid.put(self._losses(view.plane.at(coordinates)))
        self._note_time(perf_counter() - begin, len(points))

    def _work_on_path(self, size: int) -> bool:
        """True losses of recorded points that have none, the newest first."""
        steps = self._path.steps
        rows = np.flatnonzero(~self._true_losses.known(steps))[-size:]
        if not len(rows):
            return False
        begin = perf_counter()
        losses = self._losses(self._path.thetas[torch.from_numpy(rows)])
        self._note_time(perf_counter() - begin, len(rows))
        self._true_losses.put(steps[rows], losses, steps)
        self._changes += 1
        return True

    def _losses(self, thetas: Tensor) -> Floats:
        return self._population.losses(thetas).cpu().double().numpy()

    def _note_time(self, seconds: float, points: int) -> None:
        each, known = seconds / points, self._seconds_per_point
        self._seconds_per_point = each if not known else min(each, 0.8 * known + 0.2 * each)

    # --- which plane -----------------------------------------------------------------------------

    def _review(self, *, settled: bool) -> None:
        """Begin another plane if the path asks for one."""
        newest = self._coming or self._shown
        if newest is None:
            self._coming = self._views.first()
            return
        self._views.follow(newest)
        if not newest.holds_path(RIM):
            if newest is self._coming and not settled:
                self._restarts += 1
                self._coming = self._views.larger(newest, self._restarts)
            else:
                self._coming = self._views.fitted(newest)
        elif self._views.outdated(newest, settled=settled, slight=self._too_early()):
            self._coming = self._views.fitted(newest)

    def _too_early(self) -> bool:
        """Whether a plane that has merely drifted may stay for now."""
        return self._coming is not None or perf_counter() - self._shown_since < LEAST_SECONDS

    # --- pictures --------------------------------------------------------------------------------

    def _level_worth_showing(self) -> int:
        """How fine a new plane must be before it takes the place of the old."""
        each, shown = self._seconds_per_point, self._shown
        if shown is None or shown.points < LEAST_POINTS or not shown.holds_path():
            return LEVELS[1] if LEVELS[1] ** 2 * each < SOON else LEVELS[0]
        finest = next((level for level, most in WORTH.items() if level**2 * each < most), LEVELS[1])
        return min(finest, max(LEVELS[1], shown.grid.level))

    def _show(self, view: View) -> None:
        self._shown, self._coming = view, None
        self._shown_since = perf_counter()
        self._restarts = 0

    def refresh(self) -> None:
        """Let ``events`` tell everything once more, for a display that has just appeared."""
        self._told_plane = self._told_path = None

    def events(self, run: int, step: int) -> Iterator[LossPlane | PlanePath]:
        """The picture as far as it has changed since the last call; nothing before the first level is complete."""
        self._hurry()
        view = self._shown
        if view is None:
            return
        level = view.grid.level
        if (view.generation, level) != self._told_plane:
            self._told_plane = (view.generation, level)
            x, y, loss = view.grid.picture()
            samples, complete = len(self._population.x), level == LEVELS[-1]
            yield LossPlane(run, step, view.generation, x, y, loss, view.plane.titles, samples, complete)
        self._work_on_current()
        path_now = (view.generation, self._session.steps_done, self._changes)
        if path_now != self._told_path:
            self._told_path = path_now
            yield self._path_event(run, step, view)

    def _hurry(self) -> None:
        """Do not wait for the next slice when the path has left the picture, if a coarse one is cheap."""
        view = self._shown
        if view is None:
            return
        self._views.follow(view)
        if view.holds_path():
            return
        self._review(settled=False)
        coming = self._coming
        if coming is None or coming.grid.missing(LEVELS[1]) * self._seconds_per_point > CHEAP:
            return
        while coming.grid.level < LEVELS[1]:
            self._refine(coming, coming.grid.points(self._population.chunk))
        self._show(coming)

    def _work_on_current(self) -> None:
        """True loss of the current point, where it is cheap or training stands still."""
        steps = np.array([self._session.steps_done], np.int64)
        cheap = self._settled or self._seconds_per_point < CURRENT
        if cheap and not self._true_losses.known(steps)[0]:
            losses = self._losses(self._session.theta.detach()[None])
            self._true_losses.put(steps, losses, self._path.steps)

    def _path_event(self, run: int, step: int, view: View) -> PlanePath:
        track = view.track
        return PlanePath(
            run=run,
            step=step,
            generation=view.generation,
            steps=track.steps.copy(),
            x=track.coordinates[:, 0].copy(),
            y=track.coordinates[:, 1].copy(),
            loss=self._true_losses.at(track.steps),
            off_plane=track.off.copy(),
        )

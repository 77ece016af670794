"""Which plane is shown of a path, how much of it, and when another is called for."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import numpy as np
import torch

from playground.engine.landscape.grid import Extent, Grid, around, grown
from playground.engine.landscape.plane import Plane, path_plane, random_plane, thinned
from playground.engine.landscape.projection import Projection

if TYPE_CHECKING:
    from torch import Tensor

    from playground.engine.landscape.trajectory import Trajectory
    from playground.engine.training.session import Session
    from playground.spec.plane import PlaneSpec

MARGIN = 0.3
"""Room left around the path when a plane is fitted, as a part of the path's own extent."""
DRIFT = 0.05
"""Change of an explained share after which the plane no longer is the path's."""
LEAST_POINTS = 3
"""Of a path, for principal components."""

# Shared by all landscapes: a path must never be taken for that of another plane.
_generations = count(1)


class View:
    """One plane with its grid and the path as seen from it.

    Attributes:
        generation: Different for every view.
        fitted_at: Steps done when the plane was chosen.
        points: Of the path at that time.
    """

    def __init__(self, plane: Plane, track: Projection, extent: Extent, step: int) -> None:
        self.plane, self.track, self.grid = plane, track, Grid(extent)
        self.generation = next(_generations)
        self.fitted_at = step
        self.points = len(track.steps)
        self._shares = _shares(track)

    def holds_path(self, rim: float = 0.0) -> bool:
        """Whether the whole path lies inside, with a rim as a part of the width."""
        return self.grid.extent.holds(self.track.coordinates, rim)

    def drifted(self) -> bool:
        """Whether the path explains other shares by now, or the newest point lies well off the plane."""
        shares = _shares(self.track)
        if max(abs(now - then) for now, then in zip(shares, self._shares, strict=True)) > DRIFT:
            return True
        width = float(np.ptp(self.track.coordinates, axis=0).max())
        return bool(self.track.off[-1] > 2 * DRIFT * width)


def _shares(track: Projection) -> tuple[float, float, float]:
    """Parts of the path's squared distances from the plane's origin: along either axis, and off the plane."""
    along = np.square(track.coordinates).sum(0)
    off = float(np.square(track.off).sum())
    total = float(along.sum()) + off
    return (float(along[0]) / total, float(along[1]) / total, off / total) if total > 0 else (0.0, 0.0, 0.0)


class Views:
    """Makes views of a session's path, for one choice of plane.

    Attributes:
        start: The first point of the path.
    """

    def __init__(self, session: Session, path: Trajectory, spec: PlaneSpec) -> None:
        self._session, self._path, self._spec = session, path, spec
        self.start: Tensor = path.thetas[0].clone() if len(path) else session.theta.detach().clone()

    def follow(self, view: View) -> None:
        """Let a view's track take in what is new of the path."""
        view.track.follow(self._path, self._session.steps_done, self._session.theta)

    def first(self) -> View:
        """A view to begin with."""
        return self.fitted(None)

    def fitted(self, before: View | None) -> View:
        """A view of the path as it is now: its own plane for principal components, else the same plane, larger."""
        session, seed = self._session, self._spec.seed
        old = before.plane if before else None
        rows = self._finite_path() if self._spec.kind == "pca" else None
        if rows is not None and len(rows) >= LEAST_POINTS:
            plane = path_plane(session.network, rows, seed, old)
        elif old is not None:
            plane = old
        else:
            note = "" if self._spec.kind == "random" else "no path yet"
            plane = random_plane(session.network, self.start, seed, note)
        track = Projection(plane)
        track.follow(self._path, session.steps_done, session.theta)
        extent = before.grid.extent if before is not None and before.plane is plane else None
        return View(plane, track, _extent(plane, track, extent, 0), session.steps_done)

    def larger(self, view: View, times: int) -> View:
        """The same plane with more room, the more the oftener it had to be enlarged."""
        extent = _extent(view.plane, view.track, view.grid.extent, times)
        return View(view.plane, view.track, extent, view.fitted_at)

    def outdated(self, view: View, *, settled: bool, slight: bool) -> bool:
        """Whether another plane would show the path better.

        Args:
            view: That follows the path.
            settled: Training stands still, so that the plane should be that of the whole path.
            slight: Drift alone is no reason.
        """
        if self._spec.kind == "random" or self._session.steps_done == view.fitted_at:
            return False
        if len(view.track.steps) < LEAST_POINTS:
            return False
        return settled or view.points < LEAST_POINTS or (not slight and view.drifted())

    def _finite_path(self) -> Tensor:
        """Recorded points, thinned, and the current one."""
        theta = self._session.theta.detach()
        recorded = self._path.thetas
        chosen = thinned(len(recorded), theta.numel()).to(theta.device)
        rows = [recorded[chosen]] if len(recorded) else []
        if self._path.newest < self._session.steps_done:
            rows.append(theta[None])
        path = torch.cat(rows)
        return path[torch.isfinite(path).all(1)]


def _extent(plane: Plane, track: Projection, before: Extent | None, times: int) -> Extent:
    """What to show of a plane so that path and origin are well inside."""
    points = np.concatenate([track.coordinates, np.zeros((1, 2))])
    if plane.shares is not None:
        return around(points, MARGIN * 1.5 ** min(times, 8))
    return grown(before or Extent(-1.0, 1.0, -1.0, 1.0), points)

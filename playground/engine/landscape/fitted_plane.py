"""A plane with the losses on it and the trajectories projected onto it."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import numpy as np

from playground.engine.landscape.color_range import ColorRange, color_range
from playground.engine.landscape.grid import Extent, Grid, linear_at
from playground.engine.landscape.interpolated_outputs import COARSE, InterpolatedOutputs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from torch import Tensor

    from playground.arrays import Floats
    from playground.engine.landscape.lane_trajectory import LaneTrajectory
    from playground.engine.landscape.plane import Plane
    from playground.engine.landscape.projection import Projection
    from playground.engine.population.losses import Population

DRIFT = 0.05
"""Change of an explained share after which a plane no longer fits the trajectories."""
PARTED = 0.1
"""Part of the visible range of losses by which a plane and the true loss may part."""

# Shared by all landscapes: a path must never be drawn on the plane of another one.
_generations = count(1)


class FittedPlane:
    """A plane, its grid of losses and the trajectories on it.

    Attributes:
        plane: The directions.
        grid: Losses on the part that is shown.
        outputs: Outputs of the network at the points of coarse levels, where they are worth keeping.
        projections: Of each lane's trajectory.
        generation: Different for every fitted plane.
        fitted_at: Steps done by all lanes together when the plane was chosen.
        points: Points of all trajectories at that time.
        through: Lanes through whose newest points it was laid; None for any other plane.
        enlarged: How often the extent was enlarged before this plane was shown.
        ahead: Steps of each lane for which there is room beyond the newest points.
    """

    def __init__(
        self,
        plane: Plane,
        extent: Extent,
        projections: dict[str, Projection],
        fitted_at: int,
        *,
        through: tuple[str, str] | None = None,
        enlarged: int = 0,
        ahead: int = 0,
    ) -> None:
        self.plane, self.grid, self.projections = plane, Grid(extent), projections
        self.outputs = InterpolatedOutputs()
        self._between: Floats | None = None
        self.generation = next(_generations)
        self.fitted_at, self.through, self.enlarged, self.ahead = fitted_at, through, enlarged, ahead
        self.points = sum(len(projection.steps) for projection in projections.values())
        self._shares = self._explained_shares()
        self._range: ColorRange | None = None
        self._level = (0, False)
        self._apart: float | None = None

    def put(self, losses: Floats, outputs: list[Tensor]) -> None:
        """Store the losses of the points that ``grid`` last returned, and the outputs where they were kept."""
        self.grid.put(losses)
        if self.grid.level > COARSE:
            self.outputs.drop()
            self._between = None
        else:
            self.outputs.put(outputs)

    def interpolate(self, population: Population) -> None:
        """Compute losses between the points of the finest complete level, where outputs are known at all of them."""
        self._between = self.outputs.losses(self.grid.picture()[2], population) if self.grid.level else None

    @property
    def interpolated(self) -> bool:
        """Whether there are losses between the computed points."""
        return self._between is not None

    def picture(self) -> tuple[Floats, Floats, Floats]:
        """Return x of the columns, y of the rows, and the finest losses ``(rows, columns)``, interpolated or not."""
        if self._between is None:
            return self.grid.picture()
        extent, side = self.grid.extent, len(self._between)
        x, y = np.linspace(extent.x0, extent.x1, side), np.linspace(extent.y0, extent.y1, side)
        return x, y, self._between.copy()

    def update(self, lanes: Mapping[str, LaneTrajectory]) -> None:
        """Add new points of the trajectories to the projections."""
        for lane, projection in self.projections.items():
            lanes[lane].update(projection)

    def holds_paths(self, rim: float = 0.0) -> bool:
        """Whether all projected points lie inside the grid, with a rim as a part of its width."""
        return all(self.grid.extent.holds(each.coordinates, rim) for each in self.projections.values())

    def drifted(self) -> bool:
        """Whether the axes explain other shares by now, or a newest point lies well off the plane."""
        shares = self._explained_shares()
        if max(abs(now - then) for now, then in zip(shares, self._shares, strict=True)) > DRIFT:
            return True
        return any(_left_plane(projection) for projection in self.projections.values())

    @property
    def moved(self) -> bool:
        """Whether any path leads away from the plane's origin."""
        return any(each.coordinates.any() or each.off.any() for each in self.projections.values())

    def parted(self, lanes: Mapping[str, LaneTrajectory]) -> bool:
        """Whether the loss on the plane at a newest point has moved away from its true loss since it was shown."""
        now = max((self._gap(lanes[lane], each) for lane, each in self.projections.items()), default=0.0)
        if self._apart is None:
            self._apart = now
        return now > self._apart + PARTED

    def _gap(self, lane: LaneTrajectory, projection: Projection) -> float:
        """Difference of plane and true loss at the newest point whose loss is known, as a part of the visible range."""
        losses = lane.losses.at(projection.steps)
        known = np.flatnonzero(np.isfinite(losses))
        colors = self._colors()
        if not len(known) or colors is None:
            return 0.0
        on_plane = linear_at(*self.picture(), projection.coordinates[known[-1]])
        if not np.isfinite(on_plane):
            return 0.0
        return abs(colors.position(on_plane) - colors.position(float(losses[known[-1]])))

    def _colors(self) -> ColorRange | None:
        level = (self.grid.level, self.interpolated)
        if self.grid.level and level != self._level:
            self._level, self._range = level, color_range(self.picture()[2])
        return self._range

    def _explained_shares(self) -> tuple[float, float, float]:
        """Parts of the squared distances from the plane's origin: along either axis, and off the plane."""
        along = sum((np.square(each.coordinates).sum(0) for each in self.projections.values()), np.zeros(2))
        off = sum(float(np.square(each.off).sum()) for each in self.projections.values())
        total = float(along.sum()) + off
        if total <= 0:
            return 0.0, 0.0, 0.0
        return float(along[0]) / total, float(along[1]) / total, off / total


def _left_plane(projection: Projection) -> bool:
    """Whether the newest point lies well off the plane."""
    width = float(np.ptp(projection.coordinates, axis=0).max())
    return bool(projection.off[-1] > 2 * DRIFT * width)


def all_points(projections: Mapping[str, Projection]) -> Floats:
    """Coordinates ``(n, 2)`` of all projected points, and of the plane's origin."""
    return np.concatenate([*(each.coordinates for each in projections.values()), np.zeros((1, 2))])


def expected_points(projections: Mapping[str, Projection], ahead: int) -> Floats:
    """Coordinates ``(n, 2)`` of all points, the plane's origin, and where lanes would be if they went on as before.

    Args:
        projections: By lane.
        ahead: Steps to look ahead; as far back lies the point from which the velocity is taken.
    """
    points = [all_points(projections)]
    for each in projections.values():
        if ahead and len(each.steps):
            earlier = int(np.searchsorted(each.steps, each.steps[-1] - ahead))
            points.append(2 * each.coordinates[-1:] - each.coordinates[earlier : earlier + 1])
    return np.concatenate(points)

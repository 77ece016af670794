"""Computes the losses of planes and trajectories, and interpolates between few points where they are expensive."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from torch import Tensor

    from playground.arrays import Floats
    from playground.engine.landscape.cost import PointCost
    from playground.engine.landscape.fitted_plane import FittedPlane
    from playground.engine.landscape.lane_trajectory import LaneTrajectory


class Refinement:
    """What a landscape evaluates, timed for its cost.

    Attributes:
        cost: Learns from each call.
    """

    def __init__(self, lane: LaneTrajectory, cost: PointCost, clock: Callable[[], float]) -> None:
        """Evaluate planes as ``lane`` would.

        Args:
            lane: Its network, running statistics and samples are used.
            cost: Of a point.
            clock: Seconds.
        """
        self.cost, self._lane, self._clock = cost, lane, clock

    def choose(self) -> float:
        """Choose how points are evaluated if that is open; returns the seconds it took."""
        begin = self._clock()
        if not self._lane.population.method:
            self._lane.population.choose(self._lane.start)
        return self._clock() - begin

    def refine(self, fitted: FittedPlane, points: Floats) -> None:
        """Evaluate the points that the grid of a plane last returned."""
        begin = self._clock()
        outputs: list[Tensor] | None = [] if self._takes_outputs(fitted) else None
        thetas = fitted.plane.at(torch.from_numpy(points).to(self._lane.start))
        fitted.put(self._lane.losses_at(thetas, outputs), outputs or [])
        self.cost.note(self._clock() - begin, len(points))

    def _takes_outputs(self, fitted: FittedPlane) -> bool:
        return fitted.outputs.usable and (not self.cost.each or self.cost.interpolates)

    def interpolate(self, fitted: FittedPlane) -> None:
        """Compute the losses between the points of a coarse level where points are expensive."""
        if self.cost.interpolates:
            begin = self._clock()
            fitted.interpolate(self._lane.population)
            self.cost.between = self._clock() - begin

    def level_worth_showing(self, coming: FittedPlane | None, *, soon: bool) -> int:
        """Return the points along each side that a plane needs before it is shown.

        Args:
            coming: The plane; None for one that is not fitted yet.
            soon: Whether nothing useful is shown yet.
        """
        usable = coming is None or coming.outputs.usable
        return self.cost.level_worth_showing(soon=soon, interpolating=usable and self.cost.interpolates)

    def evaluate_paths(self, lanes: Mapping[str, LaneTrajectory], size: int) -> bool:
        """Compute true losses of the newest points that have none, of the lane that lacks the most.

        Args:
            lanes: By name.
            size: Most points.

        Returns:
            False when none is missing.
        """
        missing = {name: lane.missing for name, lane in lanes.items()}
        name = max(missing, key=lambda name: len(missing[name]))
        rows = missing[name][-size:]
        if not len(rows):
            return False
        begin = self._clock()
        lanes[name].evaluate(rows)
        self.cost.note(self._clock() - begin, len(rows))
        return True

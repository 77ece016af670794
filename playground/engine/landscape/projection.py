"""A trajectory projected onto a plane, and the true losses along it; each point is computed once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from numpy.typing import NDArray

from playground.arrays import Floats, Integers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor

    from playground.engine.landscape.plane import Plane
    from playground.engine.landscape.trajectory import Trajectory


def among(steps: Integers, ascending: Integers) -> NDArray[np.bool_]:
    """Return which steps occur in ``ascending``; much faster than ``np.isin`` for a few hundred."""
    if not len(ascending):
        return np.zeros(len(steps), bool)
    places = np.minimum(np.searchsorted(ascending, steps), len(ascending) - 1)
    found: NDArray[np.bool_] = ascending[places] == steps
    return found


class Projection:
    """The recorded points of a trajectory and the current one, projected onto a plane.

    Points that are not finite are left out.

    Attributes:
        steps: Of the points, ascending, ``(n,)``.
        coordinates: Least-squares projection, ``(n, 2)``.
        off: Distance from the plane in parameter space, ``(n,)``.
    """

    def __init__(self, plane: Plane) -> None:
        self._plane = plane
        self.steps: Integers = np.empty(0, np.int64)
        self.coordinates: Floats = np.empty((0, 2))
        self.off: Floats = np.empty(0)
        self._seen = -1
        self._recorded: Integers = np.empty(0, np.int64)

    def update(self, path: Trajectory, step: int, theta: Tensor) -> None:
        """Add new points.

        Args:
            path: The trajectory; points that it dropped are dropped here too.
            step: Number of the current point.
            theta: The current parameters.
        """
        if self.is_current(path, step):
            return
        steps = path.steps
        newest = int(self._recorded[-1]) if len(self._recorded) else -1
        fresh = int(np.searchsorted(steps, newest, side="right"))  # everything after what is known
        new_steps = steps[fresh:]
        rows = [path.points(slice(fresh, None))] if fresh < len(steps) else []
        if path.newest < step:
            new_steps, rows = np.append(new_steps, step), [*rows, theta[None]]
        kept = among(self.steps, steps[:fresh])
        before = self.steps[kept], self.coordinates[kept], self.off[kept]
        added = self._projected(new_steps, rows)
        self.steps, self.coordinates, self.off = (
            np.concatenate(column) for column in zip(before, added, strict=True)
        )
        self._recorded, self._seen = steps, step

    def is_current(self, path: Trajectory, step: int) -> bool:
        """Return whether ``update`` would add nothing."""
        return self._seen == step and len(self._recorded) == len(path)

    @property
    def inside(self) -> float:
        """The part of the squared distances from the plane's origin that lies in the plane; NaN without any."""
        squared = self._plane.squared_lengths(self.coordinates).sum()
        whole = squared + np.square(self.off).sum()
        return float(squared / whole) if whole > 0 else float("nan")

    def _projected(self, steps: Integers, thetas: Sequence[Tensor]) -> tuple[Integers, Floats, Floats]:
        if not len(thetas):
            return steps, np.empty((0, 2)), np.empty(0)
        with torch.inference_mode():
            projected = self._plane.project(torch.cat([*thetas]) if len(thetas) > 1 else thetas[0])
        coordinates, off = (column.numpy() for column in projected)
        finite = np.isfinite(off) & np.isfinite(coordinates).all(1)
        return steps[finite], coordinates[finite], off[finite]


class TrueLosses:
    """Known losses by step.

    Attributes:
        version: Grows when losses are added.
    """

    def __init__(self) -> None:
        self.version = 0
        self._steps: Integers = np.empty(0, np.int64)
        self._losses: Floats = np.empty(0)

    def __len__(self) -> int:
        return len(self._steps)

    def known(self, steps: Integers) -> NDArray[np.bool_]:
        """Return which of these steps have a loss."""
        return among(steps, self._steps)

    def at(self, steps: Integers) -> Floats:
        """Return the losses of these steps; NaN where unknown or not finite."""
        losses = np.full(len(steps), np.nan)
        if len(self._steps):
            places = np.minimum(np.searchsorted(self._steps, steps), len(self._steps) - 1)
            found = self._steps[places] == steps
            losses[found] = self._losses[places[found]]
        return np.where(np.isfinite(losses), losses, np.nan)

    def newest(self, step: int) -> float:
        """Return the known loss of the latest step up to ``step``; NaN without any, and where it is not finite."""
        place = int(np.searchsorted(self._steps, step, side="right")) - 1
        found = float(self._losses[place]) if place >= 0 else np.nan
        return found if np.isfinite(found) else np.nan

    def put(self, steps: Integers, losses: Floats, kept: Integers) -> None:
        """Add losses of new steps, and drop old ones whose steps are not in ``kept``."""
        self.version += 1
        stay = among(self._steps, kept)
        all_steps = np.concatenate([self._steps[stay], steps])
        order = np.argsort(all_steps)
        self._steps = all_steps[order]
        self._losses = np.concatenate([self._losses[stay], losses])[order]

"""The recorded path as it looks from one plane: every point is projected once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch

from playground.engine.events import Floats, Integers

if TYPE_CHECKING:
    from torch import Tensor

    from playground.engine.path import Path
    from playground.engine.plane import Plane


class Track:
    """Steps, coordinates and distances from the plane of all recorded points and of the current one.

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

    def follow(self, path: Path, step: int, theta: Tensor) -> None:
        """Take in what is new.

        Args:
            path: The recorded path; what it dropped is dropped here.
            step: Number of the current point.
            theta: The current parameters.
        """
        if self._seen == step and len(self._recorded) == len(path):
            return
        steps = path.steps
        kept = np.isin(self.steps, steps)
        fresh = np.flatnonzero(~np.isin(steps, self._recorded))
        # Recorded points lie in one piece behind what is known, so a slice serves and nothing is copied.
        rows = path.thetas[int(fresh[0]) :] if len(fresh) else theta.new_empty(0, theta.numel())
        new_steps = steps[int(fresh[0]) :] if len(fresh) else steps[:0]
        again = np.isin(self.steps, new_steps)
        kept &= ~again
        parts = [
            (self.steps[kept], self.coordinates[kept], self.off[kept]),
            self._seen_from_plane(new_steps, rows),
        ]
        if path.newest < step:
            parts.append(self._seen_from_plane(np.array([step], np.int64), theta[None]))
        self.steps, self.coordinates, self.off = (
            np.concatenate(column) for column in zip(*parts, strict=True)
        )
        self._recorded, self._seen = steps, step

    def _seen_from_plane(self, steps: Integers, thetas: Tensor) -> tuple[Integers, Floats, Floats]:
        if not len(thetas):
            return steps, np.empty((0, 2)), np.empty(0)
        with torch.inference_mode():
            coordinates, off = self._plane.project(thetas)
        finite = torch.isfinite(off) & torch.isfinite(coordinates).all(1)
        return steps[finite.numpy()], coordinates[finite].numpy(), off[finite].numpy()

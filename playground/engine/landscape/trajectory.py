"""The trajectory of the parameters: copies of the flat vector at regular steps, bounded in memory.

Which steps are kept depends only on their numbers, never on time, so two runs with the same seed keep the same ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch

from playground.engine.training.state import StateProblem

if TYPE_CHECKING:
    from torch import Tensor

    from playground.arrays import Integers
    from playground.engine.training.state import Values

MOST_POINTS = 960
MOST_BYTES = 64_000_000
LEAST_POINTS = 8
"""Kept even beyond ``MOST_BYTES``, so that the trajectory of a very large network has a shape; then as differences from
the first point in half precision, which tell its shape to a thousandth.
"""
STORED_BYTES = 16_000_000
"""Most that a file of weights holds of a trajectory."""


class Trajectory:
    """Parameter vectors at steps 0, s, 2s, ...; when full, every second one is dropped and the stride s doubles.

    Holds at most 960 points and 64 MB (at least 8 points), on the device of the parameters.
    """

    def __init__(self, most_bytes: int = MOST_BYTES, like: Trajectory | None = None) -> None:
        """Start without a point.

        Args:
            most_bytes: Where several trajectories share the memory.
            like: One whose first point is shared where it is equal.
        """
        self.stride = 1
        self._most_bytes, self._like = most_bytes, like
        self._first: Tensor | None = None
        self._steps: Integers = np.empty(0, np.int64)
        self._thetas: Tensor | None = None
        self._rows: tuple[Tensor, ...] = ()
        self._count = 0
        self._newest = -1

    def __len__(self) -> int:
        return self._count

    @property
    def steps(self) -> Integers:
        """Numbers of the steps kept, ascending."""
        return self._steps[: self._count].copy()

    @property
    def newest(self) -> int:
        """Number of the newest step kept, -1 when there is none."""
        return self._newest

    @property
    def thetas(self) -> Tensor:
        """The vectors kept, ``(n, P)``, in the order of ``steps``; valid until the next ``record``."""
        return self.points(slice(None))

    def points(self, places: slice | Tensor) -> Tensor:
        """Return some of the vectors kept, ``(n, P)``; valid until the next ``record``."""
        if self._thetas is None:
            return torch.empty(0, 0)
        chosen = self._thetas[: self._count][places]
        return chosen if self._first is None else chosen.to(self._first).add_(self._first)

    def point(self, place: int) -> Tensor:
        """Return one of the vectors kept, ``(P,)``; valid until the next ``record``."""
        if place == 0 and self._first is not None:
            return self._first
        return self.points(slice(place, place + 1))[0]

    @property
    def rounded(self) -> bool:
        """Whether points are kept in half precision."""
        return self._first is not None

    def record(self, step: int, theta: Tensor) -> None:
        """Keep a copy if the step lies on the stride.

        Args:
            step: Steps done; call this for every step, also 0. Steps up to the newest one are skipped.
            theta: The flat parameters, ``(P,)``.
        """
        # Called after every step of training, so it does as little as possible.
        if step % self.stride or step <= self._newest:
            return
        if not self._rows:
            self._make_room(theta)
        if self._count == len(self._rows):
            self._thin()
            if step % self.stride:
                return
        self._rows[self._count].copy_(theta if self._first is None else theta - self._first)
        self._steps[self._count] = self._newest = step
        self._count += 1

    def forget_after(self, step: int) -> None:
        """Drop points of later steps, after training returned to an earlier state."""
        self._count = int(np.searchsorted(self.steps, step, side="right"))
        self._newest = int(self._steps[self._count - 1]) if self._count else -1
        if not self._count:
            self._rows, self._thetas, self._first = (), None, None

    # --- files -----------------------------------------------------------------------------------

    def stored(self) -> Values:
        """Return what a file keeps of it: all points, or those on a larger stride that take at most 16 MB."""
        steps, stride = self.steps, self.stride
        point = self.points(slice(0, 1))
        most = STORED_BYTES // max(1, point.shape[1] * point.element_size())
        kept = np.arange(len(steps) if most else 0)
        while len(kept) > most:
            stride *= 2
            kept = np.flatnonzero(steps % stride == 0)
        chosen = torch.from_numpy(kept)
        return {"steps": torch.from_numpy(steps[kept]), "thetas": self.points(chosen).cpu(), "stride": stride}

    def restore(self, values: Values, theta: Tensor) -> None:
        """Begin with the points that were stored.

        Args:
            values: As ``stored`` returns them; empty for no points.
            theta: Parameters of the run, ``(P,)``.

        Raises:
            StateProblem: When they do not fit the run.
        """
        if not values:
            return
        broken = StateProblem("The path of the parameters does not fit.")
        steps, thetas, stride = values.get("steps"), values.get("thetas"), values.get("stride")
        if not isinstance(steps, torch.Tensor) or not isinstance(thetas, torch.Tensor):
            raise broken
        if stride is None or isinstance(stride, torch.Tensor) or stride < 1 or stride % 1:
            raise broken
        if steps.dtype != torch.int64 or thetas.dtype != theta.dtype:
            raise broken
        if steps.dim() != 1 or thetas.shape != (len(steps), theta.numel()):
            raise broken
        numbers = steps.numpy()
        if (numbers % int(stride)).any() or (numbers < 0).any() or (np.diff(numbers) <= 0).any():
            raise StateProblem("The steps of the path do not ascend.")
        self.stride = int(stride)
        for step, row in zip(numbers.tolist(), thetas, strict=True):
            self.record(step, row.to(theta.device))

    # --- room ------------------------------------------------------------------------------------

    def _make_room(self, theta: Tensor) -> None:
        fitting = self._most_bytes // max(1, theta.numel() * theta.element_size())
        points = max(LEAST_POINTS, min(MOST_POINTS, fitting))
        half = torch.float16 if fitting < LEAST_POINTS else None
        if half is not None:
            shared = self._like._first if self._like is not None else None  # noqa: SLF001 - the same class
            equal = shared is not None and torch.equal(shared, theta)
            self._first = shared if equal else theta.detach().clone()
            points = max(LEAST_POINTS, self._most_bytes // (2 * theta.numel()))
        self._thetas = theta.detach().new_empty((points, theta.numel()), dtype=half)
        self._rows = self._thetas.unbind()
        self._steps = np.empty(points, np.int64)

    def _thin(self) -> None:
        """Double the stride until there is room, and drop points that no longer lie on it."""
        assert self._thetas is not None
        steps = self.steps
        while self._count == len(steps):
            self.stride *= 2
            kept = np.flatnonzero(steps % self.stride == 0)
            self._count = len(kept)
        self._thetas[: len(kept)] = self._thetas[torch.from_numpy(kept)]
        self._steps[: len(kept)] = steps[kept]
        self._newest = int(steps[kept[-1]])

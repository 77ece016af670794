"""Losses between the computed points of a coarse grid, from outputs of the network that are interpolated there.

Along a plane through parameter space the outputs of a network bend far less than its loss. So outputs at 5 x 5 points
give losses at 33 x 33 that differ from the computed ones by about a hundredth of the visible range, at a small part of
the cost where a forward pass is expensive.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch

from playground.engine.landscape.grid import computed_at

if TYPE_CHECKING:
    from torch import Tensor

    from playground.arrays import Floats
    from playground.engine.population.losses import Population

COARSE = 17
"""Points along each side up to which outputs are kept."""
SIDE = 33
"""Points along each side of the interpolated losses."""
MOST_OUTPUTS = 10_000
"""Numbers in the outputs of one point, for all samples together; with more, interpolating costs too much."""
_AT_ONCE = 2_000_000
"""Interpolated outputs in memory at a time."""


class InterpolatedOutputs:
    """Outputs at the points of a grid, in the order in which they are computed."""

    def __init__(self) -> None:
        self._parts: list[Tensor] = []
        self.usable = True

    def put(self, outputs: list[Tensor]) -> None:
        """Store the outputs ``(some, N, *outputs)`` of the next points."""
        if outputs and outputs[0][0].numel() > MOST_OUTPUTS:
            self.drop()
        if self.usable:
            self._parts += outputs

    def drop(self) -> None:
        """Forget all outputs, and take no more."""
        self._parts, self.usable = [], False

    def losses(self, level: int, population: Population) -> Floats | None:
        """Compute losses ``(33, 33)`` from the outputs at ``level`` x ``level`` points.

        Returns:
            None where outputs are missing or not finite.
        """
        if not self.usable or sum(map(len, self._parts)) < level**2:
            return None
        with torch.inference_mode():
            known = torch.cat(self._parts)
            numbers = torch.from_numpy(computed_at(level)).to(known.device)
            known = known[numbers]  # (level, level, N, *outputs)
            if not bool(torch.isfinite(known).all()):
                return None
            weights = torch.from_numpy(cubic_weights(level, SIDE)).to(known)
            shape, size = known.shape[2:], known[0, 0].numel()
            rows = (weights @ known.reshape(level, -1)).view(SIDE, level, size)
            losses = [
                population.losses_of((weights @ some).view(-1, *shape))
                for some in torch.split(rows, max(1, _AT_ONCE // (SIDE * size)))
            ]
            return np.asarray(torch.cat(losses).view(SIDE, SIDE).cpu().double().numpy())


def cubic_weights(points: int, wanted: int) -> Floats:
    """Return the matrix ``(wanted, points)`` that interpolates even values by cubics through the four nearest.

    Args:
        points: Given values, at least 4.
        wanted: Interpolated ones, evenly spaced over the same range, both ends included.
    """
    places = np.linspace(0, points - 1, wanted)
    first = np.clip(places.astype(int) - 1, 0, points - 4)
    weights = np.zeros((wanted, points))
    for each in range(4):
        others = [other for other in range(4) if other != each]
        factors = [(places - first - other) / (each - other) for other in others]
        weights[np.arange(wanted), first + each] = np.prod(factors, axis=0)
    return weights

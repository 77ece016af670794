"""Losses between the computed points of a coarse grid, from outputs of the network that are interpolated there.

Along a plane through parameter space the outputs of a network bend far less than its loss. So outputs at 5 x 5 points
give losses at 33 x 33 that differ from the computed ones by about a hundredth of the visible range, at a small part of
the cost where a forward pass is expensive.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch

from playground.engine.data.subsample import evenly
from playground.engine.landscape.grid import computed_at

if TYPE_CHECKING:
    from torch import Tensor

    from playground.arrays import Floats
    from playground.engine.population.losses import Population

COARSE = 17
"""Points along each side up to which outputs are kept."""
SIDE = 33
"""Points along each side of the interpolated losses."""
USED, MOST = 1_000, 10_000
"""Numbers in the outputs of one point that are interpolated, and those with which it would cost too much."""
LEAST_SAMPLES = 16
"""Samples whose outputs are interpolated, where there are as many."""
_AT_ONCE = 200_000
"""Interpolated outputs at a time, which fit into a processor's cache."""


class InterpolatedOutputs:
    """Outputs at the points of a grid, in the order in which they are computed.

    They are kept for some of the samples, evenly spaced. By how much the loss on these differs from that on all samples
    is known at the computed points, and interpolated between them, too.

    Attributes:
        usable: Whether outputs are kept.
    """

    def __init__(self) -> None:
        self._parts: list[Tensor] = []
        self._samples: Tensor | None = None
        self.usable = True

    def put(self, outputs: list[Tensor]) -> None:
        """Store the outputs ``(some, N, *outputs)`` of the next points."""
        if not outputs or not self.usable:
            return
        if self._samples is None:
            samples = outputs[0].shape[1]
            each = outputs[0][0].numel() // max(1, samples)
            used = min(samples, max(LEAST_SAMPLES, USED // max(1, each)))
            if used * each > MOST:
                self.drop()
                return
            self._samples = evenly(samples, used).to(outputs[0].device)
        self._parts += [some[:, self._samples] for some in outputs]

    def drop(self) -> None:
        """Forget all outputs, and take no more."""
        self._parts, self.usable = [], False

    def losses(self, known_losses: Floats, population: Population) -> Floats | None:
        """Compute losses ``(33, 33)`` between those computed on all samples at ``(level, level)`` points.

        Returns:
            None where outputs or losses are missing or not finite.
        """
        level = len(known_losses)
        if (
            self._samples is None
            or sum(map(len, self._parts)) < level**2
            or not np.isfinite(known_losses).all()
        ):
            return None
        with torch.inference_mode():
            known = torch.cat(self._parts)
            numbers = torch.from_numpy(computed_at(level)).to(known.device)
            known = known[numbers]  # (level, level, N, *outputs)
            if not bool(torch.isfinite(known).all()):
                return None
            exact = cubic_weights(level, SIDE)
            weights = torch.from_numpy(exact).to(known)
            shape, size = known.shape[2:], known[0, 0].numel()
            rows = (weights @ known.reshape(level, -1)).view(SIDE, level, size)
            losses = [
                population.losses_of((weights @ some).view(-1, *shape), self._samples)
                for some in torch.split(rows, max(1, _AT_ONCE // (SIDE * size)))
            ]
            found: Floats = torch.cat(losses).view(SIDE, SIDE).cpu().double().numpy()
        stride = (SIDE - 1) // (level - 1)
        corrected = found + exact @ (known_losses - found[::stride, ::stride]) @ exact.T
        # between the points cubics reach beyond them: no loss may become lower than any that was computed
        lower: Floats = np.maximum(corrected, min(found.min(), known_losses.min()))
        return lower


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

"""Noise on the gradient of a surface: Gaussian, or that of minibatches of the data behind it."""

import torch
from torch import Tensor

from playground.catalog.kinds import Surface
from playground.catalog.surfaces.data_surface import DataSurface
from playground.engine.runtime.rng import generator

BLOCK = 256
"""Steps whose noise is drawn at once: numbers must not depend on how a race is divided into chunks."""


def is_noisy(surface: Surface, deviation: float) -> bool:
    """Return whether gradients on a surface are not exact, which keeps every lane moving."""
    return bool(deviation) or (isinstance(surface, DataSurface) and surface.batch_size is not None)


class Noise:
    """Gaussian noise of the gradient: two numbers for each step and start, which depend on the start's seed alone."""

    def __init__(self, seeds: list[int], deviation: float) -> None:
        places = {seed: place for place, seed in enumerate(dict.fromkeys(seeds))}
        self._generators = [generator(seed, 11) for seed in places]
        self._which = torch.tensor([places[seed] for seed in seeds])
        self._deviation = deviation
        self._left = torch.empty((0, len(places), 2), dtype=torch.float64)

    def next(self, steps: int) -> Tensor:
        """Return the noise of the next steps ``(steps, S, 2)``, or an empty tensor without noise."""
        if not self._deviation:
            return self._left
        while len(self._left) < steps:
            block = [torch.randn(BLOCK, 2, generator=each, dtype=torch.float64) for each in self._generators]
            self._left = torch.cat([self._left, torch.stack(block, dim=1) * self._deviation])
        taken, self._left = self._left[:steps], self._left[steps:]
        return taken[:, self._which]


class Minibatches:
    """Samples for each step and start, which depend on the start's seed alone: every epoch in another order.

    Args:
        seeds: Of the starts.
        points: Number of samples.
        size: Samples of a minibatch; what is left over at the end of an epoch is not used.
    """

    def __init__(self, seeds: list[int], points: int, size: int) -> None:
        places = {seed: place for place, seed in enumerate(dict.fromkeys(seeds))}
        self._generators = [generator(seed, 12) for seed in places]
        self._which = torch.tensor([places[seed] for seed in seeds])
        self._points, self._size = points, size
        self._left = torch.empty((len(places), 0), dtype=torch.int64)

    def next(self) -> Tensor:
        """Return the numbers of the samples of the next step, ``(S, size)``."""
        if self._left.shape[1] < self._size:
            self._left = torch.stack([torch.randperm(self._points, generator=g) for g in self._generators])
        taken, self._left = self._left[:, : self._size], self._left[:, self._size :]
        return taken[self._which]


def minibatches(surface: Surface, seeds: list[int]) -> Minibatches | None:
    """Return the minibatches of a surface for starts with these seeds; None where every step uses all samples."""
    if not isinstance(surface, DataSurface) or surface.batch_size is None:
        return None
    return Minibatches(seeds, surface.points, surface.batch_size)

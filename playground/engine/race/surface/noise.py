"""Noise on the gradient of a surface, in place of the noise of minibatches."""

import torch
from torch import Tensor

from playground.engine.runtime.rng import generator

BLOCK = 256
"""Steps whose noise is drawn at once: numbers must not depend on how a race is divided into chunks."""


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

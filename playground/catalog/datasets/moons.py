"""Two half circles."""

from math import pi
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from playground.catalog.datasets.points import PlaneDataset, Points
from playground.catalog.kinds import DATASETS


@DATASETS.register("moons", title="Moons", group="2-D")
class Moons(PlaneDataset):
    """Two half circles that reach into each other."""

    when: ClassVar[str] = "A curved border that a small network finds."

    def draw(self, y: NDArray[np.int64], random: np.random.Generator) -> Points:
        """Half circles of radius 3, the lower one shifted by half its width."""
        angle = random.uniform(0, pi, len(y))
        upper = np.stack([3 * np.cos(angle) - 1.5, 3 * np.sin(angle) - 0.75], 1)
        lower = np.stack([1.5 - 3 * np.cos(angle), 0.75 - 3 * np.sin(angle)], 1)
        x = np.where((y == 0)[:, None], upper, lower)
        return x + random.normal(0, 2 * self.noise, x.shape), y

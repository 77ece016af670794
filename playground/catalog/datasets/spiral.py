"""Arms that wind around each other."""

from math import pi
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from playground.catalog.datasets.points import PlaneDataset, Points, polar
from playground.catalog.kinds import DATASETS, param


@DATASETS.register("spiral", title="Spiral", group="2-D")
class Spiral(PlaneDataset):
    """Arms that wind around each other."""

    when: ClassVar[str] = "The hard one: it takes several layers, or patience."

    arms: int = param(2, "Number of arms, which are the classes.", ge=2, le=6)
    turns: float = param(1.75, "Turns of each arm.", ge=0.25, le=4)

    def class_count(self) -> int:
        """One per arm."""
        return self.arms

    def draw(self, y: NDArray[np.int64], random: np.random.Generator) -> Points:
        """Radius grows evenly to 5 along the arm."""
        along = np.sqrt(random.uniform(0.01, 1, len(y)))
        x = polar(5 * along, 2 * pi * (self.turns * along + y / self.arms))
        return x + random.uniform(-1, 1, x.shape) * 2 * self.noise, y

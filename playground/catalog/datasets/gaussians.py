"""Round clouds."""

from math import pi
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from playground.catalog.datasets.points import PlaneDataset, Points, polar
from playground.catalog.kinds import DATASETS, param


@DATASETS.register("gaussians", title="Gaussians", group="2-D")
class Gaussians(PlaneDataset):
    """Round clouds, one per class."""

    when: ClassVar[str] = "The easiest: straight lines separate the clouds best."

    classes: int = param(2, "Number of classes, one cloud each.", ge=2, le=8)

    def class_count(self) -> int:
        """The chosen number."""
        return self.classes

    def draw(self, y: NDArray[np.int64], random: np.random.Generator) -> Points:
        """Centres on a circle of radius 2.8, standard deviation 0.5 + 2 · noise."""
        angle = 2 * pi * y / self.classes + pi / 4
        x = polar(np.full(len(y), 2.8), angle)
        return x + random.normal(0, 0.5 + 2 * self.noise, x.shape), y

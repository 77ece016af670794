"""A disc inside a ring."""

from math import pi
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from playground.catalog.datasets.points import PlaneDataset, Points, polar
from playground.catalog.kinds import DATASETS


@DATASETS.register("circle", title="Circle", group="2-D")
class Circle(PlaneDataset):
    """A disc inside a ring."""

    when: ClassVar[str] = "No line separates it; x₁² and x₂² as inputs make it easy."

    def draw(self, y: NDArray[np.int64], random: np.random.Generator) -> Points:
        """A disc of radius 2.5 and a ring from 3.5 to 5; noise moves points after they have their class."""
        count = len(y)
        radius = np.where(y == 1, random.uniform(0, 2.5, count), random.uniform(3.5, 5, count))
        x = polar(radius, random.uniform(0, 2 * pi, count))
        return x + random.normal(0, 2 * self.noise, x.shape), y

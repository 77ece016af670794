"""The pattern of a chessboard."""

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from playground.catalog.datasets.points import PlaneDataset, Points
from playground.catalog.kinds import DATASETS


@DATASETS.register("xor", title="XOR", group="2-D")
class Xor(PlaneDataset):
    """Four squares in the pattern of a chessboard."""

    when: ClassVar[str] = "The problem that a single layer cannot solve; x₁x₂ as input makes it easy."

    def draw(self, y: NDArray[np.int64], random: np.random.Generator) -> Points:
        """Points in 0.3..5 from the axes; class 0 where both signs agree."""
        count = len(y)
        size = random.uniform(0.3, 5, (count, 2))
        sign = random.choice([-1.0, 1.0], count)
        x = size * np.stack([sign, np.where(y == 0, sign, -sign)], 1)
        return x + random.normal(0, 2 * self.noise, x.shape), y

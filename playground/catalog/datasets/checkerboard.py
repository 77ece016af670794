"""The squares of a chessboard."""

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from playground.catalog.datasets.points import PlaneDataset, Points
from playground.catalog.kinds import DATASETS, param


@DATASETS.register("checkerboard", title="Checkerboard", group="2-D")
class Checkerboard(PlaneDataset):
    """A chessboard of many squares."""

    formula: ClassVar[str] = "class = (⌊n (x₁ + 5) / 10⌋ + ⌊n (x₂ + 5) / 10⌋) mod 2"
    when: ClassVar[str] = "XOR with more squares: asks for width, and for sine as an activation."

    noise: float = param(0.0, "Scatter: 0 none, 1 hopeless.", ge=0, le=1)
    squares: int = param(4, "Squares along a side, n.", ge=2, le=8)

    def draw(self, y: NDArray[np.int64], random: np.random.Generator) -> Points:
        """Points spread over −5..5; noise moves them after they have their class."""
        count, n = len(y), self.squares
        row = random.integers(0, n, count)
        odd = (row + y) % 2
        column = odd + 2 * np.floor(random.uniform(0, 1, count) * ((n + 1 - odd) // 2))
        x = -5 + 10 / n * (np.stack([column, row], 1) + random.uniform(0, 1, (count, 2)))
        return x + random.normal(0, 2 * self.noise, x.shape), y

"""Ramps to fit."""

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from playground.catalog.datasets.curve import LineDataset
from playground.catalog.kinds import DATASETS, param


@DATASETS.register("sawtooth", title="Sawtooth", group="1-D")
class Sawtooth(LineDataset):
    """Ramps that fall back again and again."""

    formula: ClassVar[str] = "y = 2 (t − ⌊t⌋) − 1, t = n (x + 1) / 2"
    when: ClassVar[str] = "Made for ReLU: straight pieces with joints."

    teeth: int = param(3, "Number of ramps, n.", ge=1, le=12)

    def function(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """The formula."""
        t = self.teeth * (x + 1) / 2
        result: NDArray[Any] = 2 * (t - np.floor(t)) - 1
        return result

"""A noisy polynomial to fit."""

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from playground.catalog.datasets.curve import LineDataset
from playground.catalog.kinds import DATASETS, param


@DATASETS.register("polynomial", title="Polynomial", group="1-D")
class Polynomial(LineDataset):
    """A noisy Chebyshev polynomial."""

    formula: ClassVar[str] = "y = T_d(x), T_d(cos t) = cos(d t)"
    when: ClassVar[str] = "With few points and much noise it shows overfitting."

    noise: float = param(0.2, "Standard deviation of the noise added to y.", ge=0, le=1)
    degree: int = param(4, "Degree d.", ge=1, le=10)

    def function(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """The formula."""
        result: NDArray[Any] = np.cos(self.degree * np.arccos(np.clip(x, -1, 1)))
        return result

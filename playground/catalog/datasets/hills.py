"""Hills and hollows to fit."""

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from playground.catalog.datasets.field import FieldDataset
from playground.catalog.kinds import DATASETS, param

TOPS = np.array(
    [(-2.6, 2.4), (2.4, 2.8), (2.7, -2.3), (-2.3, -2.7), (0.0, 0.0), (4.6, 0.2), (-4.6, -0.1), (0.2, 4.7)]
)


@DATASETS.register("hills", title="Gaussian hills", group="2-D regression")
class Hills(FieldDataset):
    """Round hills and hollows in turn."""

    formula: ClassVar[str] = "y = Σₖ (−1)ᵏ exp(−‖x − cₖ‖² / 2σ²)"
    when: ClassVar[str] = "A surface with ups and downs: watch it being fitted hill by hill."

    hills: int = param(4, "Number of hills and hollows together.", ge=1, le=8)
    width: float = param(1.2, "Standard deviation of each, σ.", ge=0.4, le=3)

    def function(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """The formula."""
        tops = TOPS[: self.hills]
        distance = ((x[:, None, :] - tops) ** 2).sum(2)
        sign = (-1.0) ** np.arange(len(tops))
        result: NDArray[Any] = (sign * np.exp(-distance / (2 * self.width**2))).sum(1)
        return result

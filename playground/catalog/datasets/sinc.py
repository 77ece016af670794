"""A wave that dies away."""

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from playground.catalog.datasets.curve import LineDataset
from playground.catalog.kinds import DATASETS, param


@DATASETS.register("sinc", title="Sinc", group="1-D")
class Sinc(LineDataset):
    """A wave that dies away on both sides."""

    formula: ClassVar[str] = "y = sin(π f x) / (π f x)"
    when: ClassVar[str] = "One tall bump and small ripples: the ripples are learned last."

    frequency: float = param(5.0, "Zeros per unit of x, f.", ge=0.5, le=12)

    def function(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """The formula, 1 at zero."""
        result: NDArray[Any] = np.sinc(self.frequency * x)
        return result

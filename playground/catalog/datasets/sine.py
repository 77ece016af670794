"""A sine wave to fit."""

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from playground.catalog.datasets.curve import LineDataset
from playground.catalog.kinds import DATASETS, param


@DATASETS.register("sine", title="Sine", group="1-D")
class Sine(LineDataset):
    """A sine wave."""

    formula: ClassVar[str] = "y = sin(2π f x)"
    when: ClassVar[str] = "Smooth; each hidden unit adds a bend."

    frequency: float = param(1.0, "Waves per unit of x, f.", ge=0.1, le=5)

    def function(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """The formula."""
        result: NDArray[Any] = np.sin(2 * np.pi * self.frequency * x)
        return result

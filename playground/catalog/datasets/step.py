"""A jump to fit."""

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from playground.catalog.datasets.curve import LineDataset
from playground.catalog.kinds import DATASETS


@DATASETS.register("step", title="Step", group="1-D")
class StepFunction(LineDataset):
    """A jump at zero."""

    formula: ClassVar[str] = "y = −1 for x < 0, else 1"
    when: ClassVar[str] = "A jump asks for large weights."

    def function(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """The formula."""
        return np.where(x < 0, -1.0, 1.0)

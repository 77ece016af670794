"""A slope to fit."""

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from playground.catalog.datasets.field import FieldDataset
from playground.catalog.kinds import DATASETS, param


@DATASETS.register("plane", title="Plane", group="2-D regression")
class Plane(FieldDataset):
    """A slope over the plane."""

    formula: ClassVar[str] = "y = (x₁ cos α + x₂ sin α) / 5"
    when: ClassVar[str] = "A single linear unit is enough; anything more is wasted."

    angle: float = param(45.0, "Direction of the steepest rise, α, from the x₁ axis.", ge=0, le=360, unit="°")

    def function(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """The formula."""
        alpha = np.deg2rad(self.angle)
        result: NDArray[Any] = (x[:, 0] * np.cos(alpha) + x[:, 1] * np.sin(alpha)) / 5
        return result

"""Inputs around zero."""

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from playground.catalog.kinds import TRANSFORMS, Fitted, Transform, TransformCode
from playground.catalog.transforms.shifted import mean_of, shifted


@TRANSFORMS.register("centre", title="Centre", group="Preprocessing")
class Centre(Transform):
    """Subtracts the mean of each input over the training samples."""

    formula: ClassVar[str] = "x − mean"
    when: ClassVar[str] = "When inputs share one scale but lie far from zero."

    def code(self) -> TransformCode:
        """The mean of each input."""
        return TransformCode('shift = x_train.mean(0, dtype="float64")', "x - shift")

    def fit(self, x: NDArray[np.float32]) -> Fitted:
        """Shift by the mean, scale 1."""
        return shifted(mean_of(x), np.ones(x.shape[1:]))

"""Inputs around zero."""

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from playground.catalog.kinds import TRANSFORMS, Transform

Floats = NDArray[np.float32]


@TRANSFORMS.register("centre", title="Centre", group="Preprocessing")
class Centre(Transform):
    """Takes away the mean of each input over the training samples."""

    formula: ClassVar[str] = "x − mean"
    when: ClassVar[str] = "When inputs share one scale but lie far from zero."

    def fit(self, x: NDArray[Any]) -> tuple[Floats, Floats]:
        """Shift by the mean, scale 1."""
        return x.mean(0, dtype=np.float64).astype(np.float32), np.ones(x.shape[1:], np.float32)

"""Inputs around zero, of size one."""

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from playground.catalog.kinds import TRANSFORMS, Transform

Floats = NDArray[np.float32]


@TRANSFORMS.register("standardize", title="Standardize", group="Preprocessing")
class Standardize(Transform):
    """Gives each input mean 0 and standard deviation 1 over the training samples."""

    formula: ClassVar[str] = "(x − mean) / std"
    when: ClassVar[str] = "Nearly always for tables: no input outweighs another because of its unit."

    def fit(self, x: NDArray[Any]) -> tuple[Floats, Floats]:
        """Shift by the mean, scale by the standard deviation; inputs that never change keep scale 1."""
        mean, std = x.mean(0, dtype=np.float64), x.std(0, dtype=np.float64)
        constant = std < 1e-7 * np.maximum(1, np.abs(mean))
        return mean.astype(np.float32), np.where(constant, 1.0, std).astype(np.float32)

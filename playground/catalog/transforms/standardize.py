"""Inputs around zero, of size one."""

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from playground.catalog.kinds import TRANSFORMS, Fitted, Transform, TransformCode
from playground.catalog.transforms.shifted import mean_of, shifted, spread_of, std_of


@TRANSFORMS.register("standardize", title="Standardize", group="Preprocessing")
class Standardize(Transform):
    """Gives each input mean 0 and standard deviation 1 over the training samples."""

    formula: ClassVar[str] = "(x − mean) / std"
    when: ClassVar[str] = "Nearly always for tables: no input outweighs another because of its unit."

    def code(self) -> TransformCode:
        """Mean and standard deviation of each input."""
        return TransformCode(spread_of("0"), "(x - shift) / scale")

    def fit(self, x: NDArray[np.float32]) -> Fitted:
        """Shift by the mean, scale by the standard deviation; inputs that never change keep scale 1."""
        return shifted(mean_of(x), std_of(x))

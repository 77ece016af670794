"""Inputs between two bounds."""

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from playground.catalog.kinds import TRANSFORMS, Fitted, Transform, TransformCode, param
from playground.catalog.transforms.shifted import CONSTANT, shifted

_FIT = f"""
shift = x_train.min(0).astype("float64")
scale = x_train.max(0) - shift
{CONSTANT}
"""
_FIT_SYMMETRIC = f"""
low, high = x_train.min(0).astype("float64"), x_train.max(0).astype("float64")
shift, scale = (low + high) / 2, (high - low) / 2
{CONSTANT}
"""


@TRANSFORMS.register("min_max", title="Min-max", group="Preprocessing")
class MinMax(Transform):
    """Scales each input so that the training samples fill the range from 0 to 1, or from −1 to 1."""

    formula: ClassVar[str] = "(x − min) / (max − min)"
    when: ClassVar[str] = "When inputs have natural bounds; one outlier squeezes all the others together."

    symmetric: bool = param(False, "Use the range from −1 to 1 in place of 0 to 1.")

    def code(self) -> TransformCode:
        """The bounds of each input."""
        return TransformCode(_FIT_SYMMETRIC if self.symmetric else _FIT, "(x - shift) / scale")

    def fit(self, x: NDArray[np.float32]) -> Fitted:
        """Shift by the least value or the middle, scale by the range or half of it; constant inputs keep scale 1."""
        low, high = x.min(0).astype(np.float64), x.max(0).astype(np.float64)
        return shifted((low + high) / 2, (high - low) / 2) if self.symmetric else shifted(low, high - low)

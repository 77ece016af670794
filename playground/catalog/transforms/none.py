"""Inputs as they are."""

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from playground.catalog.kinds import TRANSFORMS, Transform

Floats = NDArray[np.float32]


@TRANSFORMS.register("none", title="None", group="Preprocessing")
class NoTransform(Transform):
    """The inputs as they are."""

    formula: ClassVar[str] = "x"
    when: ClassVar[str] = "When the inputs are of size 1 already."
    takes_tokens: ClassVar[bool] = True

    def fit(self, x: NDArray[Any]) -> tuple[Floats, Floats]:
        """Shift 0, scale 1."""
        return np.zeros(x.shape[1:], np.float32), np.ones(x.shape[1:], np.float32)

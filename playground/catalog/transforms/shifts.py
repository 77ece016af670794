"""Preprocessing that moves and scales each input."""

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

    def fit(self, x: NDArray[Any]) -> tuple[Floats, Floats]:
        """Shift 0, scale 1."""
        return np.zeros(x.shape[1:], np.float32), np.ones(x.shape[1:], np.float32)


@TRANSFORMS.register("centre", title="Centre", group="Preprocessing")
class Centre(Transform):
    """Takes away the mean of each input over the training samples."""

    formula: ClassVar[str] = "x − mean"
    when: ClassVar[str] = "When inputs share one scale but lie far from zero."

    def fit(self, x: NDArray[Any]) -> tuple[Floats, Floats]:
        """Shift by the mean, scale 1."""
        return x.mean(0, dtype=np.float64).astype(np.float32), np.ones(x.shape[1:], np.float32)


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

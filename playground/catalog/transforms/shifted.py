"""What has been fitted by preprocessing that moves and scales every input by itself."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.arrays import Doubles, Singles
from playground.catalog.kinds import Fitted

ROUNDING = float(np.finfo(np.float32).eps)
"""Variation up to this part of an input's magnitude is what rounding to float32 leaves."""

CONSTANT = "scale[scale <= 1.2e-7 * abs(shift)] = 1  # inputs that never change"
"""The same in a script."""


@dataclass(frozen=True, eq=False)
class Shifted(Fitted):
    """``(x - shift) / scale``; both broadcast over samples ``(N, *shape)``."""

    shift: Singles
    scale: Singles

    def apply(self, x: Singles) -> Singles:
        """Move, then scale."""
        return (x - self.shift) / self.scale

    def invert(self, prepared: Singles) -> Singles:
        """Scale, then move back."""
        return prepared * self.scale + self.shift


def shifted(shift: NDArray[Any], scale: NDArray[Any]) -> Shifted:
    """Round shift and scale to float32; scales of constant inputs become 1.

    An input is constant if it varies by no more than rounding to float32 explains, relative to its own magnitude.
    """
    with np.errstate(over="ignore", under="ignore"):
        single = scale.astype(np.float32)
    constant = (scale <= ROUNDING * np.abs(shift)) | (single < np.finfo(np.float32).tiny)
    return Shifted(np.asarray(shift, np.float32), np.where(constant, np.float32(1), single))


def mean_of(x: Singles, axes: tuple[int, ...] = (0,)) -> Doubles:
    """Means over these axes, each still there with length 1 but for the samples."""
    return np.asarray(x.mean(axes, dtype=np.float64, keepdims=True)[0])


def std_of(x: Singles, axes: tuple[int, ...] = (0,)) -> Doubles:
    """Standard deviations over these axes likewise, divided by the number of values."""
    return np.asarray(x.std(axes, dtype=np.float64, keepdims=True)[0])


def spread_of(axes: str, *, keep: bool = False) -> str:
    """Lines of a script that find mean and standard deviation over these axes."""
    how = f'{axes}, dtype="float64"' + (", keepdims=True" if keep else "")
    return f"shift, scale = x_train.mean({how}), x_train.std({how})\n{CONSTANT}"

"""What has been fitted by preprocessing that moves and scales every input by itself."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.catalog.kinds import Fitted

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Shifted(Fitted):
    """``(x - shift) / scale``; both broadcast over samples ``(N, *shape)``."""

    shift: Floats
    scale: Floats

    def apply(self, x: Floats) -> Floats:
        """Move, then scale."""
        return (x - self.shift) / self.scale

    def invert(self, prepared: Floats) -> Floats:
        """Scale, then move back."""
        return prepared * self.scale + self.shift


def shifted(shift: NDArray[Any], scale: NDArray[Any]) -> Shifted:
    """Shift and scale as float32, with 1 in place of scales that vanish beside their shift: nothing varies there."""
    vanishing = scale < 1e-7 * np.maximum(1, np.abs(shift))
    return Shifted(
        np.asarray(shift, np.float32), np.where(vanishing, 1.0, scale).astype(np.float32, copy=False)
    )


def mean_of(x: Floats, axes: tuple[int, ...] = (0,)) -> Doubles:
    """Means over these axes, each still there with length 1 but for the samples."""
    return np.asarray(x.mean(axes, dtype=np.float64, keepdims=True)[0])


def std_of(x: Floats, axes: tuple[int, ...] = (0,)) -> Doubles:
    """Standard deviations over these axes likewise, divided by the number of values."""
    return np.asarray(x.std(axes, dtype=np.float64, keepdims=True)[0])

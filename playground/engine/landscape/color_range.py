"""The range of losses that the colours of a plane span, in even steps of ``log10(L - Lmin + eps)``.

``eps`` is a hundredth of the median height above the minimum, so that the very lowest points do not use up the whole
range. Works for negative losses.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log10

import numpy as np

from playground.arrays import Floats


@dataclass(frozen=True)
class ColorRange:
    """A range of losses.

    Attributes:
        least: Lowest loss.
        most: Highest loss.
        eps: Added to heights above the lowest loss before the logarithm is taken.
    """

    least: float
    most: float
    eps: float

    @property
    def powers(self) -> tuple[float, float]:
        """Decimal logarithms at both ends."""
        return log10(self.eps), log10(self.most - self.least + self.eps)

    def position(self, loss: float) -> float:
        """Return where a loss lies, 0 at the lowest and 1 at the highest; losses beyond them lie at the ends."""
        low, high = self.powers
        height = min(max(loss, self.least), self.most) - self.least
        return (log10(height + self.eps) - low) / (high - low)


def color_range(loss: Floats) -> ColorRange | None:
    """Find the range of the losses on a plane; None without two different finite values."""
    finite = loss[np.isfinite(loss)]
    if not len(finite) or finite.min() == finite.max():
        return None
    least, most = float(finite.min()), float(finite.max())
    return ColorRange(least, most, max(0.01 * float(np.median(finite - least)), 1e-6 * (most - least)))

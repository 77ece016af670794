"""The exponential moving average behind the smoothed curve, fast enough to redo over a million steps."""

from math import isqrt

import numpy as np
from numpy.typing import NDArray

from playground.arrays import Floats


class Smoother:
    """A moving average with bias correction that can be continued as values arrive.

    After n finite values: ``s_n = weight * s_(n-1) + (1 - weight) * x_n`` with ``s_0 = 0``, and the result is
    ``s_n / (1 - weight ** n)``, so that the first values are not drawn towards zero. Values that are not
    finite are passed over: they give NaN and do not disturb the rest.
    """

    def __init__(self, weight: float) -> None:
        self.weight = weight
        self._sum = 0.0
        self._count = 0

    def extend(self, values: Floats) -> NDArray[np.float64]:
        """The averages that belong to these next values."""
        result = np.full(len(values), np.nan)
        finite = np.isfinite(values)
        fresh = values[finite].astype(np.float64)
        if not len(fresh):
            return result
        sums = _decaying_sums(fresh, self.weight, self._sum)
        self._sum = float(sums[-1])
        ages = np.arange(self._count + 1, self._count + len(fresh) + 1)
        self._count += len(fresh)
        result[finite] = sums / (1 - self.weight**ages)
        return result


def _decaying_sums(values: NDArray[np.float64], weight: float, start: float) -> NDArray[np.float64]:
    """``s_t = weight * s_(t-1) + (1 - weight) * x_t`` in about 2 sqrt(n) vector operations instead of n.

    The values are cut into about sqrt(n) pieces of equal length; all pieces advance together as if
    each began at zero, then what each inherits from the one before is added.
    """
    length = max(1, isqrt(len(values)))
    pieces = -(-len(values) // length)
    padded = np.zeros(pieces * length)
    padded[: len(values)] = (1 - weight) * values
    sums = padded.reshape(pieces, length).T.copy()
    for row in range(1, length):
        sums[row] += weight * sums[row - 1]
    whole = weight**length
    inherited = np.empty(pieces)
    carry = start
    for column in range(pieces):
        inherited[column] = carry
        carry = whole * carry + sums[-1, column]
    sums += np.outer(weight ** np.arange(1, length + 1), inherited)
    result: NDArray[np.float64] = sums.T.ravel()[: len(values)]
    return result

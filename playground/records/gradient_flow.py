"""The size of gradients over a whole run in a bounded picture: layers by at most 600 columns of steps."""

import numpy as np

from playground.arrays import Floats

COLUMNS = 600


class FlowHistory:
    """Mean over time of ``log10(mean abs(g))`` by layer; columns are of equal length in steps.

    When the picture is full, pairs of columns are merged and the length of a column doubles, so it always
    covers the run from its beginning.
    """

    def __init__(self, layers: int) -> None:
        self._sums = np.zeros((layers, COLUMNS))
        self._counts = np.zeros((layers, COLUMNS))
        self.stride = 1
        self._used = 0

    @property
    def layers(self) -> int:
        """Number of rows."""
        return len(self._sums)

    @property
    def used(self) -> int:
        """Columns from the beginning of the run to the newest value."""
        return self._used

    @property
    def sums(self) -> Floats:
        """Sums of the exponents in each column, ``(layers, used)``."""
        return self._sums[:, : self._used]

    @property
    def counts(self) -> Floats:
        """How many exponents each sum holds, ``(layers, used)``."""
        return self._counts[:, : self._used]

    @classmethod
    def restored(cls, stride: int, sums: Floats, counts: Floats) -> "FlowHistory":
        """The history with these columns of ``stride`` steps each."""
        history = cls(len(sums))
        history.stride, history._used = stride, sums.shape[1]
        history._sums[:, : history._used], history._counts[:, : history._used] = sums, counts
        return history

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        return self._sums.nbytes + self._counts.nbytes

    def add(self, step: int, mean: Floats) -> None:
        """Add the means of abs(gradient) at a step; zeros and values that are not finite are left out."""
        while step // self.stride >= COLUMNS:
            self._halve()
        column = step // self.stride
        if column + 1 < self._used:  # the run went back to an earlier step
            self._sums[:, column:] = self._counts[:, column:] = 0
        self._used = column + 1
        valid = np.isfinite(mean) & (mean > 0)
        self._sums[valid, column] += np.log10(mean[valid])
        self._counts[valid, column] += 1

    def picture(self) -> Floats:
        """Exponents ``(layers, columns)``; columns without a value repeat the one before, NaN before the first."""
        used = slice(0, self._used)
        counts = self._counts[:, used]
        with np.errstate(invalid="ignore", divide="ignore"):
            means = self._sums[:, used] / counts
        noted = counts.any(axis=0)
        newest = np.maximum.accumulate(np.where(noted, np.arange(self._used), -1))
        filled = means[:, np.maximum(newest, 0)]
        filled[:, newest < 0] = np.nan
        return filled

    def _halve(self) -> None:
        for array in (self._sums, self._counts):
            array[:, : COLUMNS // 2] = array[:, 0::2] + array[:, 1::2]
            array[:, COLUMNS // 2 :] = 0
        self._used = -(-self._used // 2)
        self.stride *= 2

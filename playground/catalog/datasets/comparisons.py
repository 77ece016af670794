"""Comparisons of numbers, written in digits."""

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from playground.catalog.kinds import DATASETS, DataInfo, Dataset, RawData, param

SIGNS = ("<", ">")
TOKENS = (*"0123456789", *SIGNS)


@DATASETS.register("comparisons", title="Comparisons", group="Tokens")
class Comparisons(Dataset):
    """True and false statements such as 3 7 < 4 1, digit by digit as tokens."""

    when: ClassVar[str] = (
        "For embeddings: the network must learn how large each digit is and which one counts more."
    )

    samples: int = param(
        3000, "Number of statements, training and validation together.", ge=20, le=50_000, log=True
    )
    digits: int = param(2, "Digits of each number.", ge=1, le=8)

    def info(self) -> DataInfo:
        """Two numbers with a sign between them, true or false."""
        return DataInfo(
            "classification",
            (2 * self.digits + 1,),
            2,
            ("false", "true"),
            samples=self.samples,
            token_names=TOKENS,
        )

    def load(self, seed: int) -> RawData:
        """Statements, as many true as false ones; each digit is as often the first that differs as any other."""
        random = np.random.default_rng(seed)
        y = random.permutation(np.arange(self.samples, dtype=np.int64) % 2)
        left, right = self._numbers(random)
        first = (left != right).argmax(1)
        rows = np.arange(self.samples)
        less = left[rows, first] < right[rows, first]
        sign = len(TOKENS) - len(SIGNS) + (less != (y == 1)).astype(np.int64)
        x = np.concatenate([left, sign[:, None], right], 1)
        return RawData(x.astype(np.float32), y)

    def _numbers(self, random: np.random.Generator) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The digits of both numbers, ``(N, digits)`` each; never equal ones."""
        shape = (self.samples, self.digits)
        left, right = random.integers(0, 10, shape), random.integers(0, 10, shape)
        first = random.integers(0, self.digits, self.samples)[:, None]
        places = np.arange(self.digits)
        other = (left + random.integers(1, 10, shape)) % 10
        right = np.where(places < first, left, np.where(places == first, other, right))
        return left, right

"""What the functions of one variable on −1..1 have in common."""

from abc import abstractmethod

import numpy as np
from numpy.typing import NDArray

from playground.catalog.kinds import DataInfo, Dataset, RawData, param


class LineDataset(Dataset):
    """Samples of a function with noise."""

    samples: int = param(
        200, "Number of points, training and validation together.", ge=20, le=20_000, log=True
    )
    noise: float = param(0.05, "Standard deviation of the noise added to y.", ge=0, le=1)

    def info(self) -> DataInfo:
        """One input, one target."""
        return DataInfo("regression", (1,), 1, feature_names=("x",), target_name="y", samples=self.samples)

    @abstractmethod
    def function(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """The function without noise."""

    def load(self, seed: int) -> RawData:
        """Points spread evenly at random over −1..1."""
        random = np.random.default_rng(seed)
        x = random.uniform(-1, 1, self.samples)
        y = self.function(x) + random.normal(0, 1, self.samples) * self.noise
        return RawData(x.astype(np.float32)[:, None], y.astype(np.float32)[:, None])

"""What functions of two coordinates have in common; coordinates lie within −5..5, values within about −1..1."""

from abc import abstractmethod

import numpy as np
from numpy.typing import NDArray

from playground.catalog.kinds import DataInfo, Dataset, RawData, param


class FieldDataset(Dataset):
    """Samples of a function of two variables with noise."""

    samples: int = param(
        500, "Number of points, training and validation together.", ge=20, le=20_000, log=True
    )
    noise: float = param(0.05, "Standard deviation of the noise added to y.", ge=0, le=1)

    def info(self) -> DataInfo:
        """Two coordinates, one target."""
        return DataInfo(
            "regression", (2,), 1, feature_names=("x1", "x2"), target_name="y", samples=self.samples
        )

    @abstractmethod
    def function(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """The function ``(N,)`` at points ``(N, 2)``, without noise."""

    def load(self, seed: int) -> RawData:
        """Points spread evenly at random over the square."""
        random = np.random.default_rng(seed)
        x = random.uniform(-5, 5, (self.samples, 2))
        y = self.function(x) + random.normal(0, 1, self.samples) * self.noise
        return RawData(x.astype(np.float32), y.astype(np.float32)[:, None])

"""What the classes of points in the plane have in common; coordinates lie within about −6..6."""

from abc import abstractmethod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.catalog.kinds import DataInfo, Dataset, RawData, param

Points = tuple[NDArray[np.float64], NDArray[np.int64]]


class PlaneDataset(Dataset):
    """Points drawn from a generator."""

    samples: int = param(
        500, "Number of points, training and validation together.", ge=20, le=20_000, log=True
    )
    noise: float = param(0.1, "Scatter: 0 none, 1 hopeless.", ge=0, le=1)

    def class_count(self) -> int:
        """Their number."""
        return 2

    def info(self) -> DataInfo:
        """Two coordinates, a class each."""
        names = tuple("ABCDEFGHIJ"[: self.class_count()])
        return DataInfo("classification", (2,), self.class_count(), names, ("x1", "x2"), samples=self.samples)

    @abstractmethod
    def draw(self, y: NDArray[np.int64], random: np.random.Generator) -> Points:
        """Coordinates ``(N, 2)`` for the wanted classes, and the classes that result."""

    def load(self, seed: int) -> RawData:
        """The points, classes in equal number as far as the set allows."""
        random = np.random.default_rng(seed)
        wanted = np.arange(self.samples, dtype=np.int64) % self.class_count()
        x, y = self.draw(wanted, random)
        return RawData(x.astype(np.float32), y)


def polar(radius: NDArray[Any], angle: NDArray[Any]) -> NDArray[np.float64]:
    """Coordinates ``(N, 2)`` of points given by radius and angle, clockwise from the top."""
    return np.stack([radius * np.sin(angle), radius * np.cos(angle)], 1)

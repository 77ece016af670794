"""Functions of one variable on −1..1, for regression."""

from abc import abstractmethod
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from playground.catalog.kinds import DATASETS, DataInfo, Dataset, RawData, param


class _LineDataset(Dataset):
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


@DATASETS.register("sine", title="Sine", group="1-D")
class Sine(_LineDataset):
    """A sine wave."""

    formula: ClassVar[str] = "y = sin(2π f x)"
    when: ClassVar[str] = "Smooth; each hidden unit adds a bend."

    frequency: float = param(1.0, "Waves per unit of x, f.", ge=0.1, le=5)

    def function(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """The formula."""
        result: NDArray[Any] = np.sin(2 * np.pi * self.frequency * x)
        return result


@DATASETS.register("step", title="Step", group="1-D")
class StepFunction(_LineDataset):
    """A jump at zero."""

    formula: ClassVar[str] = "y = −1 for x < 0, else 1"
    when: ClassVar[str] = "A jump asks for large weights."

    def function(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """The formula."""
        return np.where(x < 0, -1.0, 1.0)


@DATASETS.register("sawtooth", title="Sawtooth", group="1-D")
class Sawtooth(_LineDataset):
    """Ramps that fall back again and again."""

    formula: ClassVar[str] = "y = 2 (t − ⌊t⌋) − 1, t = n (x + 1) / 2"
    when: ClassVar[str] = "Made for ReLU: straight pieces with joints."

    teeth: int = param(3, "Number of ramps, n.", ge=1, le=12)

    def function(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """The formula."""
        t = self.teeth * (x + 1) / 2
        result: NDArray[Any] = 2 * (t - np.floor(t)) - 1
        return result


@DATASETS.register("polynomial", title="Polynomial", group="1-D")
class Polynomial(_LineDataset):
    """A noisy Chebyshev polynomial."""

    formula: ClassVar[str] = "y = T_d(x), T_d(cos t) = cos(d t)"
    when: ClassVar[str] = "With few points and much noise it shows overfitting."

    noise: float = param(0.2, "Standard deviation of the noise added to y.", ge=0, le=1)
    degree: int = param(4, "Degree d.", ge=1, le=10)

    def function(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """The formula."""
        result: NDArray[Any] = np.cos(self.degree * np.arccos(np.clip(x, -1, 1)))
        return result

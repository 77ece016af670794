"""Classes of points in the plane; coordinates lie within about −6..6."""

from abc import abstractmethod
from math import pi
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from playground.catalog.kinds import DATASETS, DataInfo, Dataset, RawData, param

Points = tuple[NDArray[np.float64], NDArray[np.int64]]


class _PlaneDataset(Dataset):
    """Points drawn from a generator."""

    samples: int = param(
        500, "Number of points, training and validation together.", ge=20, le=20_000, log=True
    )
    noise: float = param(0.1, "Scatter: 0 none, 1 hopeless.", ge=0, le=1)

    def classes(self) -> int:
        """How many there are."""
        return 2

    def info(self) -> DataInfo:
        """Two coordinates, a class each."""
        names = tuple("ABCDEFGHIJ"[: self.classes()])
        return DataInfo("classification", (2,), self.classes(), names, ("x1", "x2"), samples=self.samples)

    @abstractmethod
    def draw(self, y: NDArray[np.int64], random: np.random.Generator) -> Points:
        """Coordinates ``(N, 2)`` for the wanted classes, and the classes that result."""

    def load(self, seed: int) -> RawData:
        """The points, classes in equal number as far as the set allows."""
        random = np.random.default_rng(seed)
        wanted = np.arange(self.samples, dtype=np.int64) % self.classes()
        x, y = self.draw(wanted, random)
        return RawData(x.astype(np.float32), y)


def _polar(radius: NDArray[Any], angle: NDArray[Any]) -> NDArray[np.float64]:
    return np.stack([radius * np.sin(angle), radius * np.cos(angle)], 1)


@DATASETS.register("circle", title="Circle", group="2-D")
class Circle(_PlaneDataset):
    """A disc inside a ring."""

    when: ClassVar[str] = "No line separates it; x₁² and x₂² as inputs make it easy."

    def draw(self, y: NDArray[np.int64], random: np.random.Generator) -> Points:
        """A disc of radius 2.5 and a ring from 3.5 to 5; noise moves points after they have their class."""
        count = len(y)
        radius = np.where(y == 1, random.uniform(0, 2.5, count), random.uniform(3.5, 5, count))
        x = _polar(radius, random.uniform(0, 2 * pi, count))
        return x + random.normal(0, 2 * self.noise, x.shape), y


@DATASETS.register("xor", title="XOR", group="2-D")
class Xor(_PlaneDataset):
    """Four squares in the pattern of a chessboard."""

    when: ClassVar[str] = "The problem that a single layer cannot solve; x₁x₂ as input makes it easy."

    def draw(self, y: NDArray[np.int64], random: np.random.Generator) -> Points:
        """Points in 0.3..5 from the axes; class 0 where both signs agree."""
        count = len(y)
        size = random.uniform(0.3, 5, (count, 2))
        sign = random.choice([-1.0, 1.0], count)
        x = size * np.stack([sign, np.where(y == 0, sign, -sign)], 1)
        return x + random.normal(0, 2 * self.noise, x.shape), y


@DATASETS.register("gaussians", title="Gaussians", group="2-D")
class Gaussians(_PlaneDataset):
    """Round clouds, one per class."""

    when: ClassVar[str] = "The easiest: a line between each two clouds is best."

    groups: int = param(2, "Number of classes.", ge=2, le=8, title="classes")

    def classes(self) -> int:
        """As chosen."""
        return self.groups

    def draw(self, y: NDArray[np.int64], random: np.random.Generator) -> Points:
        """Centres on a circle of radius 3, standard deviation 0.5 + 2 · noise."""
        angle = 2 * pi * y / self.groups + pi / 4
        x = _polar(np.full(len(y), 2.8), angle)
        return x + random.normal(0, 0.5 + 2 * self.noise, x.shape), y


@DATASETS.register("spiral", title="Spiral", group="2-D")
class Spiral(_PlaneDataset):
    """Arms that wind around each other."""

    when: ClassVar[str] = "The hard one: it takes several layers, or patience."

    arms: int = param(2, "Number of arms, which are the classes.", ge=2, le=6)
    turns: float = param(1.75, "Times that each arm goes round.", ge=0.25, le=4)

    def classes(self) -> int:
        """One per arm."""
        return self.arms

    def draw(self, y: NDArray[np.int64], random: np.random.Generator) -> Points:
        """Radius grows evenly to 5 along the arm."""
        along = np.sqrt(random.uniform(0.01, 1, len(y)))
        x = _polar(5 * along, 2 * pi * (self.turns * along + y / self.arms))
        return x + random.uniform(-1, 1, x.shape) * 2 * self.noise, y


@DATASETS.register("moons", title="Moons", group="2-D")
class Moons(_PlaneDataset):
    """Two half circles that reach into each other."""

    when: ClassVar[str] = "A curved border that a small network finds."

    def draw(self, y: NDArray[np.int64], random: np.random.Generator) -> Points:
        """Half circles of radius 3, the lower one shifted by half its width."""
        angle = random.uniform(0, pi, len(y))
        upper = np.stack([3 * np.cos(angle) - 1.5, 3 * np.sin(angle) - 0.75], 1)
        lower = np.stack([1.5 - 3 * np.cos(angle), 0.75 - 3 * np.sin(angle)], 1)
        x = np.where((y == 0)[:, None], upper, lower)
        return x + random.normal(0, 2 * self.noise, x.shape), y

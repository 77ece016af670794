"""The mean squared error of a straight line on samples."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from playground.arrays import Doubles
from playground.catalog.kinds import SURFACES, Domain, Minimum, Place, param
from playground.catalog.surfaces.data_surface import DataSurface

if TYPE_CHECKING:
    from torch import Tensor

SLOPE, OFFSET = 1.5, -0.5
"""The line that the samples scatter around, for inputs minus their centre."""


@SURFACES.register("linear_regression", title="Linear regression", group="From data")
class LinearRegression(DataSurface):
    """The mean squared error of a straight line with weight x and bias y."""

    formula: ClassVar[str] = "(1/n) Σ (x·tᵢ + y − zᵢ)²"
    when: ClassVar[str] = "A real cost: a quadratic bowl, narrow unless the inputs are centred."
    usual_domain: ClassVar[Domain] = Domain(-2.0, 5.0, -5.5, 3.5)
    usual_start: ClassVar[Place] = (-1.0, 2.5)

    scatter: float = param(0.5, "Standard deviation of the targets around a line.", ge=0.0, le=5.0)

    def samples(self) -> tuple[Doubles, Doubles]:
        """Inputs spread evenly at random around the centre; targets scatter around a line."""
        return _samples(self.points, self.center, self.data_seed, self.scatter)

    def predicted(self, inputs: Doubles, weight: float, bias: float) -> Doubles:
        """The line."""
        line: Doubles = weight * inputs + bias
        return line

    def value(self, x: Tensor, y: Tensor) -> Tensor:
        """The mean squared error, by its second moments around the minimum, where nothing cancels."""
        least = self._least()
        inputs, _ = self.samples()
        across, up = x - least.x, y - least.y
        mean, square = float(inputs.mean()), float((inputs**2).mean())
        return square * across**2 + 2 * mean * across * up + up**2 + least.value

    def batch_value(self, x: Tensor, y: Tensor, rows: Tensor) -> Tensor:
        """The mean squared error on some samples."""
        inputs, targets = (x.new_tensor(part)[rows] for part in self.samples())
        return ((x[:, None] * inputs + y[:, None] - targets) ** 2).mean(dim=1)

    def minima(self) -> tuple[Minimum, ...]:
        """The line of least squares, by the normal equations."""
        return (self._least(),)

    def _least(self) -> Minimum:
        return _least_squares(self.points, self.center, self.data_seed, self.scatter)


@lru_cache(maxsize=64)
def _samples(points: int, center: float, seed: int, scatter: float) -> tuple[Doubles, Doubles]:
    generator = np.random.default_rng(seed)
    inputs = center + generator.uniform(-1.5, 1.5, points)
    targets = SLOPE * (inputs - center) + 1 + OFFSET + scatter * generator.standard_normal(points)
    return inputs, targets


@lru_cache(maxsize=64)
def _least_squares(points: int, center: float, seed: int, scatter: float) -> Minimum:
    inputs, targets = _samples(points, center, seed, scatter)
    away = inputs - inputs.mean()
    weight = float((away * targets).sum() / (away**2).sum())
    bias = float(targets.mean() - weight * inputs.mean())
    return Minimum(weight, bias, float(((weight * inputs + bias - targets) ** 2).mean()))

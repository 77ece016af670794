"""The cross-entropy of a sigmoid on samples of two classes."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from playground.arrays import Doubles
from playground.catalog.kinds import SURFACES, Domain, Minimum, Place, param
from playground.catalog.surfaces.data_surface import DataSurface
from playground.lazy import torch

if TYPE_CHECKING:
    from torch import Tensor

STEEPNESS = 3.0
"""Steepness of the sigmoid from which the classes are drawn."""
NEWTON_STEPS = 60
AT_ONCE = 32_768
"""Places whose cost is computed together."""


@SURFACES.register("logistic_regression", title="Logistic regression", group="From data")
class LogisticRegression(DataSurface):
    """The mean cross-entropy of a sigmoid with weight x and bias y, with a ridge penalty on both."""

    formula: ClassVar[str] = "(1/n) Σ [log(1 + exp uᵢ) − zᵢuᵢ] + ½ λ (x² + y²), uᵢ = x·tᵢ + y"
    when: ClassVar[str] = (
        "A real cost: convex and no parabola, steep on one side and almost flat on the other."
    )
    usual_domain: ClassVar[Domain] = Domain(-4.0, 8.0, -8.0, 5.0)
    usual_start: ClassVar[Place] = (-3.0, 3.5)

    ridge: float = param(
        0.01,
        "Penalty λ on the squared weights; without it separable classes have no minimum.",
        ge=1e-4,
        le=10,
        log=True,
    )

    def samples(self) -> tuple[Doubles, Doubles]:
        """Inputs spread evenly at random around the centre; classes 0 and 1 drawn from a sigmoid."""
        return _samples(self.points, self.center, self.data_seed)

    def predicted(self, inputs: Doubles, weight: float, bias: float) -> Doubles:
        """The probability of class 1."""
        return _sigmoid(weight * inputs + bias)

    def value(self, x: Tensor, y: Tensor) -> Tensor:
        """The formula; many places in parts, as each has a term for every sample."""
        if x.numel() > AT_ONCE:
            parts = zip(*(torch.split(each.reshape(-1), AT_ONCE) for each in (x, y)), strict=True)
            return torch.cat([self.value(*part) for part in parts]).view_as(x)
        inputs, targets = (x.new_tensor(part) for part in self.samples())
        return self._cost(x[..., None] * inputs + y[..., None], targets, x, y)

    def batch_value(self, x: Tensor, y: Tensor, rows: Tensor) -> Tensor:
        """The formula on some samples."""
        inputs, targets = (x.new_tensor(part)[rows] for part in self.samples())
        return self._cost(x[:, None] * inputs + y[:, None], targets, x, y)

    def _cost(self, logits: Tensor, targets: Tensor, x: Tensor, y: Tensor) -> Tensor:
        entropy = logits.clamp(min=0) - logits * targets + (-logits.abs()).exp().log1p()
        return entropy.mean(dim=-1) + self.ridge / 2 * (x**2 + y**2)

    def minima(self) -> tuple[Minimum, ...]:
        """The only one, as the cost is strictly convex, by Newton's method with halved steps."""
        return (_newton(self.points, self.center, self.data_seed, self.ridge),)


def _sigmoid(logits: Doubles) -> Doubles:
    result: Doubles = 0.5 * (1 + np.tanh(logits / 2))
    return result


@lru_cache(maxsize=64)
def _samples(points: int, center: float, seed: int) -> tuple[Doubles, Doubles]:
    generator = np.random.default_rng(seed)
    inputs = center + generator.uniform(-1.5, 1.5, points)
    chance = _sigmoid(STEEPNESS * (inputs - center))
    return inputs, (generator.uniform(size=points) < chance).astype(np.float64)


@lru_cache(maxsize=64)
def _newton(points: int, center: float, seed: int, ridge: float) -> Minimum:
    inputs, targets = _samples(points, center, seed)
    features = np.stack([inputs, np.ones(points)], axis=1)

    def cost(at: Doubles) -> float:
        logits = features @ at
        entropy = np.logaddexp(0.0, logits) - targets * logits
        return float(entropy.mean() + ridge / 2 * (at @ at))

    at = np.zeros(2)
    for _ in range(NEWTON_STEPS):
        chance = _sigmoid(features @ at)
        slope = features.T @ (chance - targets) / points + ridge * at
        curvature = (features.T * (chance * (1 - chance))) @ features / points + ridge * np.eye(2)
        step = np.linalg.solve(curvature, slope)
        share = 1.0
        while share > 1e-6 and cost(at - share * step) > cost(at):
            share /= 2
        at = at - share * step
    return Minimum(float(at[0]), float(at[1]), cost(at))

"""Measures of predicted numbers: MAE, RMSE, R²."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.arrays import Doubles, Floats


@dataclass(frozen=True, eq=False)
class RegressionMeasures:
    """Measures of predicted numbers, for each target and as their means.

    Attributes:
        target_names: Names of the targets.
        truth: True values in their own unit, ``(N, targets)``.
        predicted: Predicted values likewise.
    """

    target_names: tuple[str, ...]
    truth: Floats
    predicted: Floats

    @property
    def names(self) -> tuple[str, ...]:
        """What ``each`` is about: the targets."""
        return self.target_names

    def each(self) -> dict[str, NDArray[Any]]:
        """Return the measures of each target, ``(targets,)``, under their usual names."""
        return {"mae": self.mae, "rmse": self.rmse, "r2": self.r2}

    @property
    def errors(self) -> Doubles:
        """Predicted minus true values, ``(N, targets)``."""
        return self.predicted.astype(np.float64) - self.truth.astype(np.float64)

    @property
    def mae(self) -> Doubles:
        """Mean absolute error of each target, ``(targets,)``: mean of |p - y|."""
        return _mean(np.abs(self.errors))

    @property
    def rmse(self) -> Doubles:
        """Root mean squared error of each target, ``(targets,)``: square root of the mean of (p - y)²."""
        return np.asarray(np.sqrt(_mean(self.errors**2)))

    @property
    def r2(self) -> Doubles:
        """Coefficient of determination of each target, ``(targets,)`` (Wright 1921).

        1 - sum (p - y)² / sum (y - mean y)²; NaN where all true values are equal, as there is nothing to explain.
        """
        truth = self.truth.astype(np.float64)
        missed = (self.errors**2).sum(0)
        spread = ((truth - _mean(truth)) ** 2).sum(0)
        return np.asarray(1 - np.divide(missed, spread, out=np.full(len(spread), np.nan), where=spread > 0))

    def summary(self) -> dict[str, float]:
        """Return one number for each measure, under its usual name: the mean over the targets."""
        return {name: float(values.mean()) for name, values in self.each().items()}


def _mean(values: Doubles) -> Doubles:
    """Return means of columns; NaN without rows."""
    return values.mean(0) if len(values) else np.full(values.shape[1], np.nan)

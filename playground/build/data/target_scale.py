"""Regression targets in the unit in which a network learns them, and back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground.catalog.kinds import DataInfo, Dataset
from playground.catalog.transforms.shifted import mean_of, shifted, std_of
from playground.spec.data import DataSpec


@dataclass(frozen=True, eq=False)
class TargetScale:
    """``(y - shift) / scale`` for each regression target, fitted on the training samples.

    Attributes:
        shift: ``(targets,)``; None for targets that are learned as they are, such as classes.
        scale: ``(targets,)``.
    """

    shift: Tensor | None = None
    scale: Tensor | None = None

    @property
    def on(self) -> bool:
        """Whether targets are standardized."""
        return self.shift is not None

    def apply(self, y: Tensor) -> Tensor:
        """Turn targets ``(N, targets)`` in their own unit into what the network learns."""
        if self.shift is None or self.scale is None:
            return y
        return (y - self.shift.to(y)) / self.scale.to(y)

    def invert(self, output: Tensor) -> Tensor:
        """Turn outputs of the network ``(..., targets)`` into the targets' own unit."""
        if self.shift is None or self.scale is None:
            return output
        return output * self.scale.to(output) + self.shift.to(output)


def is_standardized(spec: DataSpec, dataset: Dataset, info: DataInfo) -> bool:
    """Whether the targets of these data are standardized."""
    if info.task == "classification" or spec.target_scaling == "none":
        return False
    return spec.target_scaling == "standardize" or dataset.own_units


def fit_target(spec: DataSpec, dataset: Dataset, info: DataInfo, y: NDArray[Any]) -> TargetScale:
    """Mean and standard deviation of training targets ``(N, targets)``; a constant target keeps its unit."""
    if not is_standardized(spec, dataset, info):
        return TargetScale()
    found = shifted(mean_of(y), std_of(y))
    return TargetScale(torch.from_numpy(np.array(found.shift)), torch.from_numpy(np.array(found.scale)))

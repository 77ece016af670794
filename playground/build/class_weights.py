"""Weights of classes in the loss, and classes drawn evenly."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from playground.catalog.kinds import LOSSES, DataInfo, Loss
from playground.lazy import torch
from playground.spec.base import Choice
from playground.spec.training import TrainingSpec

if TYPE_CHECKING:
    from torch import Tensor

MOST = 1_000_000
"""Greatest weight of a class."""


class WeightedLoss(Loss):
    """Mean over the samples of a batch of weight of the class × loss of the sample.

    A blend of samples has the blend of their weights.

    The mean is taken over the number of samples, not over the sum of their weights, so that a sample counts alike in
    every batch.
    """

    choice: Choice
    weights: tuple[float, ...]

    @property
    def plain(self) -> Loss:
        """The loss without weights."""
        return LOSSES.of(self.choice)

    def target(self, y: Tensor, targets: int) -> Tensor:
        """As of the plain loss."""
        return self.plain.target(y, targets)

    def compute(self, output: Tensor, target: Tensor) -> Tensor:
        """Weighted mean."""
        return self.per_sample(output, target).mean()

    def per_sample(self, output: Tensor, target: Tensor) -> Tensor:
        """Weight of the class × loss of the sample."""
        weights = _tensor(self.weights, output.device, output.dtype)
        if not target.is_floating_point():
            factor = weights[target]
        elif target.shape[-1] == 1:  # one output for two classes
            factor = weights[0] + (weights[1] - weights[0]) * target[..., 0]
        else:
            factor = (target * weights).sum(-1)
        return factor * self.plain.per_sample(output, target)

    def probabilities(self, output: Tensor) -> Tensor:
        """As of the plain loss."""
        return self.plain.probabilities(output)


@lru_cache(maxsize=32)
def _tensor(weights: tuple[float, ...], device: torch.device, dtype: torch.dtype) -> Tensor:
    with torch.inference_mode(mode=False):
        return torch.tensor(weights, device=device, dtype=dtype)


def training_loss(training: TrainingSpec, y: Tensor, classes: int) -> Loss:
    """Return the loss that training minimizes: with weights of the classes, where the settings ask for them.

    Args:
        training: The settings, without problems.
        y: Targets of all training samples, ``(N,)`` for classes.
        classes: Number of classes.
    """
    weights = class_weights(training, y, classes)
    if not weights:
        return LOSSES.of(training.loss)
    return WeightedLoss(choice=training.loss, weights=weights)


def class_weights(training: TrainingSpec, y: Tensor, classes: int) -> tuple[float, ...]:
    """Return the weight of each class; empty for none.

    Balanced weights are N / (K n_k) for K classes with n_k of N samples (King and Zeng 2001), so that their mean over
    the samples is 1; a class without samples has weight 1.
    """
    if training.class_weights == "none":
        return ()
    if training.class_weights == "typed":
        return typed(training.typed_weights)
    counts = torch.bincount(y, minlength=classes)
    return tuple(len(y) / (classes * count) if count else 1.0 for count in counts.tolist())


def sample_shares(training: TrainingSpec, y: Tensor) -> Tensor | None:
    """Return how often each training sample is drawn in proportion, ``(N,)`` double: 1 / n_k; None for shuffling."""
    if training.sampling == "shuffled":
        return None
    counts = torch.bincount(y).double()
    return (1.0 / counts)[y]


def typed(text: str) -> tuple[float, ...]:
    """Read weights that are separated by commas or spaces; raises ValueError where one is no number."""
    return tuple(float(word) for word in re.split(r"[,;\s]+", text.strip()) if word)


def refusal(training: TrainingSpec, info: DataInfo) -> str:
    """Say in one sentence why weights or sampling do not suit the data; empty where they do."""
    if info.task == "regression":
        named = {"Class weights need": training.class_weights, "Balanced sampling needs": training.sampling}
        words = next((word for word, value in named.items() if value not in {"none", "shuffled"}), "")
        return words and f"{words} classes, but the targets of this data set are numbers."
    return _refusal_of_typed(training.typed_weights, info) if training.class_weights == "typed" else ""


def _refusal_of_typed(text: str, info: DataInfo) -> str:
    try:
        weights = typed(text)
    except ValueError:
        return f"Class weights “{text[:40]}” are not numbers separated by commas."
    if not all(0 <= weight <= MOST for weight in weights):
        return f"A class weight is a number from 0 to {MOST:,}."
    if len(weights) != info.targets:
        return f"There are {info.targets} classes, but {len(weights)} class weights are typed."
    return "" if any(weights) else "All class weights are 0; nothing would be learned."

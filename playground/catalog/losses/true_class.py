"""Targets and scores of the true class, for losses on classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.lazy import functional

if TYPE_CHECKING:
    from torch import Tensor


def one_hot(y: Tensor, classes: int) -> Tensor:
    """float32 ``(N, classes)`` with a 1 at each class."""
    return functional.one_hot(y, classes).float()


def index_of(output: Tensor, target: Tensor) -> Tensor:
    """The place of the true class in the last dimension; leading dimensions of ``output`` broadcast."""
    return target.expand(output.shape[:-1]).unsqueeze(-1)


def pick(output: Tensor, target: Tensor) -> Tensor:
    """The score of the true class of each sample; leading dimensions of ``output`` broadcast."""
    return output.gather(-1, index_of(output, target)).squeeze(-1)


def shares(output: Tensor) -> Tensor:
    """The positive part of the outputs, scaled to sum 1 over the last dimension; equal where nothing is positive."""
    positive = output.clamp(min=0) + 1e-6
    return positive / positive.sum(-1, keepdim=True)

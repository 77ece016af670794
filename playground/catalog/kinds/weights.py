"""Weights of a layer that start at random, and their distribution when no initializer is chosen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import torch
    from torch import Tensor

Distribution = Literal["uniform", "normal"]


@dataclass(frozen=True)
class Spread:
    """Random numbers around zero.

    Attributes:
        std: Their standard deviation.
        distribution: Evenly within ±√3 ``std``, or normal.
    """

    std: float
    distribution: Distribution = "uniform"

    @classmethod
    def within(cls, bound: float) -> Spread:
        """Evenly between ± ``bound``; 0 gives zeros."""
        return cls(bound / sqrt(3))

    def fill(self, tensor: Tensor, generator: torch.Generator) -> None:
        """Fill in place, without gradients."""
        if self.distribution == "normal":
            tensor.normal_(0, self.std, generator=generator)
        else:
            bound = sqrt(3) * self.std
            tensor.uniform_(-bound, bound, generator=generator)


@dataclass(frozen=True)
class Weight:
    """A tensor of a layer that the chosen initializer fills.

    Attributes:
        tensor: A parameter of the built module, or a view of it: one gate of several, or turned around so that a
            weight has its outputs first, then its inputs: ``(out, in, ...)``.
        usual: Its distribution when no initializer is chosen.
        bias: It is a bias, which is zero under every chosen initializer.
        gain: Of the activation that follows, see ``Activation.gain``.
    """

    tensor: Tensor
    usual: Spread
    bias: bool = False
    gain: float = 1.0


def fans(weight: Tensor) -> tuple[int, int]:
    """Inputs and outputs of one unit: fan-in and fan-out, for ``(out, in, ...)`` weights."""
    receptive = weight[0][0].numel() if weight.dim() > 2 else 1
    return weight.shape[1] * receptive, weight.shape[0] * receptive


def weight_and_bias(weight: Tensor, bias: Tensor | None) -> Iterator[Weight]:
    """Both as in torch's dense and convolutional layers: uniform within ± 1/√fan-in of the weight."""
    usual = Spread.within(weight[0].numel() ** -0.5)
    yield Weight(weight, usual)
    if bias is not None:
        yield Weight(bias, usual, bias=True)

"""Widths of distributions that initializers draw from."""

from math import sqrt
from typing import Literal

import torch
from torch import Tensor

Distribution = Literal["uniform", "normal"]


def fans(weight: Tensor) -> tuple[int, int]:
    """Inputs and outputs of one unit: fan-in and fan-out, for (out, in, ...) weights."""
    receptive = weight[0][0].numel() if weight.dim() > 2 else 1
    return weight.shape[1] * receptive, weight.shape[0] * receptive


def draw(weight: Tensor, std: float, distribution: Distribution, generator: torch.Generator) -> None:
    """Fill with zero-mean numbers of this standard deviation."""
    if distribution == "normal":
        weight.normal_(0, std, generator=generator)
    else:
        bound = sqrt(3) * std
        weight.uniform_(-bound, bound, generator=generator)

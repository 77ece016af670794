"""The sample that passes a network on paper."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor


@dataclass(frozen=True, eq=False)
class Sample:
    """What passes the network.

    Attributes:
        x: One prepared input ``(1, *input_shape)``.
        target: As the loss wants it, ``(1, ...)``.
        words: What the target is, e.g. ``class 2 of 3``.
    """

    x: Tensor
    target: Tensor
    words: str = ""

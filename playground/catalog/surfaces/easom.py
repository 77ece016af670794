"""A plain with one narrow hole."""

from __future__ import annotations

from math import pi
from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import SURFACES, Domain, Minimum, Place, Surface
from playground.lazy import torch

if TYPE_CHECKING:
    from torch import Tensor


@SURFACES.register("easom", title="Easom", group="Saddles and plateaus")
class Easom(Surface):
    """A plain with one narrow hole."""

    formula: ClassVar[str] = "−cos x cos y exp(−(x − π)² − (y − π)²)"
    when: ClassVar[str] = "Without a slope no optimizer moves."
    usual_domain: ClassVar[Domain] = Domain(-4.0, 8.0, -4.0, 8.0)
    usual_start: ClassVar[Place] = (-3.0, -3.0)

    def value(self, x: Tensor, y: Tensor) -> Tensor:
        """The formula."""
        return -torch.cos(x) * torch.cos(y) * torch.exp(-((x - pi) ** 2) - (y - pi) ** 2)

    def minima(self) -> tuple[Minimum, ...]:
        """The lowest one, at (π, π)."""
        return (Minimum(pi, pi, -1.0),)

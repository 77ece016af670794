"""A deep hole in a wide rippled plain."""

from __future__ import annotations

from math import e, pi
from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import SURFACES, Domain, Minimum, Place, Surface
from playground.lazy import torch

if TYPE_CHECKING:
    from torch import Tensor


@SURFACES.register("ackley", title="Ackley", group="Many minima")
class Ackley(Surface):
    """A deep hole in a wide rippled plain."""

    formula: ClassVar[str] = "−20 exp(−0.2 √((x² + y²)/2)) − exp((cos 2πx + cos 2πy)/2) + 20 + e"
    when: ClassVar[str] = "The ripples of the plain trap small steps."
    usual_domain: ClassVar[Domain] = Domain.square(5.0)
    usual_start: ClassVar[Place] = (2.2, -1.8)

    def value(self, x: Tensor, y: Tensor) -> Tensor:
        """The formula."""
        square = (x**2 + y**2) / 2
        radius = torch.where(square > 0, square, 1.0).sqrt() * (square > 0)  # the root has no slope at zero
        ripples = torch.exp((torch.cos(2 * pi * x) + torch.cos(2 * pi * y)) / 2)
        return -20 * torch.exp(-0.2 * radius) - ripples + 20 + e

    def minima(self) -> tuple[Minimum, ...]:
        """The lowest one, at the origin, where the surface comes to a point."""
        return (Minimum(0.0, 0.0, 0.0),)

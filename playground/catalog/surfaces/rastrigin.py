"""A bowl full of regular dents."""

from __future__ import annotations

from math import pi
from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import SURFACES, Domain, Minimum, Place, Surface
from playground.lazy import torch

if TYPE_CHECKING:
    from torch import Tensor


@SURFACES.register("rastrigin", title="Rastrigin", group="Many minima")
class Rastrigin(Surface):
    """A bowl full of regular dents."""

    formula: ClassVar[str] = "20 + Σ (x² − 10 cos 2πx)"
    when: ClassVar[str] = "Every optimizer that follows the slope is trapped in the nearest dent."
    usual_domain: ClassVar[Domain] = Domain.square(5.12)
    usual_start: ClassVar[Place] = (-2.0, 3.5)

    def value(self, x: Tensor, y: Tensor) -> Tensor:
        """The formula."""
        return 20 + x**2 - 10 * torch.cos(2 * pi * x) + y**2 - 10 * torch.cos(2 * pi * y)

    def minima(self) -> tuple[Minimum, ...]:
        """The lowest one, at the origin."""
        return (Minimum(0.0, 0.0, 0.0),)

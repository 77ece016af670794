"""A bowl with waves across both axes."""

from __future__ import annotations

from math import pi
from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import SURFACES, Domain, Minimum, Place, Surface
from playground.lazy import torch

if TYPE_CHECKING:
    from torch import Tensor


@SURFACES.register("levy_13", title="Levy 13", group="Many minima")
class Levy13(Surface):
    """A bowl with waves across both axes."""

    formula: ClassVar[str] = "sin² 3πx + (x − 1)² (1 + sin² 3πy) + (y − 1)² (1 + sin² 2πy)"
    when: ClassVar[str] = "Momentum rolls over waves that stop the others."
    usual_domain: ClassVar[Domain] = Domain(-3.0, 5.0, -3.0, 5.0)
    usual_start: ClassVar[Place] = (-2.0, 4.0)

    def value(self, x: Tensor, y: Tensor) -> Tensor:
        """The formula."""
        waves = torch.sin(3 * pi * x) ** 2
        return (
            waves
            + (x - 1) ** 2 * (1 + torch.sin(3 * pi * y) ** 2)
            + (y - 1) ** 2 * (1 + torch.sin(2 * pi * y) ** 2)
        )

    def minima(self) -> tuple[Minimum, ...]:
        """The lowest one, at (1, 1)."""
        return (Minimum(1.0, 1.0, 0.0),)

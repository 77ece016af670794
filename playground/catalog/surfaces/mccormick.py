"""A tilted trough with waves along it."""

from __future__ import annotations

from math import pi, sqrt
from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import SURFACES, Domain, Minimum, Place, Surface
from playground.lazy import torch

if TYPE_CHECKING:
    from torch import Tensor


@SURFACES.register("mccormick", title="McCormick", group="Bowls")
class McCormick(Surface):
    """A tilted trough with waves along it."""

    formula: ClassVar[str] = "sin(x + y) + (x − y)² − 1.5x + 2.5y + 1"
    when: ClassVar[str] = "A gentle surface on which every optimizer arrives, each on its own path."
    usual_domain: ClassVar[Domain] = Domain(-1.5, 4.0, -3.0, 4.0)
    usual_start: ClassVar[Place] = (3.0, -2.0)

    def value(self, x: Tensor, y: Tensor) -> Tensor:
        """The formula."""
        return torch.sin(x + y) + (x - y) ** 2 - 1.5 * x + 2.5 * y + 1

    def minima(self) -> tuple[Minimum, ...]:
        """The lowest in the domain; further along the diagonal the surface falls without end."""
        return (Minimum(0.5 - pi / 3, -0.5 - pi / 3, -sqrt(3) / 2 - pi / 3),)

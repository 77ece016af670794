"""A saddle with three ways down; bounded below."""

from __future__ import annotations

from math import cos, pi, sin
from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import SURFACES, Domain, Minimum, Place, Surface, param

if TYPE_CHECKING:
    from torch import Tensor


@SURFACES.register("monkey_saddle", title="Monkey saddle", group="Saddles and plateaus")
class MonkeySaddle(Surface):
    """A saddle with three ways down; bounded below."""

    formula: ClassVar[str] = "x³ − 3xy² + c (x² + y²)²"
    when: ClassVar[str] = "At the saddle slope and curvature both vanish, so that optimizers linger there."
    usual_domain: ClassVar[Domain] = Domain.square(2.0)
    usual_start: ClassVar[Place] = (0.5, 1e-3)

    c: float = param(0.5, "Strength of the bowl that bounds it.", ge=0.3, le=3.0, log=True)

    def value(self, x: Tensor, y: Tensor) -> Tensor:
        """The formula."""
        return x**3 - 3 * x * y**2 + self.c * (x**2 + y**2) ** 2

    def minima(self) -> tuple[Minimum, ...]:
        """Three, at radius 3/(4c) and the angles 60°, 180° and 300°."""
        radius, value = 3 / (4 * self.c), -27 / (256 * self.c**3)
        return tuple(Minimum(radius * cos(a), radius * sin(a), value) for a in (pi / 3, pi, 5 * pi / 3))

    def saddles(self) -> tuple[Place, ...]:
        """The origin."""
        return ((0.0, 0.0),)

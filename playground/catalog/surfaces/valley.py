"""A rotated quadratic bowl of any condition number."""

from __future__ import annotations

from math import cos, radians, sin
from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import SURFACES, Domain, Minimum, Place, Surface, param

if TYPE_CHECKING:
    from torch import Tensor


@SURFACES.register("valley", title="Ill-conditioned valley", group="Valleys")
class Valley(Surface):
    """A rotated quadratic bowl of any condition number."""

    formula: ClassVar[str] = "½ (λ₁u² + λₙv²), u = x cos φ + y sin φ, v = −x sin φ + y cos φ, λ₁ = 1, λₙ = κ"
    when: ClassVar[str] = (
        "The greater κ, the more plain gradient descent zigzags and the more momentum gains."
    )
    usual_domain: ClassVar[Domain] = Domain.square(2.0)
    usual_start: ClassVar[Place] = (-1.8, -0.6)

    condition: float = param(
        100.0, "Condition number κ: how much steeper it is across than along.", ge=1.0, le=10_000.0, log=True
    )
    angle: float = param(30.0, "Angle φ by which the valley is rotated.", ge=-90.0, le=90.0, unit="°")

    def value(self, x: Tensor, y: Tensor) -> Tensor:
        """The formula."""
        angle = radians(self.angle)
        u = x * cos(angle) + y * sin(angle)
        v = -x * sin(angle) + y * cos(angle)
        return (u**2 + self.condition * v**2) / 2

    def minima(self) -> tuple[Minimum, ...]:
        """One, at the origin."""
        return (Minimum(0.0, 0.0, 0.0),)

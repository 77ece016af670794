"""Four equally low minima around a hill."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import SURFACES, Domain, Minimum, Place, Surface

if TYPE_CHECKING:
    from torch import Tensor


@SURFACES.register("himmelblau", title="Himmelblau", group="Many minima")
class Himmelblau(Surface):
    """Four equally low minima around a hill."""

    formula: ClassVar[str] = "(x² + y − 11)² + (x + y² − 7)²"
    when: ClassVar[str] = "From near the top of the hill, optimizers part and arrive at different minima."
    usual_domain: ClassVar[Domain] = Domain.square(5.0)
    usual_start: ClassVar[Place] = (-0.27, -0.92)

    def value(self, x: Tensor, y: Tensor) -> Tensor:
        """The formula."""
        return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2

    def minima(self) -> tuple[Minimum, ...]:
        """Four, refined numerically."""
        places = (
            (3.0, 2.0),
            (-2.8051180869527448, 3.1313125182505730),
            (-3.7793102533777469, -3.2831859912861693),
            (3.5844283403304918, -1.8481265269644036),
        )
        return tuple(Minimum(x, y, 0.0) for x, y in places)

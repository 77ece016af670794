"""Four dents of three depths."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import SURFACES, Domain, Minimum, Place, Surface

if TYPE_CHECKING:
    from torch import Tensor


@SURFACES.register("styblinski_tang", title="Styblinski-Tang", group="Many minima")
class StyblinskiTang(Surface):
    """Four dents of three depths."""

    formula: ClassVar[str] = "½ Σ (x⁴ − 16x² + 5x)"
    when: ClassVar[str] = "Started between them, every optimizer falls into a dent that is not the deepest."
    usual_domain: ClassVar[Domain] = Domain.square(5.0)
    usual_start: ClassVar[Place] = (0.5, 0.5)

    def value(self, x: Tensor, y: Tensor) -> Tensor:
        """The formula."""
        return (x**4 - 16 * x**2 + 5 * x + y**4 - 16 * y**2 + 5 * y) / 2

    def minima(self) -> tuple[Minimum, ...]:
        """All four: each coordinate is one of the two minima of the quartic."""
        low, high = (-2.903534027771177, -39.16616570377142), (2.746802770990837, -25.02944665528394)
        lowest = Minimum(low[0], low[0], 2 * low[1])
        mixed = low[1] + high[1]
        return (
            lowest,
            Minimum(low[0], high[0], mixed, lowest=False),
            Minimum(high[0], low[0], mixed, lowest=False),
            Minimum(high[0], high[0], 2 * high[1], lowest=False),
        )

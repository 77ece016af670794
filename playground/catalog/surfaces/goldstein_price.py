"""Values over six orders of magnitude, with four minima."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import SURFACES, Domain, Minimum, Place, Surface

if TYPE_CHECKING:
    from torch import Tensor


@SURFACES.register("goldstein_price", title="Goldstein-Price", group="Many minima")
class GoldsteinPrice(Surface):
    """Values over six orders of magnitude, with four minima."""

    formula: ClassVar[str] = (
        "[1 + (x + y + 1)² (19 − 14x + 3x² − 14y + 6xy + 3y²)] · "
        "[30 + (2x − 3y)² (18 − 32x + 12x² + 48y − 36xy + 27y²)]"
    )
    when: ClassVar[str] = (
        "So steep at the rim that the rate must be tiny, and progress in the middle takes forever."
    )
    usual_domain: ClassVar[Domain] = Domain.square(2.0)
    usual_start: ClassVar[Place] = (-1.5, 1.5)

    def value(self, x: Tensor, y: Tensor) -> Tensor:
        """The formula."""
        first = 1 + (x + y + 1) ** 2 * (19 - 14 * x + 3 * x**2 - 14 * y + 6 * x * y + 3 * y**2)
        second = 30 + (2 * x - 3 * y) ** 2 * (18 - 32 * x + 12 * x**2 + 48 * y - 36 * x * y + 27 * y**2)
        return first * second

    def minima(self) -> tuple[Minimum, ...]:
        """The lowest, and three others at rational places."""
        others = ((-0.6, -0.4, 30.0), (1.8, 0.2, 84.0), (1.2, 0.8, 840.0))
        return (Minimum(0.0, -1.0, 3.0), *(Minimum(*other, lowest=False) for other in others))

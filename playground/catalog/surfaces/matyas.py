"""A long flat bowl along the diagonal."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import SURFACES, Domain, Minimum, Place, Surface

if TYPE_CHECKING:
    from torch import Tensor


@SURFACES.register("matyas", title="Matyas", group="Bowls")
class Matyas(Surface):
    """A long flat bowl along the diagonal."""

    formula: ClassVar[str] = "0.26 (x² + y²) − 0.48 xy"
    when: ClassVar[str] = "With condition number 25 the last stretch of the path is slow without momentum."
    usual_domain: ClassVar[Domain] = Domain.square(10.0)
    usual_start: ClassVar[Place] = (-8.0, 7.0)

    def value(self, x: Tensor, y: Tensor) -> Tensor:
        """The formula."""
        return 0.26 * (x**2 + y**2) - 0.48 * x * y

    def minima(self) -> tuple[Minimum, ...]:
        """One, at the origin."""
        return (Minimum(0.0, 0.0, 0.0),)

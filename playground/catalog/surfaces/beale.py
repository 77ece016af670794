"""A flat valley between steep walls."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import SURFACES, Domain, Minimum, Place, Surface

if TYPE_CHECKING:
    from torch import Tensor


@SURFACES.register("beale", title="Beale", group="Valleys")
class Beale(Surface):
    """A flat valley between steep walls."""

    formula: ClassVar[str] = "(1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)²"
    when: ClassVar[str] = "Far corners are so steep that a rate that suits the valley diverges there."
    usual_domain: ClassVar[Domain] = Domain.square(4.5)
    usual_start: ClassVar[Place] = (1.0, 1.5)

    def value(self, x: Tensor, y: Tensor) -> Tensor:
        """The formula."""
        return (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2

    def minima(self) -> tuple[Minimum, ...]:
        """One, at (3, 1/2)."""
        return (Minimum(3.0, 0.5, 0.0),)

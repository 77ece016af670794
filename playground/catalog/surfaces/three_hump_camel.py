"""Three dents, of which the middle one is the deepest."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import SURFACES, Domain, Minimum, Place, Surface

if TYPE_CHECKING:
    from torch import Tensor


@SURFACES.register("three_hump_camel", title="Three-hump camel", group="Many minima")
class ThreeHumpCamel(Surface):
    """Three dents, of which the middle one is the deepest."""

    formula: ClassVar[str] = "2x² − 1.05x⁴ + x⁶/6 + xy + y²"
    when: ClassVar[str] = "Only momentum rolls out of the outer dent."
    usual_domain: ClassVar[Domain] = Domain.square(5.0)
    usual_start: ClassVar[Place] = (-2.0, -1.0)

    def value(self, x: Tensor, y: Tensor) -> Tensor:
        """The formula."""
        return 2 * x**2 - 1.05 * x**4 + x**6 / 6 + x * y + y**2

    def minima(self) -> tuple[Minimum, ...]:
        """The lowest at the origin, and two others, refined numerically."""
        x, y, value = 1.7475523458303062, -0.8737761729151531, 0.29863844223685924
        return (
            Minimum(0.0, 0.0, 0.0),
            Minimum(x, y, value, lowest=False),
            Minimum(-x, -y, value, lowest=False),
        )

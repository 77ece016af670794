"""Six dents in pairs, two of them the lowest."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import SURFACES, Domain, Minimum, Place, Surface

if TYPE_CHECKING:
    from torch import Tensor


@SURFACES.register("six_hump_camel", title="Six-hump camel", group="Many minima")
class SixHumpCamel(Surface):
    """Six dents in pairs, two of them the lowest."""

    formula: ClassVar[str] = "(4 − 2.1x² + x⁴/3) x² + xy + (4y² − 4) y²"
    when: ClassVar[str] = "The start decides which of three depths a path ends in."
    usual_domain: ClassVar[Domain] = Domain(-3.0, 3.0, -2.0, 2.0)
    usual_start: ClassVar[Place] = (-1.8, 0.2)

    def value(self, x: Tensor, y: Tensor) -> Tensor:
        """The formula."""
        return (4 - 2.1 * x**2 + x**4 / 3) * x**2 + x * y + (4 * y**2 - 4) * y**2

    def minima(self) -> tuple[Minimum, ...]:
        """Two lowest and four others, refined numerically."""
        found = (
            (0.08984201310031806, -0.7126564030207396, -1.0316284534898774),
            (-1.7036067149699807, 0.7960835686726252, -0.21546382438371725),
            (-1.6071047529201974, -0.5686514548841314, 2.1042503103112598),
        )
        return tuple(
            Minimum(sign * x, sign * y, value, lowest=value < -1) for x, y, value in found for sign in (1, -1)
        )

"""A narrow curved valley that is easy to find and hard to follow."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import SURFACES, Domain, Minimum, Place, Surface

if TYPE_CHECKING:
    from torch import Tensor


@SURFACES.register("rosenbrock", title="Rosenbrock", group="Valleys")
class Rosenbrock(Surface):
    """A narrow curved valley that is easy to find and hard to follow."""

    formula: ClassVar[str] = "(1 − x)² + 100 (y − x²)²"
    when: ClassVar[str] = "Plain gradient descent creeps along the valley; momentum arrives."
    usual_domain: ClassVar[Domain] = Domain(-2.0, 2.0, -1.0, 3.0)
    usual_start: ClassVar[Place] = (-1.2, 1.0)

    def value(self, x: Tensor, y: Tensor) -> Tensor:
        """The formula."""
        return (1 - x) ** 2 + 100 * (y - x**2) ** 2

    def minima(self) -> tuple[Minimum, ...]:
        """One, at (1, 1)."""
        return (Minimum(1.0, 1.0, 0.0),)

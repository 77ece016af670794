"""A slanting bowl, ten times as steep across as along."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import SURFACES, Domain, Minimum, Place, Surface

if TYPE_CHECKING:
    from torch import Tensor


@SURFACES.register("booth", title="Booth", group="Bowls")
class Booth(Surface):
    """A slanting bowl, ten times as steep across as along."""

    formula: ClassVar[str] = "(x + 2y − 7)² + (2x + y − 5)²"
    when: ClassVar[str] = (
        "A well-behaved bowl: gradient descent does well, and Adam with a small rate takes a long time."
    )
    usual_domain: ClassVar[Domain] = Domain.square(10.0)
    usual_start: ClassVar[Place] = (-8.0, -8.0)

    def value(self, x: Tensor, y: Tensor) -> Tensor:
        """The formula."""
        return (x + 2 * y - 7) ** 2 + (2 * x + y - 5) ** 2

    def minima(self) -> tuple[Minimum, ...]:
        """One, at (1, 3)."""
        return (Minimum(1.0, 3.0, 0.0),)

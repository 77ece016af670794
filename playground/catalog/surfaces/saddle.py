"""A saddle between two minima; bounded below."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import SURFACES, Domain, Minimum, Place, Surface

if TYPE_CHECKING:
    from torch import Tensor


@SURFACES.register("saddle", title="Saddle", group="Saddles and plateaus")
class Saddle(Surface):
    """A saddle between two minima; bounded below."""

    formula: ClassVar[str] = "x²/2 + y⁴/4 − y²/2"
    when: ClassVar[str] = "A path along the ridge lingers at the saddle before it falls to one side."
    usual_domain: ClassVar[Domain] = Domain.square(2.0)
    usual_start: ClassVar[Place] = (1.0, 1e-3)

    def value(self, x: Tensor, y: Tensor) -> Tensor:
        """The formula."""
        return x**2 / 2 + y**4 / 4 - y**2 / 2

    def minima(self) -> tuple[Minimum, ...]:
        """Two, at (0, ±1)."""
        return (Minimum(0.0, 1.0, -0.25), Minimum(0.0, -1.0, -0.25))

    def saddles(self) -> tuple[Place, ...]:
        """The origin."""
        return ((0.0, 0.0),)

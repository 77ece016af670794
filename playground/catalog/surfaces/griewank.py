"""A very flat bowl with fine ripples."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import SURFACES, Domain, Minimum, Place, Surface
from playground.lazy import torch

if TYPE_CHECKING:
    from torch import Tensor


@SURFACES.register("griewank", title="Griewank", group="Many minima")
class Griewank(Surface):
    """A very flat bowl with fine ripples."""

    formula: ClassVar[str] = "(x² + y²)/4000 − cos x · cos(y/√2) + 1"
    when: ClassVar[str] = "The bowl is so flat that the ripples decide where a path ends."
    usual_domain: ClassVar[Domain] = Domain.square(10.0)
    usual_start: ClassVar[Place] = (-7.0, 6.0)

    def value(self, x: Tensor, y: Tensor) -> Tensor:
        """The formula."""
        return (x**2 + y**2) / 4000 - torch.cos(x) * torch.cos(y / sqrt(2)) + 1

    def minima(self) -> tuple[Minimum, ...]:
        """The lowest at the origin, and those around it, refined numerically."""
        diagonal = (3.1400226338955397, 4.438444480920714, 0.007396040334115117)
        far = (6.280045217550294, 8.876888885374552, 0.02958416121206997)
        across, along = (
            (6.280045279379904, 0.0, 0.009864672061006163),
            (0.0, 8.876888929095657, 0.019719489248184785),
        )
        places = {
            (sx * x, sy * y, value)
            for x, y, value in (diagonal, far, across, along)
            for sx in (1, -1)
            for sy in (1, -1)
        }
        rest = (
            Minimum(x, y, value, lowest=False) for x, y, value in sorted(places, key=lambda place: place[2])
        )
        return (Minimum(0.0, 0.0, 0.0), *rest)

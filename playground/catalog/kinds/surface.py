"""Surfaces: functions of two variables to race optimizers on."""

from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds.entry import Entry, Registry

if TYPE_CHECKING:
    from torch import Tensor

Place = tuple[float, float]
"""x and y."""


@dataclass(frozen=True)
class Minimum:
    """A global or local minimum of a surface.

    Attributes:
        x: Where it lies.
        y: Where it lies.
        value: How low it is there.
        lowest: Whether it is a global minimum.
        estimated: Whether it was found numerically, so that there may be others.
    """

    x: float
    y: float
    value: float
    lowest: bool = True
    estimated: bool = False


@dataclass(frozen=True)
class Domain:
    """The part of the plane to show: ``x0 <= x <= x1`` and ``y0 <= y <= y1``."""

    x0: float
    x1: float
    y0: float
    y1: float

    @classmethod
    def square(cls, reach: float) -> "Domain":
        """From ``-reach`` to ``reach`` along both axes."""
        return cls(-reach, reach, -reach, reach)

    def holds(self, place: Place) -> bool:
        """Whether a place is shown."""
        return self.x0 <= place[0] <= self.x1 and self.y0 <= place[1] <= self.y1


class Surface(Entry):
    """A smooth function of two variables.

    Class attributes:
        usual_domain: The domain shown at first.
        usual_start: Default start of races.
        when: What a race on it shows.
    """

    usual_domain: ClassVar[Domain]
    usual_start: ClassVar[Place]

    @property
    def shown_formula(self) -> str:
        """The formula to show, as plain text."""
        return self.formula

    @property
    def domain(self) -> Domain:
        """The domain shown at first."""
        return self.usual_domain

    @property
    def start(self) -> Place:
        """Default start of races."""
        return self.usual_start

    @abstractmethod
    def value(self, x: "Tensor", y: "Tensor") -> "Tensor":
        """The function, element by element.

        Args:
            x: Any shape, float64 for races.
            y: The same shape.

        Returns:
            The same shape; autograd can follow it, with finite gradients wherever the value is finite.
        """

    @abstractmethod
    def minima(self) -> tuple[Minimum, ...]:
        """Known minima in and around the domain, the lowest first."""

    def saddles(self) -> tuple[Place, ...]:
        """Known saddle points that a race should mark."""
        return ()


SURFACES: Registry[Surface] = Registry("surface", "surfaces")

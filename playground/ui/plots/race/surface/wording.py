"""Minima in words."""

from playground.catalog.kinds import Minimum
from playground.ui.plots.chart.numbers import exact

ROUNDING = 1e-12
"""Coordinates nearer to zero are zero but for rounding."""


def named(place: Minimum) -> str:
    """Where it lies and how low it is."""
    return f"{place_of(place, 3)} (f = {exact(place.value, 3)})"


def place_of(place: Minimum, digits: int) -> str:
    """Its coordinates with so many digits."""
    x, y = (0.0 if abs(part) < ROUNDING else part for part in (place.x, place.y))
    return f"{exact(x, digits)}, {exact(y, digits)}"

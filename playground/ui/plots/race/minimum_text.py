"""Texts about minima, for all views of a race."""

from playground.catalog.kinds import Minimum
from playground.ui.plots.chart.numbers import exact

ROUNDING = 1e-12
"""Coordinates closer to zero than this are shown as zero."""


def minimum_text(place: Minimum) -> str:
    """Format a minimum: position and value."""
    return f"{coordinates_text(place, 3)} (f = {exact(place.value, 3)})"


def coordinates_text(place: Minimum, digits: int) -> str:
    """Format the coordinates of a minimum with a number of significant digits."""
    x, y = (0.0 if abs(part) < ROUNDING else part for part in (place.x, place.y))
    return f"{exact(x, digits)}, {exact(y, digits)}"

"""Colours of points by their quality: dark on light panels and bright on dark ones for the best."""

from __future__ import annotations

from PySide6.QtGui import QColor

from playground.ui.style.color_maps import viridis
from playground.ui.style.theme import Theme

SHADES = 8
"""Groups of points with one colour."""
WORST = 0.88
"""Place in the colours of the worst on a light panel; what is brighter is hardly seen there."""


def shade(theme: Theme, quality: float) -> QColor:
    """Return the colour of a quality in 0..1."""
    place = 0.25 + 0.75 * quality if theme.dark else WORST * (1 - quality)
    red, green, blue = (int(part) for part in viridis()[round(255 * place)])
    return QColor(red, green, blue)


def group_of(quality: float) -> int:
    """Return the group of a quality in 0..1."""
    return min(SHADES - 1, int(quality * SHADES))

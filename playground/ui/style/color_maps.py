"""Colour maps as look-up tables."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from playground.ui.style.theme import Theme

Lut = NDArray[np.uint8]


def _ramp(stops: list[str], count: int = 256) -> Lut:
    colors = [QColor(stop) for stop in stops]
    rgb = np.array([(c.red(), c.green(), c.blue()) for c in colors], dtype=np.float64)
    at = np.linspace(0, len(stops) - 1, count)
    channels = [np.interp(at, np.arange(len(stops)), channel) for channel in rgb.T]
    return np.stack(channels, axis=1).round().astype(np.uint8)


def viridis() -> Lut:
    """Return the viridis colours (van der Walt and Smith, 2015), low to high, ``(256, 3)``."""
    return _ramp([
        "#440154", "#482475", "#414487", "#355F8D", "#2A788E", "#21918C", "#22A884", "#44BF70", "#7AD151",
        "#BDDF26", "#FDE725",
    ])  # fmt: skip


def diverging_lut(theme: Theme) -> Lut:
    """Return the colours of signed values from negative over zero to positive, ``(256, 3)``."""
    return _ramp([theme.negative, theme.zero, theme.positive])

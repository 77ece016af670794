"""Lines of curves as they are drawn: pens, exponents and extents."""

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from playground.records.run_curves import Line

PREVIOUS = 0.6
"""Opacity of the curves of the run before."""


def dashed(color: QColor) -> QPen:
    """Return the pen of a curve of the run before."""
    pale = QColor(color)
    pale.setAlphaF(PREVIOUS)
    return QPen(pale, 1.4, Qt.PenStyle.DashLine)


def logarithm(line: Line | None) -> Line | None:
    """Return exponents of ten; NaN for values that have none."""
    if line is None:
        return None
    with np.errstate(divide="ignore", invalid="ignore"):
        powers = np.log10(line.y)
    return Line(line.x, np.where(np.isfinite(powers), powers, np.nan))


def extent(lines: Mapping[str, Line | None]) -> tuple[float, float]:
    """Return the least and greatest finite value of all lines; infinite when there is none."""
    arrays = [line.y for line in lines.values() if line is not None and len(line.y)]
    ends = [(float(np.fmin.reduce(values)), float(np.fmax.reduce(values))) for values in arrays]
    finite = [(low, high) for low, high in ends if np.isfinite(low)]
    return min((low for low, _ in finite), default=np.inf), max((high for _, high in finite), default=-np.inf)

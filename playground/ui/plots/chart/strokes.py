"""Polylines drawn as many single lines at once.

Qt strokes a whole path as one outline, which takes 125 ms for a wide pen on a noisy curve of 900 points, compared with
1 ms for a hairline and 2 ms for 900 single lines. So wide pens draw single lines.
"""

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QPaintEngine, QPainter, QPen
from shiboken6.Shiboken import wrapInstance

from playground.arrays import Doubles
from playground.ui.plots.chart.line_clipping import clipped_lines


def cosmetic(pen: QPen) -> QPen:
    """Copy a pen with its width in pixels, and caps that make single lines look like one."""
    made = QPen(pen)
    made.setCosmetic(True)
    opaque = made.color().alpha() == 255
    made.setCapStyle(Qt.PenCapStyle.SquareCap if opaque else Qt.PenCapStyle.FlatCap)
    return made


def device_pen(pen: QPen, painter: QPainter) -> QPen:
    """Scale a pen for the painter's device: Qt does not scale cosmetic pens by its pixel ratio."""
    sized = QPen(pen)
    sized.setWidthF(pen.widthF() * painter.device().devicePixelRatioF())
    return sized


def writes_vector_file(painter: QPainter) -> bool:
    """Return whether the painter writes a vector file, where a whole path becomes one element."""
    return painter.paintEngine().type() in {QPaintEngine.Type.SVG, QPaintEngine.Type.Pdf}


class Segments:
    """The lines of a polyline that have two finite ends.

    Attributes:
        lines: ``x0, y0, x1, y1``, ``(n, 4)``, contiguous.
    """

    def __init__(self, x: NDArray[np.floating[Any]], y: NDArray[np.floating[Any]]) -> None:
        whole = np.isfinite(x[:-1]) & np.isfinite(x[1:]) & np.isfinite(y[:-1]) & np.isfinite(y[1:])
        self.lines: Doubles = np.stack([x[:-1], y[:-1], x[1:], y[1:]], axis=1)[whole].astype(np.float64)
        first, second = self.lines[:, :2], self.lines[:, 2:]
        (self._left, self._low), (self._right, self._high) = (
            np.minimum(first, second).T,
            np.maximum(first, second).T,
        )

    def draw(self, painter: QPainter, area: QRectF) -> None:
        """Draw the lines that meet an area, with the painter's pen."""
        place = painter.worldTransform()
        wide = painter.pen().widthF() + 2
        across, up = wide / (abs(place.m11()) or 1.0), wide / (abs(place.m22()) or 1.0)
        meets = (self._right >= area.left() - across) & (self._left <= area.right() + across)
        meets &= (self._high >= area.top() - up) & (self._low <= area.bottom() + up)
        draw_lines(painter, self.lines if meets.all() else np.ascontiguousarray(self.lines[meets]), area)


def draw_lines(painter: QPainter, lines: Doubles, area: QRectF) -> None:
    """Draw finite lines with the painter's pen.

    Args:
        painter: Painter in the coordinates of the lines.
        lines: ``x0, y0, x1, y1``, ``(n, 4)``, contiguous.
        area: Visible area; lines that end very far from it are clipped.
    """
    if len(lines):
        draw_clipped_lines(painter, clipped_lines(lines, area))


def draw_clipped_lines(painter: QPainter, lines: Doubles) -> None:
    """Draw lines that are clipped already; see ``draw_lines``."""
    if len(lines):
        # A QLineF is four doubles, which Qt reads in place. A list of thousands of Python objects
        # per frame would trigger a full garbage collection of 100 ms now and then.
        first = cast("QLineF", wrapInstance(lines.ctypes.data, QLineF))
        painter.drawLines(first, len(lines))

"""The lines of a graph: kept as a picture of what is seen, so that a step draws one line and not all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QPolygonF,
    QRegion,
    QTransform,
)

from playground.ui.backprop.look import Look
from playground.ui.style.theme import blend

POINTS = 16
"""Segments of a line's curve."""
HEADS = 0.25
"""Zoom below which arrow heads are too small to be drawn."""
FEW = 40
"""Changed lines from which the whole picture is drawn again."""
Key = tuple[int, int]
"""Numbers of result and operand, counted from 0."""


class Line:
    """The line from an operand to what is computed from it.

    Attributes:
        path: Its curve, from the operand.
        points: The same as points.
        pieces: Rectangles around parts of it.
        bounds: Left, top, right and bottom.
        needed: Whether a gradient passes it.
        active: Whether the present step is about it.
        done: Whether a gradient has passed it.
    """

    def __init__(self, start: QPointF, end: QPointF, *, needed: bool) -> None:
        self.needed, self.active, self.done = needed, False, False
        self.path = QPainterPath(start)
        reach = max(24.0, (end.x() - start.x()) * 0.45)
        self.path.cubicTo(start + QPointF(reach, 0), end - QPointF(reach, 0), end)
        points = [self.path.pointAtPercent(k / POINTS) for k in range(POINTS + 1)]
        self.points = QPolygonF(points)
        self.pieces = [QRectF(one, other).normalized() for one, other in pairwise(points)]
        self._start, self._end = start, end
        rect = self.path.controlPointRect()
        self.bounds = (rect.left(), rect.top(), rect.right(), rect.bottom())

    def head(self, size: float) -> QPolygonF:
        """Return the arrow head: at the result, or at the operand once a gradient has passed."""
        tip, sign = (self._start, 1.0) if self.done else (self._end, -1.0)
        x, y, back = tip.x(), tip.y(), tip.x() + sign * size * 1.5
        return QPolygonF([tip, QPointF(back, y + size * 0.7), QPointF(back, y - size * 0.7), QPointF(x, y)])

    def undrawn_head(self) -> QRectF:
        """Return where the arrow head was before a gradient passed."""
        return QRectF(self._end.x() - 10, self._end.y() - 6, 12, 12)


class LineLayer:
    """Paints the lines below the cards.

    Args:
        look: Colours.
        thin: Whether to draw lines one pixel wide at every zoom: in large graphs.

    Attributes:
        lines: By numbers of result and operand.
    """

    def __init__(self, look: Look, *, thin: bool) -> None:
        self._look, self._thin = look, thin
        self.lines: dict[Key, Line] = {}
        self._order: list[Line] = []
        self._boxes = np.empty((0, 4))
        self._picture: QPixmap | None = None
        self._seen: tuple[float, QSize, float] | None = None
        self._at = QPointF()
        self._passed: list[Line] = []
        self._undone: list[Line] = []
        self._active: list[Line] = []

    def add(self, key: Key, line: Line) -> None:
        """Add a line; the picture is drawn again when it is next seen."""
        self.lines[key] = line
        self._order.append(line)
        self._picture = None

    def forget_picture(self) -> None:
        """Draw all of what is seen when it is next painted."""
        self._picture = None

    def show_state(self, key: Key, *, active: bool, done: bool) -> list[Line]:
        """Change the state of a line; returns it if it looks different."""
        line = self.lines[key]
        if (active, done) == (line.active, line.done):
            return []
        if done != line.done:
            (self._passed if done else self._undone).append(line)
        if active and not line.active:
            self._active.append(line)
        elif line.active and not active:
            self._active.remove(line)
        line.active, line.done = active, done
        if len(self._passed) + len(self._undone) > FEW:
            self._picture = None
            self._passed.clear()
            self._undone.clear()
        return [line]

    def region(self, lines: Iterable[Line], view: QTransform) -> QRegion:
        """Return the pixels that lines cover, thick and with arrow heads: a chain of small rectangles."""
        margin = 10.0 * view.m11() + 3.0
        found = QRegion()
        for line in lines:
            for piece in line.pieces:
                seen = view.mapRect(piece).adjusted(-margin, -margin, margin, margin)
                found += seen.toAlignedRect()
        return found

    def paint(self, painter: QPainter, view: QTransform, size: QSize) -> None:
        """Paint the ground and the lines.

        Args:
            painter: In coordinates of the scene.
            view: From the scene to the viewport.
            size: Of the viewport.
        """
        if painter.worldTransform() == view:
            picture = self._fresh_picture(view, size, painter.device().devicePixelRatio())
            painter.setWorldTransform(QTransform())
            painter.drawPixmap(0, 0, picture)
            painter.setWorldTransform(view)
        else:
            self._draw(painter, self._order)
        for line in self._active:
            self._draw_active(painter, line)

    # --- the picture ----------------------------------------------------------------------------------

    def _fresh_picture(self, view: QTransform, size: QSize, ratio: float) -> QPixmap:
        """Return the picture of what is seen: moved, and with the lines that changed."""
        seen, at = (view.m11(), size, ratio), QPointF(view.dx(), view.dy())
        picture = self._picture
        moved = (at - self._at) * ratio
        shift = moved.toPoint()
        inside = abs(shift.x()) < size.width() * ratio and abs(shift.y()) < size.height() * ratio
        whole = QRect(0, 0, size.width(), size.height())
        if picture is None or seen != self._seen or QPointF(shift) != moved or not inside:
            picture = QPixmap(size * ratio)
            picture.setDevicePixelRatio(ratio)
            self._draw_region(picture, QRegion(whole), view)
        else:
            if not shift.isNull():
                picture.scroll(shift.x(), shift.y(), picture.rect())
                step = (at - self._at).toPoint()
                self._draw_region(picture, QRegion(whole) - QRegion(whole.translated(step)), view)
            self._draw_changes(picture, view)
        self._picture, self._seen, self._at = picture, seen, at
        self._passed.clear()
        self._undone.clear()
        return picture

    def _draw_region(self, picture: QPixmap, region: QRegion, view: QTransform) -> None:
        """Draw the ground and the lines in a part of the picture."""
        painter = QPainter(picture)
        painter.setClipRegion(region)
        painter.fillRect(region.boundingRect(), QColor(self._look.theme.canvas))
        painter.setWorldTransform(view)
        margin = 12.0
        box = view.inverted()[0].mapRect(QRectF(region.boundingRect()))
        self._draw(painter, self._lines_in(box.adjusted(-margin, -margin, margin, margin)))
        painter.end()

    def _draw_changes(self, picture: QPixmap, view: QTransform) -> None:
        """Draw lines that a gradient has passed on top; where one was taken back, all that cross it."""
        if self._undone:
            self._draw_region(picture, self.region(self._undone, view), view)
        passed = [line for line in self._passed if line.done]
        if passed:
            if view.m11() >= HEADS:  # their heads are at the other end now
                heads = QRegion()
                for line in passed:
                    heads += view.mapRect(line.undrawn_head()).toAlignedRect()
                self._draw_region(picture, heads, view)
            painter = QPainter(picture)
            painter.setWorldTransform(view)
            self._draw(painter, passed)
            painter.end()

    def _lines_in(self, box: QRectF) -> list[Line]:
        """Return the lines whose bounds touch a part of the scene."""
        if len(self._boxes) != len(self._order):
            self._boxes = np.array([line.bounds for line in self._order])
        if not self._order:
            return []
        left, top, right, bottom = self._boxes.T
        touched = (
            (left <= box.right()) & (right >= box.left()) & (top <= box.bottom()) & (bottom >= box.top())
        )
        return [self._order[place] for place in np.flatnonzero(touched)]

    # --- lines ----------------------------------------------------------------------------------------

    def _draw(self, painter: QPainter, lines: Sequence[Line]) -> None:
        """Draw lines, those of one colour at once."""
        theme = self._look.theme
        for color, members in (
            (
                blend(theme.wire, theme.canvas, 0.5),
                [each for each in lines if not (each.done or each.needed)],
            ),
            (theme.wire, [each for each in lines if each.needed and not each.done]),
            (self._look.gradient, [each for each in lines if each.done]),
        ):
            if members:
                self._draw_alike(painter, QColor(color), members)

    def _draw_alike(self, painter: QPainter, color: QColor, lines: Sequence[Line]) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(color, 1.0 if self._thin else 1.6)
        pen.setCosmetic(self._thin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        curves, heads = QPainterPath(), QPainterPath()
        for line in lines:
            curves.addPath(line.path)
        painter.drawPath(curves)
        if painter.worldTransform().m11() < HEADS:
            return
        for line in lines:
            heads.addPolygon(line.head(4.5))
        heads.setFillRule(Qt.FillRule.WindingFill)
        painter.fillPath(heads, color)

    def _draw_active(self, painter: QPainter, line: Line) -> None:
        """Draw the line of the present step, at least two pixels wide."""
        color = QColor(self._look.gradient if line.done else self._look.theme.accent)
        zoom = painter.worldTransform().m11()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(color, max(3.0, 2.0 / zoom)))
        painter.drawPolyline(line.points)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawPolygon(line.head(6.0))

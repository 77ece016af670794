"""A pad on which points of classes are drawn."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.arrays import Floats
from playground.catalog.datasets.drawn import MOST_CLASSES, MOST_POINTS, REACH
from playground.ui.style.theme import ThemeHub

SIDE = 300
RIM = 8
SPRAY_RADIUS = 0.35
"""Around the mouse, in units of the coordinates."""
SPRAY_EVERY = 0.25
"""Distance between two sprayed points, in the same units."""
ERASER = 0.45
KEY_STEP = 0.3

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


class PointPad(QWidget):
    """The square −6..6. Left button or Space draws, right button or Delete erases, 1 to 6 choose the class."""

    drawn = Signal(str)
    """A stroke has ended; the name of the edit."""
    class_changed = Signal(int)
    """A number key has chosen a class."""

    def __init__(self, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._random = np.random.default_rng()
        self._last: Floats | None = None
        self._changed = False
        self._cursor: Floats = np.zeros(2)
        self.current = 0
        self.points, self.labels = np.empty((0, 2), np.float32), np.empty(0, np.int64)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName("Pad to draw points on")
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        hub.changed.connect(self._restyle)

    def sizeHint(self) -> QSize:
        """Qt: a square."""
        return QSize(SIDE, SIDE)

    def heightForWidth(self, width: int) -> int:
        """Qt: as high as wide, within reason."""
        return min(width, SIDE)

    def show_points(self, x: NDArray[np.float32], y: NDArray[np.int64]) -> None:
        """Show the points of the project."""
        self.points, self.labels = x, y
        self.update()

    def _restyle(self) -> None:
        self.update()

    # --- places ----------------------------------------------------------------------------------

    def area(self) -> QRectF:
        """Return the square on the widget."""
        side = min(self.width(), self.height()) - 2 * RIM
        return QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)

    def pixel(self, at: Floats) -> QPointF:
        """Map coordinates to the widget."""
        area = self.area()
        unit = area.width() / (2 * REACH)
        return QPointF(area.center().x() + float(at[0]) * unit, area.center().y() - float(at[1]) * unit)

    def _coordinates(self, at: QPointF) -> Floats:
        area = self.area()
        unit = area.width() / (2 * REACH)
        place = np.array([(at.x() - area.center().x()) / unit, (area.center().y() - at.y()) / unit])
        clipped: Floats = np.clip(place, -REACH, REACH)
        return clipped

    # --- drawing ---------------------------------------------------------------------------------

    def put(self, at: Floats) -> None:
        """Add a point of the current class."""
        if len(self.points) >= MOST_POINTS:
            return
        self.points = np.concatenate([self.points, np.clip(at, -REACH, REACH).astype(np.float32)[None]])
        self.labels = np.append(self.labels, self.current)
        self._changed = True
        self.update()

    def erase(self, at: Floats) -> None:
        """Remove the points near a position."""
        stays = np.hypot(self.points[:, 0] - at[0], self.points[:, 1] - at[1]) > ERASER
        if not stays.all():
            self.points, self.labels = self.points[stays], self.labels[stays]
            self._changed = True
        self.update()

    def _spray(self, at: Floats) -> None:
        assert self._last is not None
        moved = at - self._last
        count = int(np.hypot(*moved) / SPRAY_EVERY)
        for place in range(count):
            angle, radius = self._random.uniform(0, 2 * np.pi), SPRAY_RADIUS * self._random.uniform() ** 0.5
            aside = radius * np.array([np.cos(angle), np.sin(angle)])
            self.put(self._last + moved * (place + 1) / count + aside)
        if count:
            self._last = at

    def _end_stroke(self, words: str) -> None:
        self._last = None
        if self._changed:
            self._changed = False
            self.drawn.emit(words)

    def clear(self) -> None:
        """Remove all points."""
        self._changed = bool(len(self.points))
        self.points, self.labels = self.points[:0], self.labels[:0]
        self._end_stroke("Clear the pad")
        self.update()

    # --- mouse and keys --------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: begin a stroke; a click is one point."""
        self._cursor = self._last = self._coordinates(event.position())
        if event.button() == Qt.MouseButton.LeftButton:
            self.put(self._last)
        elif event.button() == Qt.MouseButton.RightButton:
            self.erase(self._last)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt: spray, or erase."""
        if self._last is None:
            return
        self._cursor = self._coordinates(event.position())
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._spray(self._cursor)
        elif event.buttons() & Qt.MouseButton.RightButton:
            self.erase(self._cursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt: end the stroke."""
        self._end_stroke("Draw points" if event.button() == Qt.MouseButton.LeftButton else "Erase points")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: move the cross, draw and erase at it, choose the class."""
        key = event.key()
        if key in _ARROWS:
            self._cursor = np.clip(self._cursor + KEY_STEP * np.array(_ARROWS[Qt.Key(key)]), -REACH, REACH)
            self.update()
        elif key in {Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.put(self._cursor)
            self._end_stroke("Draw points")
        elif key in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self.erase(self._cursor)
            self._end_stroke("Erase points")
        elif Qt.Key.Key_1 <= key < Qt.Key.Key_1 + MOST_CLASSES:
            self.class_changed.emit(key - Qt.Key.Key_1)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt: show the cross."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt: hide the cross and end the stroke."""
        super().focusOutEvent(event)
        self._end_stroke("Draw points")
        self.update()

    # --- painting --------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: paint the square with its axes, the points, the keyboard's cross, and a hint when empty."""
        painter, theme, area = QPainter(self), self._hub.theme, self.area()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rim = QPen(QColor(theme.accent if self.hasFocus() else theme.border), 1)
        painter.setPen(rim)
        painter.setBrush(QColor(theme.canvas))
        painter.drawRoundedRect(area, 6, 6)
        painter.setPen(QPen(QColor(theme.grid), 1))
        painter.drawLine(self.pixel(np.array([-REACH, 0])), self.pixel(np.array([REACH, 0])))
        painter.drawLine(self.pixel(np.array([0, -REACH])), self.pixel(np.array([0, REACH])))
        if not len(self.points):
            self._draw_hint(painter, area)
        painter.setPen(QPen(QColor(theme.panel), 0.6))
        for number in range(MOST_CLASSES):
            painter.setBrush(QColor(theme.class_colors[number]))
            for at in self.points[self.labels == number]:
                painter.drawEllipse(self.pixel(at), 2.8, 2.8)
        if self.hasFocus():
            self._draw_cross(painter)

    def _draw_hint(self, painter: QPainter, area: QRectF) -> None:
        painter.setPen(QColor(self._hub.theme.muted))
        words = (
            "Click or drag to draw points of the selected class.\n\n"
            "Keys 1 to 6 choose the class,\nthe right button erases."
        )
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(area.adjusted(16, 16, -16, -area.height() / 2 - 12), flags, words)

    def _draw_cross(self, painter: QPainter) -> None:
        at = self.pixel(self._cursor)
        painter.setPen(QPen(QColor(self._hub.theme.class_colors[self.current]), 1.4))
        painter.drawLine(at - QPointF(7, 0), at + QPointF(7, 0))
        painter.drawLine(at - QPointF(0, 7), at + QPointF(0, 7))

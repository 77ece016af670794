"""The area that a chart draws in, and the canvas that charts are laid out on."""

from typing import Any, Protocol

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QGraphicsItem

from playground.ui.style.theme import Theme


class Grip(Protocol):
    """Something in a view that can be dragged; elsewhere a drag moves the view."""

    def grabs(self, at: QPointF) -> bool:
        """Return whether a drag from these coordinates drags it."""

    def drag_to(self, at: QPointF) -> None:
        """Follow the mouse to these coordinates."""


class View(pg.ViewBox):  # type: ignore[misc]
    """The area of a chart: dragging moves it, the wheel zooms, a double click asks to follow the data again.

    Args:
        wheel: The axis along which the wheel zooms, 0 or 1; over the other axis it zooms along that one. None for both.

    Attributes:
        grip: What can be dragged in it; None for nothing.
    """

    double_clicked = Signal()
    clicked = Signal(float, float)
    """Coordinates of a single click with the left button."""

    def __init__(self, wheel: int | None = None) -> None:
        super().__init__(enableMenu=False, defaultPadding=0.0)
        self._wheel = wheel
        self.grip: Grip | None = None
        self._gripped = False
        self.disableAutoRange()

    def add(self, item: QGraphicsItem, z: float = 0.0) -> None:
        """Show an item that has no influence on the range."""
        item.setZValue(z)
        self.addItem(item, ignoreBounds=True)

    def wheelEvent(self, ev: Any, axis: int | None = None) -> None:
        """pyqtgraph: zoom around the cursor."""
        super().wheelEvent(ev, self._wheel if axis is None else axis)

    def mouseDragEvent(self, ev: Any, axis: int | None = None) -> None:
        """pyqtgraph: move the view with the left or middle button; the right one opens the menu."""
        if ev.button() == Qt.MouseButton.RightButton:
            ev.ignore()
            return
        if ev.isStart():
            begin = self.mapSceneToView(ev.buttonDownScenePos())
            self._gripped = self.grip is not None and axis is None and self.grip.grabs(begin)
        if self._gripped and self.grip is not None:
            ev.accept()
            self.grip.drag_to(self.mapSceneToView(ev.scenePos()))
        else:
            super().mouseDragEvent(ev, axis)

    def mouseClickEvent(self, ev: Any) -> None:
        """pyqtgraph: report clicks of the left button."""
        if ev.button() != Qt.MouseButton.LeftButton:
            return
        ev.accept()
        if ev.double():
            self.double_clicked.emit()
        else:
            at = self.mapSceneToView(ev.scenePos())
            self.clicked.emit(float(at.x()), float(at.y()))


class Canvas(pg.GraphicsLayoutWidget):  # type: ignore[misc]
    """A surface that charts are laid out on; reports where the cursor is."""

    hovered = Signal(QPointF)
    """Position in the scene."""
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.ci.setContentsMargins(4, 6, 14, 2)
        self.ci.setSpacing(0)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setMinimumSize(120, 90)

    def apply_theme(self, theme: Theme) -> None:
        """Apply a theme's background."""
        self.setBackground(theme.panel)

    def mouseMoveEvent(self, ev: QMouseEvent) -> None:
        """Qt: report the cursor, besides what pyqtgraph does with it."""
        super().mouseMoveEvent(ev)
        self.hovered.emit(self.mapToScene(ev.position().toPoint()))

    def leaveEvent(self, ev: QEvent) -> None:
        """Qt: report that the cursor has left."""
        super().leaveEvent(ev)
        self.left.emit()

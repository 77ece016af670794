"""A view onto a scene that is moved by dragging and zoomed by the wheel."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QTransform, QWheelEvent
from PySide6.QtWidgets import QFrame, QGraphicsView, QWidget

LEAST, MOST = 0.08, 3.0
"""Bounds of zooming."""


class ZoomView(QGraphicsView):
    """Drag to pan, turn the wheel to zoom; no frame, no scroll bars."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.viewport().setCursor(Qt.CursorShape.ArrowCursor)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.MinimalViewportUpdate)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontAdjustForAntialiasing)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    @property
    def zoom(self) -> float:
        """Pixels of the screen per pixel of the scene."""
        return self.transform().m11()

    def set_zoom(self, zoom: float) -> None:
        """Show the scene at this zoom."""
        self.setTransform(QTransform.fromScale(zoom, zoom))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Qt: zoom at the mouse."""
        wanted = min(MOST, max(LEAST, self.zoom * 1.0015 ** event.angleDelta().y()))
        self.scale(wanted / self.zoom, wanted / self.zoom)
        event.accept()

"""The view onto the scene: zoom, pan, fit, and the dotted background."""

import math
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QNativeGestureEvent,
    QPainter,
    QPixmap,
    QResizeEvent,
    QShowEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsView, QWidget

from playground.ui.canvas.geometry import DOTS
from playground.ui.canvas.items.scene import CanvasScene
from playground.ui.canvas.state.selection import Selection
from playground.ui.style.theme import ThemeHub

LEAST, MOST = 0.1, 4.0
"""Bounds of zooming; only ``fit`` shows a very large network smaller."""
MARGIN = 48.0
"""Around all nodes when they are fitted, in pixels."""
SETTLE_TIME = 120
"""Milliseconds after the last change of zoom before cards are painted sharp again."""


class Viewport(QGraphicsView):
    """A view that zooms to a point and pans over a practically endless plane."""

    zoomed = Signal(float)
    """The zoom changed."""
    moved = Signal()
    """Another part of the scene is visible."""

    def __init__(self, scene: CanvasScene, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(scene, parent)
        self.canvas = scene
        self.hub = hub
        self._wants_fit = True
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(SETTLE_TIME)
        self._settling.timeout.connect(self._sharpen)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.BoundingRectViewportUpdate)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontSavePainterState)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontAdjustForAntialiasing)
        self.setMouseTracking(True)
        for bar in (self.horizontalScrollBar(), self.verticalScrollBar()):
            bar.valueChanged.connect(self.moved)

    @property
    def selection(self) -> Selection:
        """What is selected in the part that is shown."""
        return self.canvas.selection

    @property
    def zoom(self) -> float:
        """Pixels of the screen per pixel of the scene."""
        return self.transform().m11()

    def to_scene(self, at: QPointF) -> QPointF:
        """Map a point of the viewport to the scene, without rounding."""
        inverted, _ = self.viewportTransform().inverted()
        return inverted.map(at)

    def seen(self) -> QRectF:
        """Return the part of the scene that is in sight."""
        inverted, _ = self.viewportTransform().inverted()
        return inverted.mapRect(QRectF(self.viewport().rect()))

    def pan(self, by: QPointF) -> None:
        """Move the picture by pixels of the screen."""
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setValue(across.value() - round(by.x()))
        down.setValue(down.value() - round(by.y()))

    def zoom_at(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom by a factor; the scene under a point of the viewport (by default its middle) stays there."""
        anchor = QPointF(self.viewport().rect().center()) if at is None else at
        wanted = min(MOST, max(min(LEAST, self.zoom), self.zoom * factor))
        if wanted == self.zoom:
            return
        fixed = self.to_scene(anchor)
        self._set_zoom(wanted)
        self.pan(anchor - self.viewportTransform().map(fixed))

    def zoom_in(self) -> None:
        """Zoom in by a quarter."""
        self.zoom_at(1.25)

    def zoom_out(self) -> None:
        """Zoom out by a quarter."""
        self.zoom_at(0.8)

    def zoom_reset(self) -> None:
        """Show the scene at its natural size."""
        self.zoom_at(1.0 / self.zoom)

    def _set_zoom(self, zoom: float) -> None:
        self.canvas.cards.resting = False
        self._settling.start()
        self.setTransform(QTransform.fromScale(zoom, zoom))
        self.zoomed.emit(zoom)
        self.moved.emit()

    def turn_wheel(self, event: QWheelEvent) -> None:
        """Zoom to the mouse; two fingers, or a wheel with Shift or Alt, pan."""
        modifiers = event.modifiers()
        event.accept()
        fingers = event.phase() != Qt.ScrollPhase.NoScrollPhase and not event.pixelDelta().isNull()
        if fingers and not modifiers & Qt.KeyboardModifier.ControlModifier:
            self.pan(QPointF(event.pixelDelta()))
            return
        turned = QPointF(event.angleDelta())
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            # Some systems turn the wheel sideways themselves while Shift is down.
            self.pan(QPointF(turned.y() or turned.x(), 0.0) * 0.5)
        elif modifiers & Qt.KeyboardModifier.AltModifier:
            self.pan(QPointF(0.0, turned.y() or turned.x()) * 0.5)
        else:
            self.zoom_at(1.0015 ** turned.y(), event.position())

    def pinch(self, event: QNativeGestureEvent) -> bool:
        """Zoom as two fingers move apart; return whether the gesture was one of these."""
        if event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture:
            return False
        self.zoom_at(max(0.2, 1.0 + event.value()), event.position())
        return True

    def _sharpen(self) -> None:
        self.canvas.cards.resting = True
        self.viewport().update()

    def room(self) -> tuple[float, float]:
        """Return width and height in which ``fit`` shows all nodes."""
        area = self.viewport().rect()
        return max(1.0, area.width() - 2 * MARGIN), max(1.0, area.height() - 2 * MARGIN)

    def fit(self, most: float = 1.0) -> None:
        """Show all nodes, however small, at most at a zoom; by default at their natural size."""
        box = self.canvas.extent()
        area = self.viewport().rect()
        if box.isEmpty() or area.width() < 50 or area.height() < 50:
            self._wants_fit = True
            self.centre(box.center())
            return
        self._wants_fit = False
        width, height = self.room()
        self._set_zoom(min(width / box.width(), height / box.height(), most))
        self._settling.stop()
        self._sharpen()
        self.centre(box.center())

    def centre(self, at: QPointF) -> None:
        """Bring a point of the scene into the middle."""
        middle = QPointF(self.viewport().rect().center())
        self.pan(middle - self.viewportTransform().map(at))

    def reveal(self, box: QRectF) -> None:
        """Pan just as far as needed to see a part of the scene."""
        seen = self.seen().adjusted(24 / self.zoom, 24 / self.zoom, -24 / self.zoom, -24 / self.zoom)
        if seen.contains(box):
            return
        dx = min(0.0, seen.right() - box.right()) or max(0.0, seen.left() - box.left())
        dy = min(0.0, seen.bottom() - box.bottom()) or max(0.0, seen.top() - box.top())
        self.pan(QPointF(dx, dy) * self.zoom)

    @contextmanager
    def keeping_all_in_sight(self) -> Iterator[None]:
        """Show what an edit adds; if the whole network was in sight before it, it still is."""
        was_all = self.seen().contains(self.canvas.extent())
        yield
        if was_all and not self.seen().contains(self.canvas.extent()):
            self.fit()
        self.reveal_selection()

    def reveal_selection(self) -> None:
        """Pan just as far as needed to see the selected nodes."""
        chosen = self.canvas.selection.nodes
        if chosen:
            self.reveal(self.canvas.extent(chosen))

    def return_to_nodes(self) -> None:
        """Show all nodes where none is in sight."""
        seen, nodes = self.seen(), self.canvas.nodes.values()
        if nodes and not any(seen.intersects(item.card()) for item in nodes):
            self.fit()

    def fit_soon(self) -> None:
        """Fit as soon as there is something to fit and room for it."""
        self._wants_fit = True
        if self.isVisible():
            self.fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: in sight."""
        super().showEvent(event)
        if self._wants_fit:
            self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: another size."""
        before = event.oldSize()
        super().resizeEvent(event)
        if self._wants_fit and self.isVisible():
            self.fit()
        elif before.isValid():
            # The middle of the picture stays in the middle.
            grown = event.size() - before
            self.pan(QPointF(grown.width() / 2, grown.height() / 2))
        self.moved.emit()

    def viewportEvent(self, event: QEvent) -> bool:
        """Qt: gestures of a touch pad. Qt's tool tips, of items that have none, would hide those of the canvas."""
        if event.type() == QEvent.Type.ToolTip:
            return True
        if isinstance(event, QNativeGestureEvent) and self.pinch(event):
            return True
        return super().viewportEvent(event)

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """Qt: paint the background and its dots."""
        theme = self.hub.theme
        painter.save()
        painter.resetTransform()
        view = self.viewportTransform()
        area = view.mapRect(QRectF(rect)).toAlignedRect().adjusted(-1, -1, 1, 1)
        painter.fillRect(area, QColor(theme.canvas))
        pitch = DOTS * self.zoom
        while pitch < 15.0:
            pitch *= 2.0
        size = 2 if pitch >= 20.0 else 1
        color = QColor(theme.canvas_dot)
        origin = view.map(QPointF(0.0, 0.0))
        self._draw_dots(painter, area, origin, pitch, size, color)
        painter.restore()

    @staticmethod
    def _draw_dots(
        painter: QPainter, area: QRect, origin: QPointF, pitch: float, size: int, color: QColor
    ) -> None:
        """Paint one row of dots and copy it to all rows: cheap at any size."""
        ratio = painter.device().devicePixelRatio()
        row = QPixmap(math.ceil(area.width() * ratio), math.ceil(size * ratio))
        row.setDevicePixelRatio(ratio)
        row.fill(Qt.GlobalColor.transparent)
        pen = QPainter(row)
        first = math.ceil((area.left() - size - origin.x()) / pitch)
        x = origin.x() + first * pitch
        while x < area.right() + 1:
            pen.fillRect(QRectF(round(x) - area.left(), 0, size, size), color)
            x += pitch
        pen.end()
        line = math.ceil((area.top() - size - origin.y()) / pitch)
        y = origin.y() + line * pitch
        while y < area.bottom() + 1:
            painter.drawPixmap(QPoint(area.left(), round(y)), row)
            y += pitch

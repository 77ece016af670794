"""A surface in three dimensions: dragging turns it, the wheel zooms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from playground.ui.plots.race.relief.axes import Sight, Ticks, draw_labels, draw_walls
from playground.ui.plots.race.relief.camera import Camera, ray
from playground.ui.plots.race.relief.mesh import Relief
from playground.ui.plots.race.relief.opengl import ReliefGL
from playground.ui.style.theme import Theme

PICTURE = 1024
"""Pixels along each side of the picture laid over the surface."""
PICTURE_RATIO = 1.9
"""Approximate number of its pixels per pixel of the screen; its lines are that much wider."""
LAMP = (-0.35, -0.45, 0.82)
PER_PIXEL = 0.4
"""Degrees turned per pixel of mouse movement."""
CLICK_PX = 4
TURN, RISE, NEARER = 6.0, 4.0, 1.15
"""Degrees turned and zoom factor per key press."""

Place = tuple[float, float]


@dataclass(frozen=True)
class Dot:
    """A marker on the surface: position, height in 0..1, diameter in pixels, colours."""

    at: Place
    height: float
    size: float
    color: str
    rim: str = "#FFFFFF"


class ReliefView(QWidget):
    """Shows a surface with its picture from above laid over it."""

    clicked = Signal(float, float)
    """Coordinates of a click on the surface."""
    hovered = Signal(QPoint, float, float)
    """Position in the widget and coordinates on the surface."""
    left = Signal()
    """The cursor has left the surface."""

    def __init__(self, paint: Callable[[QPainter], None], parent: QWidget | None = None) -> None:
        """Make the view.

        Args:
            paint: Paints the picture from above, in coordinates of the surface.
            parent: Parent widget.
        """
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Surface in three dimensions")
        self.setToolTip(
            "Drag to turn, scroll to zoom, click to set the start, double-click to reset the view"
        )
        self.camera = Camera()
        self._paint_picture = paint
        self._gl: ReliefGL | None = None
        self._relief: Relief | None = None
        self._ticks: Ticks = ()
        self._dots: Sequence[Dot] = ()
        self._start: Dot | None = None
        self._theme: Theme | None = None
        self._meshed = self._pictured = False
        self._drawn: tuple[object, QImage] | None = None
        self._pressed: QPoint | None = None
        self._last = QPoint()

    # --- what is shown ---------------------------------------------------------------------------

    def show_relief(self, relief: Relief, ticks: Ticks) -> None:
        """Show a surface, with ticks for its heights."""
        self._relief, self._ticks = relief, ticks
        self._meshed = False
        self.refresh_picture()

    def refresh_picture(self) -> None:
        """Redraw, as the picture from above has changed."""
        self._pictured = False
        self.update()

    def show_dots(self, dots: Sequence[Dot], start: Dot) -> None:
        """Show markers, and the start of the lanes."""
        self._dots, self._start = dots, start
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Apply a theme's colours."""
        self._theme = theme
        self.refresh_picture()

    def sizeHint(self) -> QSize:
        """Qt: preferred size."""
        return QSize(640, 480)

    def close_gl(self) -> None:
        """Release OpenGL's memory until it is needed again."""
        if self._gl is not None:
            self._gl.close()
            self._gl = None
            self._meshed = self._pictured = False

    # --- painting --------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: paint."""
        del event
        if self._theme is None:
            return
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.panel))
        if self._relief is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        sight = self.sight()
        draw_walls(painter, sight, self._relief, self._ticks, self._theme)
        painter.drawImage(0, 0, self._image(sight, painter.device().devicePixelRatioF()))
        draw_labels(painter, sight, self._relief, self._ticks, self._theme)
        self._draw_dots(painter, sight)

    def sight(self) -> Sight:
        """Return the current view of the box."""
        width, height = max(1, self.width()), max(1, self.height())
        return Sight(self.camera, self.camera.matrix(width, height), width, height)

    def _image(self, sight: Sight, ratio: float) -> QImage:
        key = (self.camera, self.size().toTuple(), ratio)
        if self._drawn is not None and self._drawn[0] == key and self._meshed and self._pictured:
            return self._drawn[1]
        if self._gl is None:
            self._gl = ReliefGL()
        assert self._relief is not None
        if not self._meshed:
            self._gl.set_mesh(self._relief.corners())
            self._meshed = True
        if not self._pictured:
            self._gl.set_picture(self._from_above())
            self._pictured = True
        image = self._gl.image(
            round(sight.width * ratio), round(sight.height * ratio), sight.matrix, np.array(LAMP)
        )
        image.setDevicePixelRatio(ratio)
        self._drawn = key, image
        return image

    def _from_above(self) -> QImage:
        assert self._relief is not None
        assert self._theme is not None
        picture = QImage(PICTURE, PICTURE, QImage.Format.Format_RGB32)
        picture.setDevicePixelRatio(PICTURE_RATIO)
        picture.fill(QColor(self._theme.panel))
        side = PICTURE / PICTURE_RATIO
        (x0, x1), (y0, y1) = self._relief.x, self._relief.y
        place = QTransform(
            side / (x1 - x0), 0, 0, side / (y0 - y1), -x0 * side / (x1 - x0), y1 * side / (y1 - y0)
        )
        painter = QPainter(picture)
        painter.setWorldTransform(place)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_picture(painter)
        painter.end()
        return picture

    def _draw_dots(self, painter: QPainter, sight: Sight) -> None:
        assert self._relief is not None
        dots = [dot for dot in self._dots if self._inside(dot)]
        if dots:
            points = self._relief.to_box(
                np.array([dot.at for dot in dots]), np.array([dot.height for dot in dots])
            )
            hidden = self._relief.hidden(points, self.camera.viewer(sight.width, sight.height))
            for dot, at, behind in zip(dots, sight.pixels(points), hidden, strict=True):
                painter.setOpacity(0.35 if behind else 1.0)
                painter.setPen(QPen(QColor(dot.rim), 2))
                painter.setBrush(QColor(dot.color))
                painter.drawEllipse(QPointF(*at.tolist()), dot.size / 2, dot.size / 2)
            painter.setOpacity(1.0)
        if self._start is not None and self._inside(self._start):
            place = self._relief.to_box(np.array([self._start.at]), np.array([self._start.height]))
            _cross(painter, QPointF(*sight.pixels(place)[0].tolist()))

    def _inside(self, dot: Dot) -> bool:
        assert self._relief is not None
        (x0, x1), (y0, y1) = self._relief.x, self._relief.y
        return x0 <= dot.at[0] <= x1 and y0 <= dot.at[1] <= y1 and bool(np.isfinite(dot.height))

    # --- mouse and keys --------------------------------------------------------------------------

    def place_at(self, at: QPointF) -> Place | None:
        """Return the coordinates on the surface at a pixel; None beside the surface."""
        if self._relief is None:
            return None
        sight = self.sight()
        return self._relief.hit(*ray(sight.matrix, at.x(), at.y(), sight.width, sight.height))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: start a turn or a click."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = self._last = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt: turn, or report the point under the cursor."""
        now = event.position().toPoint()
        if self._pressed is not None:
            moved, self._last = now - self._last, now
            self.left.emit()
            self._set_camera(self.camera.turned(PER_PIXEL * moved.x(), PER_PIXEL * moved.y()))
            return
        at = self.place_at(event.position())
        if at is None:
            self.left.emit()
        else:
            self.hovered.emit(now, *at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt: a press without movement is a click."""
        pressed, self._pressed = self._pressed, None
        if pressed is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if (event.position().toPoint() - pressed).manhattanLength() < CLICK_PX:
            at = self.place_at(event.position())
            if at is not None:
                self.clicked.emit(*at)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Qt: reset the view."""
        event.accept()
        self._set_camera(Camera())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Qt: zoom."""
        self._set_camera(self.camera.zoomed(1.0015 ** event.angleDelta().y()))

    def leaveEvent(self, event: QEvent) -> None:
        """Qt: the cursor has left."""
        super().leaveEvent(event)
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Shift and arrow keys turn, plus and minus zoom, 0 resets the view."""
        turns = {
            Qt.Key.Key_Left: (-TURN, 0.0),
            Qt.Key.Key_Right: (TURN, 0.0),
            Qt.Key.Key_Up: (0.0, RISE),
            Qt.Key.Key_Down: (0.0, -RISE),
        }
        key, shifted = Qt.Key(event.key()), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in turns and shifted:
            self._set_camera(self.camera.turned(*turns[key]))
        elif key in {Qt.Key.Key_Plus, Qt.Key.Key_Minus}:
            self._set_camera(self.camera.zoomed(NEARER if key == Qt.Key.Key_Plus else 1 / NEARER))
        elif key == Qt.Key.Key_0:
            self._set_camera(Camera())
        else:
            super().keyPressEvent(event)

    def _set_camera(self, camera: Camera) -> None:
        if camera != self.camera:
            self.camera = camera
            self.update()


def _cross(painter: QPainter, at: QPointF) -> None:
    for color, width in (("#14171C", 4), ("#FFFFFF", 2)):
        painter.setPen(QPen(QColor(color), width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawLine(at - QPointF(8, 0), at + QPointF(8, 0))
        painter.drawLine(at - QPointF(0, 8), at + QPointF(0, 8))

"""Items in a chart: rasters, dots, lines, labelled marks, spots."""

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from playground.arrays import Floats
from playground.ui.plots.chart.colors import Pixels
from playground.ui.plots.chart.strokes import Segments, cosmetic, device_pen, writes_vector_file
from playground.ui.plots.chart.view import View
from playground.ui.style.theme import Theme, small_font


class Overlay(pg.GraphicsObject):  # type: ignore[misc]
    """An item that may paint anywhere in its view, so that its bounds do not depend on its content."""

    def __init__(self, view: View) -> None:
        super().__init__()
        self._view = view

    def boundingRect(self) -> QRectF:
        """Qt: the whole view."""
        return QRectF(self._view.viewRect())

    def viewTransformChanged(self) -> None:
        """pyqtgraph: the view shows another range."""
        self.prepareGeometryChange()


class Raster(pg.GraphicsObject):  # type: ignore[misc]
    """An image whose pixels are centred on grid points, the first one at the lower left."""

    def __init__(self) -> None:
        super().__init__()
        self._pixels: Pixels = np.zeros((0, 0), np.uint32)
        self._image = QImage()
        self._rect = QRectF()
        self._smooth = True

    def show_pixels(
        self, pixels: Pixels, x: tuple[float, float], y: tuple[float, float], *, smooth: bool = True
    ) -> None:
        """Show pixels ``(rows, columns)``, rows upwards.

        Args:
            pixels: At least two rows and columns; 0 is transparent.
            x: Coordinates of the first and the last column.
            y: Coordinates of the first and the last row.
            smooth: Whether to blend between pixels.
        """
        self._pixels = np.ascontiguousarray(pixels)  # the image reads this memory
        rows, columns = pixels.shape
        self._image = QImage(
            self._pixels.data, columns, rows, 4 * columns, QImage.Format.Format_ARGB32_Premultiplied
        )
        half_x, half_y = (x[1] - x[0]) / (columns - 1) / 2, (y[1] - y[0]) / (rows - 1) / 2
        rect = QRectF(x[0] - half_x, y[0] - half_y, x[1] - x[0] + 2 * half_x, y[1] - y[0] + 2 * half_y)
        if rect != self._rect:
            self.prepareGeometryChange()
            self._rect = rect
        self._smooth = smooth
        self.update()

    @property
    def pixel_count(self) -> tuple[int, int]:
        """Number of rows and columns."""
        rows, columns = self._pixels.shape
        return rows, columns

    def pixel(self, column: int, row: int) -> QColor:
        """Return the colour of a pixel; rows are counted upwards."""
        return self._image.pixelColor(column, row)

    def clear(self) -> None:
        """Show nothing."""
        self.prepareGeometryChange()
        self._image, self._rect = QImage(), QRectF()
        self._pixels = np.zeros((0, 0), np.uint32)

    def boundingRect(self) -> QRectF:
        """Qt: where it paints."""
        return self._rect

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem | None, widget: QWidget | None = None
    ) -> None:
        """Qt: paint. The view's vertical axis points upwards, so the first row comes out at the bottom."""
        del option, widget
        if not self._image.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self._smooth)
            painter.drawImage(self._rect, self._image)


class Lines(Overlay):
    """A polyline with one or more cosmetic pens, drawn one after the other, e.g. a halo and the line."""

    def __init__(self, view: View, *, smooth: bool = True) -> None:
        super().__init__(view)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)  # reports the exposed area
        self._points: tuple[Floats, Floats] = (np.empty(0), np.empty(0))
        self._path: QPainterPath | None = None
        self._segments: Segments | None = None
        self._pens: tuple[QPen, ...] = ()
        self._smooth = smooth

    def set_pens(self, *pens: QPen) -> None:
        """Set the pens to draw with; widths are in pixels at scale 1, 0 is the thinnest possible line."""
        self._pens = tuple(cosmetic(pen) for pen in pens)
        self.update()

    @property
    def points(self) -> tuple[Floats, Floats]:
        """The polyline that is shown."""
        return self._points

    def show_points(self, x: Floats, y: Floats) -> None:
        """Show a polyline; it is broken where a coordinate is not finite."""
        old_x, old_y = self._points
        if np.array_equal(x, old_x) and np.array_equal(y, old_y, equal_nan=True):
            return
        self._points = x, y
        self._path = self._segments = None  # made on the next paint
        self.update()

    def clear(self) -> None:
        """Show nothing."""
        self.show_points(np.empty(0), np.empty(0))

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem | None, widget: QWidget | None = None
    ) -> None:
        """Qt: paint what is exposed, or everything without an option."""
        del widget
        if len(self._points[0]) < 2:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, self._smooth)
        area = self.boundingRect() if option is None else QRectF(option.exposedRect)
        for pen in self._pens:
            sized = device_pen(pen, painter)
            painter.setPen(sized)
            if sized.widthF() <= 1 or writes_vector_file(painter):
                if self._path is None:
                    self._path = pg.arrayToQPath(*self._points, connect="finite")
                painter.drawPath(self._path)
                continue
            if self._segments is None:
                self._segments = Segments(*self._points)
            self._segments.draw(painter, area)


class Marks(Overlay):
    """Labelled vertical lines across a view; labels that would overlap move down a row, or are left out."""

    ROWS = 3

    def __init__(self, view: View) -> None:
        super().__init__(view)
        self._marks: tuple[tuple[float, str], ...] = ()
        self._text_color, self._line, self._back = QColor(), QColor(), QColor()
        self._font = QFont()
        self.labelled = True

    @property
    def marks(self) -> tuple[tuple[float, str], ...]:
        """Positions and labels."""
        return self._marks

    def show_marks(self, marks: Sequence[tuple[float, str]]) -> None:
        """Show these marks."""
        if tuple(marks) != self._marks:
            self._marks = tuple(marks)
            self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Apply a theme's colours."""
        self._text_color, self._back = QColor(theme.muted), QColor(theme.panel)
        self._line = QColor(theme.muted)
        self._line.setAlphaF(0.6)
        self._back.setAlphaF(0.85)
        self._font = small_font(theme)
        self.update()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Qt: paint lines and labels at pixel positions, so that zooming does not stretch the text."""
        del option, widget
        if not self._marks:
            return
        place = painter.worldTransform()
        area = place.mapRect(self.boundingRect())
        painter.resetTransform()
        painter.setFont(self._font)
        metrics = QFontMetricsF(self._font)
        ends = [area.left()] * self.ROWS
        for position, label in self._marks:
            x = round(place.map(QPointF(position, 0)).x()) + 0.5
            if not area.left() <= x <= area.right():
                continue
            painter.setPen(QPen(self._line, 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            if self.labelled:
                self._label(painter, metrics, QPointF(x, area.top()), label, area.right(), ends)

    def _label(
        self,
        painter: QPainter,
        metrics: QFontMetricsF,
        top: QPointF,
        label: str,
        right: float,
        ends: list[float],
    ) -> None:
        width = metrics.horizontalAdvance(label) + 8
        left = top.x() + 3 if top.x() + 3 + width <= right else top.x() - 3 - width
        row = next((row for row, end in enumerate(ends) if left >= end), None)
        if row is None:
            return
        ends[row] = left + width + 4
        box = QRectF(left, top.y() + 2 + row * (metrics.height() + 3), width, metrics.height() + 1)
        painter.fillRect(box, self._back)
        painter.setPen(self._text_color)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, label)


class Spots(Overlay):
    """A few round markers of fixed size in pixels, each with a rim."""

    def __init__(self, view: View) -> None:
        super().__init__(view)
        self._spots: tuple[tuple[float, float, float, QColor, QColor], ...] = ()

    @property
    def places(self) -> list[tuple[float, float]]:
        """Coordinates of the markers."""
        return [(x, y) for x, y, *_ in self._spots]

    @property
    def fills(self) -> list[str]:
        """Colours of the markers."""
        return [fill.name() for _, _, _, fill, _ in self._spots]

    def show_spots(self, spots: Sequence[tuple[float, float, float, str, str]]) -> None:
        """Show markers: x, y, diameter in pixels, colour, colour of the rim."""
        self._spots = tuple((x, y, size, QColor(fill), QColor(rim)) for x, y, size, fill, rim in spots)
        self.update()

    def clear(self) -> None:
        """Show nothing."""
        self.show_spots(())

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem | None, widget: QWidget | None = None
    ) -> None:
        """Qt: paint at pixel positions."""
        del option, widget
        place = painter.worldTransform()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for x, y, size, fill, rim in self._spots:
            painter.setPen(QPen(rim, 2))
            painter.setBrush(fill)
            painter.drawEllipse(place.map(QPointF(x, y)), size / 2, size / 2)

"""Images at the device's resolution: what seldom changes is painted into one once, and then copied."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QTransform

from playground.ui.plots.chart.strokes import writes_vector_file


class DeviceImage:
    """An image of an area of a view at the resolution of the device.

    Attributes:
        corner: Position of its upper left corner, in pixels at scale 1.
        scale: Pixels at scale 1 per unit of x and y.
        pixels: The image; copies share its memory until one of them is drawn into.
    """

    def __init__(self, painter: QPainter, area: QRectF, back: QColor) -> None:
        """Make an image for the painter's device, filled with a colour."""
        self._key = _key(painter, area)
        place, ratio = painter.worldTransform(), painter.device().devicePixelRatioF()
        self.scale = (abs(place.m11()), abs(place.m22()))
        seen = place.mapRect(area)
        left, top = (float(np.floor(edge * ratio) / ratio) for edge in (seen.left(), seen.top()))
        self.corner = QPointF(left, top)
        width, height = (
            max(1, int(np.ceil(size * ratio))) for size in (seen.right() - left, seen.bottom() - top)
        )
        opaque = back.alpha() == 255
        self.pixels = QImage(
            width, height, QImage.Format.Format_RGB32 if opaque else QImage.Format.Format_ARGB32_Premultiplied
        )
        self.pixels.setDevicePixelRatio(ratio)
        self.pixels.fill(back)
        self._place = place * QTransform.fromTranslate(-left, -top)
        self._clip = seen.translated(-left, -top)

    def fits(self, painter: QPainter, area: QRectF) -> bool:
        """Return whether the image matches the painter's device, transform and area."""
        return self._key == _key(painter, area)

    def draw(self, paint: Callable[[QPainter], object]) -> None:
        """Draw into the image, in the coordinates of the view."""
        painter = QPainter(self.pixels)
        painter.setClipRect(self._clip)
        painter.setWorldTransform(self._place)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint(painter)
        painter.end()

    def show(self, painter: QPainter) -> None:
        """Copy the image to its place."""
        painter.save()
        painter.resetTransform()
        painter.drawImage(self.corner, self.pixels)
        painter.restore()


class CachedImage:
    """The image of a painted item, copied as long as nothing changes."""

    def __init__(self) -> None:
        self._image: DeviceImage | None = None

    def forget(self) -> None:
        """Drop the image, as the item has changed."""
        self._image = None

    def paint(self, painter: QPainter, area: QRectF, paint: Callable[[QPainter], object]) -> None:
        """Paint an item from its image; into a vector file, paint it directly.

        Args:
            painter: Painter in the coordinates of the item.
            area: Area in which the item paints.
            paint: Paints the item.
        """
        if writes_vector_file(painter):
            paint(painter)
            return
        if self._image is None or not self._image.fits(painter, area):
            self._image = DeviceImage(painter, area, QColor(Qt.GlobalColor.transparent))
            self._image.draw(paint)
        self._image.show(painter)


def _key(painter: QPainter, area: QRectF) -> tuple[Any, ...]:
    place = painter.worldTransform()
    numbers = (place.m11(), place.m12(), place.m21(), place.m22(), place.dx(), place.dy())
    return (*numbers, area.getRect(), painter.device().devicePixelRatioF())

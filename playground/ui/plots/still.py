"""Parts of a picture that seldom change, painted once into an image of the device's pixels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Any, Protocol

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from playground.ui.plots.axes import View
from playground.ui.plots.items import Overlay
from playground.ui.plots.strokes import to_file


class Part(Protocol):
    """What can be painted in the coordinates of a view, in or out of a scene."""

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem | None, widget: QWidget | None = None
    ) -> None:
        """Paint all of it."""


class DeviceImage:
    """An image of the pixels in which a device shows an area of a view.

    Attributes:
        corner: Where its upper left corner stands, in pixels at scale 1.
        scale: Pixels at scale 1 per unit of x and y.
        pixels: The image; copies share its memory until one of them is drawn into.
    """

    def __init__(self, painter: QPainter, area: QRectF, back: QColor) -> None:
        """Make one for what is painted on, filled with a colour."""
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
        """Whether it is made of the pixels that are painted on."""
        return self._key == _key(painter, area)

    def draw(self, paint: Callable[[QPainter], None]) -> None:
        """Draw into the image, in the coordinates of the view."""
        painter = QPainter(self.pixels)
        painter.setClipRect(self._clip)
        painter.setWorldTransform(self._place)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint(painter)
        painter.end()

    def show(self, painter: QPainter) -> None:
        """Copy it to where it belongs."""
        painter.save()
        painter.resetTransform()
        painter.drawImage(self.corner, self.pixels)
        painter.restore()


class Still(Overlay):
    """Paints parts that are not in the scene themselves; whoever changes one calls ``refresh``.

    Attributes:
        took: Seconds that painting all parts took when they were painted last.
    """

    def __init__(self, view: View) -> None:
        super().__init__(view)
        self._parts: Sequence[Part] = ()
        self._image: DeviceImage | None = None
        self.took = 0.0

    def set_parts(self, parts: Sequence[Part]) -> None:
        """What is painted, the lowest first."""
        self._parts = parts
        self.refresh()

    def refresh(self) -> None:
        """Paint the parts anew."""
        self._image = None
        self.update()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Qt: paint."""
        del option, widget
        if to_file(painter):
            paint_parts(painter, self._parts)
            return
        area = self.boundingRect()
        if self._image is None or not self._image.fits(painter, area):
            begin = perf_counter()
            self._image = DeviceImage(painter, area, QColor(Qt.GlobalColor.transparent))
            self._image.draw(lambda on: paint_parts(on, self._parts))
            self.took = perf_counter() - begin
        self._image.show(painter)


def paint_parts(painter: QPainter, parts: Sequence[Part]) -> None:
    """Paint one after the other."""
    for part in parts:
        painter.save()
        part.paint(painter, None)
        painter.restore()


def _key(painter: QPainter, area: QRectF) -> tuple[Any, ...]:
    place = painter.worldTransform()
    numbers = (place.m11(), place.m12(), place.m21(), place.m22(), place.dx(), place.dy())
    return (*numbers, area.getRect(), painter.device().devicePixelRatioF())

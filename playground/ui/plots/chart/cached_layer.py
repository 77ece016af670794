"""Parts of a plot that seldom change, painted once into an image of the device's pixels."""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter
from typing import Protocol

from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from playground.ui.plots.chart.device_image import CachedImage
from playground.ui.plots.chart.items import Overlay
from playground.ui.plots.chart.view import View


class Part(Protocol):
    """Something that can be painted in the coordinates of a view, in or out of a scene."""

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem | None, widget: QWidget | None = None
    ) -> None:
        """Paint all of it."""


class CachedLayer(Overlay):
    """Paints parts that are not in the scene themselves from a cached image; call ``refresh`` after changing one.

    Attributes:
        took: Seconds that the last painting of all parts took.
    """

    def __init__(self, view: View) -> None:
        super().__init__(view)
        self._parts: Sequence[Part] = ()
        self._cached = CachedImage()
        self.took = 0.0

    def set_parts(self, parts: Sequence[Part]) -> None:
        """Set what is painted, the lowest first."""
        self._parts = parts
        self.refresh()

    def refresh(self) -> None:
        """Repaint the parts."""
        self._cached.forget()
        self.update()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Qt: paint."""
        del option, widget
        self._cached.paint(painter, self.boundingRect(), self._paint_parts)

    def _paint_parts(self, painter: QPainter) -> None:
        begin = perf_counter()
        paint_parts(painter, self._parts)
        self.took = perf_counter() - begin


def paint_parts(painter: QPainter, parts: Sequence[Part]) -> None:
    """Paint one after the other."""
    for part in parts:
        painter.save()
        part.paint(painter, None)
        painter.restore()

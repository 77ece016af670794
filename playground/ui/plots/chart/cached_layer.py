"""Parts of a picture that seldom change, painted once into an image of the device's pixels."""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter
from typing import Protocol

from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from playground.ui.plots.chart.axes import View
from playground.ui.plots.chart.device_image import Kept
from playground.ui.plots.chart.items import Overlay


class Part(Protocol):
    """What can be painted in the coordinates of a view, in or out of a scene."""

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem | None, widget: QWidget | None = None
    ) -> None:
        """Paint all of it."""


class Still(Overlay):
    """Paints parts that are not in the scene themselves; whoever changes one calls ``refresh``.

    Attributes:
        took: Seconds that painting all parts took when they were painted last.
    """

    def __init__(self, view: View) -> None:
        super().__init__(view)
        self._parts: Sequence[Part] = ()
        self._kept = Kept()
        self.took = 0.0

    def set_parts(self, parts: Sequence[Part]) -> None:
        """What is painted, the lowest first."""
        self._parts = parts
        self.refresh()

    def refresh(self) -> None:
        """Paint the parts anew."""
        self._kept.forget()
        self.update()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Qt: paint."""
        del option, widget
        self._kept.paint(painter, self.boundingRect(), self._paint_parts)

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

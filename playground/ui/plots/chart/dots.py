"""Points in a chart."""

from collections.abc import Sequence
from typing import Any

import pyqtgraph as pg
from PySide6.QtGui import QBrush, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from playground.ui.plots.chart.strokes import writes_vector_file


class Dots(pg.ScatterPlotItem):  # type: ignore[misc]
    """Points of one size in pixels; clicks on them go to the view below.

    pyqtgraph keeps a picture of each pair of pen and brush object it was ever given; here those of the last style only.
    """

    def __init__(self, size: int) -> None:
        super().__init__(pxMode=True, size=size)

    def setData(self, *args: Any, **kargs: Any) -> None:
        """pyqtgraph: replace the points."""
        self.fragmentAtlas.clear()
        super().setData(*args, **kargs)

    def set_style(self, brush: QBrush | Sequence[QBrush], pen: QPen | Sequence[QPen]) -> None:
        """Fill and outline all points alike, or each with its own."""
        self.setBrush(brush, update=False)
        self.setPen(pen, update=False)
        self.fragmentAtlas.clear()
        self.updateSpots()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Qt: paint. In SVG each point is a shape: Qt would write the picture of all styles in its place."""
        self._exportOpts: dict[str, Any] | bool = {} if writes_vector_file(painter) else False
        super().paint(painter, option, widget)
        self._exportOpts = False

    def mouseClickEvent(self, ev: Any) -> None:
        """pyqtgraph: pass clicks on."""
        ev.ignore()

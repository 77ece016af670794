"""The prediction at a place that was clicked, in a card that stays."""

from collections.abc import Callable, Sequence
from math import hypot

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QPen

from playground.ui.plots.chart.chart import Chart
from playground.ui.plots.chart.dots import Dots
from playground.ui.plots.chart.view import Canvas
from playground.ui.plots.frame.panel import Readout, Row
from playground.ui.style.theme import Theme

Place = tuple[float, float]
NEAR = 8
"""A click this close to the probe, in pixels, removes it."""


class Probe:
    """A ring at the place and a card with the values there, until a click at the ring or outside, or Escape.

    A click elsewhere moves it. It follows the training.

    Attributes:
        card: The values; hidden while there is no probe.
        at: Coordinates of the place; None for none.
    """

    def __init__(
        self,
        canvas: Canvas,
        chart: Chart,
        rows_at: Callable[[Place], Sequence[Row] | None],
        snap: Callable[[Place], Place] = lambda at: at,
    ) -> None:
        """Prepare.

        Args:
            canvas: Where the card is shown.
            chart: Where clicks count.
            rows_at: Returns the values at a place; None outside the prediction.
            snap: Returns where the ring goes for a place.
        """
        self.card = Readout(canvas)
        self.at: Place | None = None
        self._canvas, self._view = canvas, chart.view
        self._rows_at, self._snap = rows_at, snap
        self._ring = Dots(13)
        self._view.add(self._ring, 20)
        self._view.clicked.connect(self._on_clicked)
        self._view.double_clicked.connect(self.release)
        self._view.sigRangeChanged.connect(self.refresh)

    def apply_theme(self, theme: Theme) -> None:
        """Apply a theme's colours."""
        pen = QPen(QColor(theme.text), 2)
        pen.setCosmetic(True)
        self._ring.set_style(QBrush(Qt.BrushStyle.NoBrush), pen)

    def refresh(self) -> None:
        """Show the newest values."""
        rows = self._rows_at(self.at) if self.at is not None else None
        if self.at is None or rows is None:
            self._ring.setData(x=[], y=[])
            self.card.hide()
            return
        x, y = self._snap(self.at)
        self._ring.setData(x=np.array([x]), y=np.array([y]))
        self.card.show_at(self._pixel((x, y)), "", rows)

    def show_at(self, at: Place) -> None:
        """Place the probe."""
        self.at = at if self._rows_at(at) is not None else None
        self.refresh()

    def release(self) -> bool:
        """Remove the probe; return whether there was one."""
        had, self.at = self.at is not None, None
        self.refresh()
        return had

    def _pixel(self, at: Place) -> QPoint:
        pixel: QPoint = self._canvas.mapFromScene(self._view.mapViewToScene(QPointF(*at)))
        return pixel

    def _on_clicked(self, x: float, y: float) -> None:
        if self.at is not None:
            away = self._pixel((x, y)) - self._pixel(self._snap(self.at))
            if hypot(away.x(), away.y()) <= NEAR:
                self.release()
                return
        self.show_at((x, y))

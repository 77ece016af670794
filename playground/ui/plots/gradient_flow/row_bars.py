"""One row per layer on a logarithmic axis: a dot, or a dot with a bar to a larger value."""

from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from playground.arrays import Floats
from playground.ui.plots.chart.items import Overlay
from playground.ui.plots.chart.view import View
from playground.ui.style.theme import Theme, small_font


class RowBars(Overlay):
    """Rows at y = 0, -1, -2, ...; positions along x are exponents of ten.

    A value of zero has no place on a logarithmic axis: it is drawn as a hollow dot with a 0 at the left end.
    """

    def __init__(self, view: View) -> None:
        super().__init__(view)
        self._start: Floats = np.empty(0)
        self._end: Floats = np.empty(0)
        self._band: tuple[float, float, float] | None = None
        self._color, self._bar_color, self._band_color, self._text_color = (
            QColor(),
            QColor(),
            QColor(),
            QColor(),
        )
        self._font = QFont()

    def set_band(self, low: float, middle: float, high: float) -> None:
        """Shade a healthy band between two exponents, with a line at its middle."""
        self._band = (low, middle, high)

    def show_rows(self, dots: Floats, ends: Floats | None = None) -> None:
        """Show a dot per row, with a bar to ``ends`` if given; values, not exponents."""
        self._start = dots
        self._end = dots if ends is None else ends
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Apply a theme's colours."""
        self._color, self._text_color = QColor(theme.accent), QColor(theme.muted)
        self._bar_color = QColor(theme.accent)
        self._bar_color.setAlphaF(0.28)
        self._band_color = QColor(theme.success)
        self._font = small_font(theme)
        self.update()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Qt: paint at pixel positions."""
        del option, widget
        place = painter.worldTransform()
        area = place.mapRect(self.boundingRect())
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font)
        self._paint_band(painter, place, area)
        height = abs(place.map(QPointF(0, 1)).y() - place.map(QPointF(0, 0)).y())
        thick = min(8.0, max(2.0, 0.36 * height))
        for row, (dot, end) in enumerate(zip(self._start, self._end, strict=True)):
            y = place.map(QPointF(0, -row)).y()
            if not np.isfinite(dot):
                continue
            if dot <= 0:
                self._paint_zero(painter, QPointF(area.left() + 8, y))
                continue
            x = place.map(QPointF(np.log10(dot), 0)).x()
            if np.isfinite(end) and end > dot:
                right = place.map(QPointF(np.log10(end), 0)).x()
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self._bar_color)
                painter.drawRoundedRect(QRectF(x, y - thick / 2, right - x, thick), thick / 2, thick / 2)
                painter.setPen(QPen(self._color, 1.5))
                painter.drawLine(QPointF(right, y - thick / 2 - 1), QPointF(right, y + thick / 2 + 1))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._color)
            painter.drawEllipse(QPointF(x, y), thick / 2 + 0.5, thick / 2 + 0.5)

    def _paint_zero(self, painter: QPainter, at: QPointF) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._color, 1.5))
        painter.drawEllipse(at, 3.5, 3.5)
        painter.setPen(self._text_color)
        painter.drawText(QRectF(at.x() + 7, at.y() - 8, 40, 16), Qt.AlignmentFlag.AlignVCenter, "0")

    def _paint_band(self, painter: QPainter, place: Any, area: QRectF) -> None:
        if self._band is None:
            return
        left, middle, right = (place.map(QPointF(power, 0)).x() for power in self._band)
        shade = QColor(self._band_color)
        shade.setAlphaF(0.13)
        painter.fillRect(QRectF(left, area.top(), right - left, area.height()) & area, shade)
        painter.setPen(QPen(self._band_color, 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(middle, area.top()), QPointF(middle, area.bottom()))

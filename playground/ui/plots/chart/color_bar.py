"""The colour bar beside a chart, with labelled values."""

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QLinearGradient, QPainter, QPolygonF
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from playground.ui.plots.chart.colors import Pixels
from playground.ui.plots.chart.device_image import CachedImage
from playground.ui.style.theme import Theme, small_font

BESIDE, BELOW = 8, 10
"""Pixels beyond its corner for a long label, and for the lower half of the lowest one."""


class ColorBar(pg.GraphicsWidget):  # type: ignore[misc]
    """A vertical bar of the colours of a raster, with labelled ticks and a title above it."""

    WIDTH = 78

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(self.WIDTH)
        self._cached = CachedImage()
        self._title = ""
        self._ticks: tuple[tuple[float, str], ...] = ()
        self._stops: list[tuple[float, QColor]] = []
        self._mark: tuple[float, QColor] | None = None
        self._border, self._text_color, self._font = QColor(), QColor(), QFont()

    @property
    def ticks(self) -> tuple[tuple[float, str], ...]:
        """Positions in 0..1 from the bottom, with their labels."""
        return self._ticks

    def set_palette(self, palette: Pixels) -> None:
        """Set the colours, from the bottom to the top."""
        chosen = np.linspace(0, len(palette) - 1, 17).round().astype(int)
        self._stops = [(number / 16, QColor(int(palette[index]))) for number, index in enumerate(chosen)]
        self._changed()

    def set_ticks(self, title: str, ticks: Sequence[tuple[float, str]]) -> None:
        """Set the title and labelled positions in 0..1."""
        if (title, tuple(ticks)) != (self._title, self._ticks):
            self._title, self._ticks = title, tuple(ticks)
            self._changed()

    def set_mark(self, place: float | None, color: str) -> None:
        """Point at a position in 0..1 with a small triangle; None at nothing."""
        mark = None if place is None else (place, QColor(color))
        if mark != self._mark:
            self._mark = mark
            self.update()

    @property
    def mark(self) -> float | None:
        """The position in 0..1 that is pointed at."""
        return self._mark[0] if self._mark is not None else None

    def apply_theme(self, theme: Theme) -> None:
        """Apply a theme's colours."""
        self._border, self._text_color = QColor(theme.border), QColor(theme.muted)
        self._font = small_font(theme)
        self._changed()

    def boundingRect(self) -> QRectF:
        """Qt: where it paints."""
        return QRectF(QPointF(), self.size()).adjusted(0, 0, BESIDE, BELOW)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Qt: paint."""
        del option, widget
        if self._ticks:
            self._cached.paint(painter, self.boundingRect(), self._paint)
            if self._mark is not None:
                self._paint_mark(painter, *self._mark)

    def _changed(self) -> None:
        self._cached.forget()
        self.update()

    @property
    def _bar(self) -> QRectF:
        """Where the colours are: the highest label is centred on its upper edge, below the title."""
        top = 1.5 * QFontMetricsF(self._font).height() + 1
        return QRectF(12, top, 12, max(1.0, self.size().height() - top - 1))

    def _paint_mark(self, painter: QPainter, place: float, color: QColor) -> None:
        bar = self._bar
        tip = QPointF(bar.left(), bar.bottom() - place * bar.height())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawPolygon(QPolygonF([tip, tip + QPointF(-9, -5), tip + QPointF(-9, 5)]))

    def _paint(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setFont(self._font)
        line, bar = QFontMetricsF(self._font).height(), self._bar
        gradient = QLinearGradient(bar.bottomLeft(), bar.topLeft())
        for place, color in self._stops:
            gradient.setColorAt(place, color)
        painter.fillRect(bar, gradient)
        painter.setPen(self._border)
        painter.drawRect(bar)
        painter.setPen(self._text_color)
        painter.drawText(QRectF(12, 0, self.WIDTH - 12, line), Qt.AlignmentFlag.AlignLeft, self._title)
        lowest = bar.bottom() + line
        for place, label in self._ticks:
            y = bar.bottom() - place * bar.height()
            if lowest - y < line:
                continue
            lowest = y
            box = QRectF(bar.right() + 5, y - line / 2, self.WIDTH + BESIDE - bar.right() - 5, line)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, label)

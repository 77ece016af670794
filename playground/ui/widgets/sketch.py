"""A small painted plot with labelled axes, for previews in forms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.arrays import Floats
from playground.ui.style.theme import Theme, ThemeHub


@dataclass(frozen=True)
class Series:
    """A line, or points.

    Attributes:
        x: Horizontal coordinates.
        y: Vertical coordinates.
        color: ``#RRGGBB``.
        label: Name in the legend; none when empty.
        points: Whether to draw dots instead of a line.
    """

    x: Floats
    y: Floats
    color: str
    label: str = ""
    points: bool = False


class Sketch(QWidget):
    """Lines and dots over two labelled axes, scaled to the data."""

    def __init__(self, hub: ThemeHub, parent: QWidget | None = None, *, height: int = 132) -> None:
        super().__init__(parent)
        self._hub = hub
        self._series: tuple[Series, ...] = ()
        self._labels = ("", "")
        self._equal = False
        self._height = height
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        hub.changed.connect(self._restyle)

    def _restyle(self, _theme: Theme) -> None:
        self.update()

    def sizeHint(self) -> QSize:
        """Qt: as high as asked for."""
        return QSize(240, self._height)

    def show_series(
        self, series: Sequence[Series], x_label: str = "", y_label: str = "", *, equal: bool = False
    ) -> None:
        """Show lines and dots.

        Args:
            series: Series in drawing order; points that are not finite are left out.
            x_label: Label below the axis, with its unit.
            y_label: Label at the top left.
            equal: Whether both axes have the same scale.
        """
        self._series, self._labels, self._equal = tuple(series), (x_label, y_label), equal
        self.update()

    @property
    def series(self) -> tuple[Series, ...]:
        """The series shown."""
        return self._series

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: paint axes, series, and legend."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._hub.theme
        font = QFont(self.font())
        font.setPixelSize(theme.small_px - 1)
        painter.setFont(font)
        if not any(len(s.x) for s in self._series):
            painter.setPen(QColor(theme.muted))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, "Nothing to show yet")
            return
        metrics = QFontMetricsF(font)
        area = QRectF(self.rect()).adjusted(38, metrics.height() + 6, -8, -2 * metrics.height() - 4)
        if self._equal:
            side = min(area.width(), area.height())
            area = QRectF(area.center().x() - side / 2, area.top(), side, side)
        view = _View.of(self._series, area)
        self._axes(painter, theme, view, metrics)
        painter.setClipRect(area.adjusted(-1, -1, 1, 1))
        for series in self._series:
            _draw(painter, view, series)
        painter.setClipping(False)
        self._legend(painter, theme, area, metrics)

    def _axes(self, painter: QPainter, theme: Theme, view: _View, metrics: QFontMetricsF) -> None:
        area, line = view.area, metrics.height()
        for value in _ticks(view.x0, view.x1, 5):
            x = view.at(value, view.y0).x()
            painter.setPen(QPen(QColor(theme.grid), 1))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            painter.setPen(QColor(theme.muted))
            box = QRectF(x - 30, area.bottom() + 2, 60, line)
            painter.drawText(box, Qt.AlignmentFlag.AlignHCenter, _short(value))
        for value in _ticks(view.y0, view.y1, 4):
            y = view.at(view.x0, value).y()
            painter.setPen(QPen(QColor(theme.grid), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(theme.muted))
            box = QRectF(area.left() - 58, y - line / 2, 54, line)
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, _short(value))
        painter.setPen(QColor(theme.muted))
        bottom = QRectF(area.left(), area.bottom() + line + 2, area.width(), line)
        painter.drawText(bottom, Qt.AlignmentFlag.AlignRight, self._labels[0])
        painter.drawText(QRectF(0, 0, area.right(), line), Qt.AlignmentFlag.AlignLeft, self._labels[1])

    def _legend(self, painter: QPainter, theme: Theme, area: QRectF, metrics: QFontMetricsF) -> None:
        right = area.right()
        for series in reversed([s for s in self._series if s.label]):
            width = metrics.horizontalAdvance(series.label)
            right -= width
            painter.setPen(QColor(theme.muted))
            painter.drawText(
                QRectF(right, 0, width + 1, metrics.height()), Qt.AlignmentFlag.AlignLeft, series.label
            )
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(series.color))
            painter.drawEllipse(QPointF(right - 8, metrics.height() / 2), 3, 3)
            right -= 24


@dataclass(frozen=True)
class _View:
    x0: float
    x1: float
    y0: float
    y1: float
    area: QRectF

    @classmethod
    def of(cls, series: Sequence[Series], area: QRectF) -> _View:
        xs = np.concatenate([s.x[np.isfinite(s.x)] for s in series])
        ys = np.concatenate([s.y[np.isfinite(s.y)] for s in series])
        x0, x1 = (float(xs.min()), float(xs.max())) if len(xs) else (0.0, 1.0)
        y0, y1 = (float(ys.min()), float(ys.max())) if len(ys) else (0.0, 1.0)
        if x1 <= x0:
            x0, x1 = x0 - 0.5, x1 + 0.5
        room = 0.06 * (y1 - y0) or max(abs(y1) * 0.1, 1e-12)
        return cls(x0, x1, y0 - room, y1 + room, area)

    def at(self, x: float, y: float) -> QPointF:
        return QPointF(
            self.area.left() + (x - self.x0) / (self.x1 - self.x0) * self.area.width(),
            self.area.bottom() - (y - self.y0) / (self.y1 - self.y0) * self.area.height(),
        )


def _draw(painter: QPainter, view: _View, series: Series) -> None:
    finite = np.isfinite(series.x) & np.isfinite(series.y)
    points = [view.at(float(x), float(y)) for x, y in zip(series.x[finite], series.y[finite], strict=True)]
    if series.points:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(series.color))
        for point in points:
            painter.drawEllipse(point, 1.8, 1.8)
    else:
        painter.setPen(QPen(QColor(series.color), 1.6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(points))


def _ticks(low: float, high: float, most: int) -> list[float]:
    raw = (high - low) / most
    power = 10.0 ** floor(log10(raw))
    step = next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= raw * 0.999)
    first = ceil(low / step - 1e-9)
    return [n * step for n in range(first, floor(high / step + 1e-9) + 1)]


def _short(value: float) -> str:
    if abs(value) < 1e-12:
        return "0"
    if abs(value) >= 10_000:
        return f"{value / 1000:g}k" if abs(value) < 1e6 else f"{value / 1e6:g}M"
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}".replace("e-0", "e-").replace("-", "\u2212")

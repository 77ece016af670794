"""Live pictures inside nodes: small maps of what units compute, and lines of activation and gradient."""

import math
from collections import deque
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from playground.engine.events import Floats
from playground.ui.canvas.card import LINE_HEIGHT, MAP_COLUMNS, font, mixed, tint
from playground.ui.theme import Theme

MAPS = 8
"""Units shown of a node."""
HISTORY = 48
"""Values kept for a line."""
CLEAR = 0
"""Index of the transparent colour."""


@lru_cache(maxsize=8)
def _color_table(negative: str, zero: str, positive: str) -> tuple[int, ...]:
    """Transparent, then 255 colours from the most negative to the most positive."""
    table = [0]
    for i in range(255):
        part = i / 127.0 - 1.0
        table.append(mixed(zero, positive if part > 0 else negative, abs(part)).rgba())
    return tuple(table)


class UnitPictures:
    """The maps of a node's first units as one image, made when it is first painted."""

    def __init__(self, maps: Floats) -> None:
        self._maps = maps[:MAPS]
        self._indices: np.ndarray[tuple[int, int], np.dtype[np.uint8]] | None = None
        self._image: QImage | None = None
        self._theme: Theme | None = None

    def paint(self, painter: QPainter, box: QRectF, theme: Theme) -> None:
        """Paint the maps in rows of four from the top-left corner of a box as wide as four of them."""
        if not len(self._maps):
            return
        if self._image is None or self._theme is not theme:
            self._image, self._theme = self._render(theme), theme
        scale = box.width() / self._full_width()
        target = QRectF(
            box.topLeft(),
            QPointF(box.left() + self._image.width() * scale, box.top() + self._image.height() * scale),
        )
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(target, self._image)

    def _gap(self) -> int:
        return max(1, round(self._maps.shape[2] / 7))

    def _full_width(self) -> int:
        return int(self._maps.shape[2]) * MAP_COLUMNS + self._gap() * (MAP_COLUMNS - 1)

    def _render(self, theme: Theme) -> QImage:
        if self._indices is None:
            self._indices = self._arranged()
        sheet = self._indices
        image = QImage(
            sheet.data, sheet.shape[1], sheet.shape[0], sheet.shape[1], QImage.Format.Format_Indexed8
        )
        image.setColorTable(list(_color_table(theme.negative, theme.zero, theme.positive)))
        return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)

    def _arranged(self) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
        """All maps on one sheet of colour indices; every map uses its own full range."""
        units, height, width = self._maps.shape
        values = np.nan_to_num(self._maps, nan=0.0, posinf=0.0, neginf=0.0)
        largest = np.abs(values).max(axis=(1, 2), keepdims=True)
        shades = (values * (127.0 / np.maximum(largest, 1e-9)) + 128.5).astype(np.uint8)[:, ::-1]
        shades[:, [0, 0, -1, -1], [0, -1, 0, -1]] = CLEAR
        gap, rows = self._gap(), -(-units // MAP_COLUMNS)
        columns = min(units, MAP_COLUMNS)
        sheet = np.zeros((rows * (height + gap) - gap, columns * (width + gap) - gap), np.uint8)
        for unit in range(units):
            top, left = unit // MAP_COLUMNS * (height + gap), unit % MAP_COLUMNS * (width + gap)
            sheet[top : top + height, left : left + width] = shades[unit]
        return np.ascontiguousarray(sheet)


class Lines:
    """The last values of activation and gradient of a node, each on its own logarithmic axis."""

    def __init__(self) -> None:
        self._values: tuple[deque[float], deque[float]] = (deque(maxlen=HISTORY), deque(maxlen=HISTORY))

    def add(self, activation: float, gradient: float) -> None:
        """Append one moment; NaN where there is no such value."""
        for values, value in zip(self._values, (activation, gradient), strict=True):
            values.append(value)

    def paint(self, painter: QPainter, box: QRectF, rows: int, theme: Theme) -> None:
        """Paint one row per line: its sign, the line, its newest value."""
        colors = (QColor(theme.muted), QColor(theme.accent))
        for row, (sign, values, color) in enumerate(zip(("a", "∇"), self._values, colors, strict=True)):
            if row >= rows:
                return
            top = box.top() + row * LINE_HEIGHT
            self._paint_row(
                painter, QRectF(box.left(), top, box.width(), LINE_HEIGHT), sign, values, color, theme
            )

    def _paint_row(
        self, painter: QPainter, box: QRectF, sign: str, values: deque[float], color: QColor, theme: Theme
    ) -> None:
        painter.setFont(font(theme.mono, theme.small_px - 1))
        painter.setPen(QColor(theme.muted))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | middle, sign)
        newest = values[-1] if values else math.nan
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | middle, _short(newest))
        plot = box.adjusted(14.0, 4.0, -40.0, -4.0)
        line = _log_line(values, plot)
        if line is None:
            painter.setPen(QPen(tint(theme.muted, 0.3), 1.0))
            painter.drawLine(
                QPointF(plot.left(), plot.center().y()), QPointF(plot.right(), plot.center().y())
            )
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(color, 1.4))
        painter.drawPolyline(line)


def _short(value: float) -> str:
    if not math.isfinite(value):
        return "–"
    if value == 0 or 0.01 <= value < 1000:
        return f"{value:.2g}"
    mantissa, exponent = f"{value:.0e}".split("e")
    return f"{mantissa}e{int(exponent)}"


def _log_line(values: deque[float], plot: QRectF) -> QPolygonF | None:
    """The line over at least one decade, newest at the right; None with fewer than two usable values."""
    logs = [math.log10(max(value, 1e-12)) if math.isfinite(value) else math.nan for value in values]
    known = [value for value in logs if not math.isnan(value)]
    if len(known) < 2:
        return None
    low, high = min(known), max(known)
    if high - low < 1.0:
        low, high = (low + high) / 2 - 0.5, (low + high) / 2 + 0.5
    step = plot.width() / (HISTORY - 1)
    first = HISTORY - len(logs)
    height = plot.height() / (high - low)
    points = [
        QPointF(plot.left() + (first + i) * step, plot.bottom() - (value - low) * height)
        for i, value in enumerate(logs)
        if not math.isnan(value)
    ]
    return QPolygonF(points)

"""Live pictures inside nodes: small maps of what units compute, and lines of activation and gradient.

They are painted many times a second beside a training that wants the same core: sheets of all nodes are made
together, and nothing is made for a node that is out of sight.
"""

import math
from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from playground.arrays import Floats
from playground.ui.canvas.card.card_state import LINE_HEIGHT, LINE_LEFT, LINE_RIGHT, MAP_COLUMNS, MAPS
from playground.ui.canvas.card.colors import font, mixed
from playground.ui.style.theme import Theme

HISTORY = 40
"""Values kept for a line."""
CLEAR = 0
"""Index of the transparent colour."""


@lru_cache(maxsize=32)
def _colors(negative: str, zero: str, positive: str) -> NDArray[np.uint32]:
    """Transparent, then 255 opaque colours from the most negative to the most positive, as ARGB."""
    table = [0]
    for i in range(255):
        part = i / 127.0 - 1.0
        table.append(mixed(zero, positive if part > 0 else negative, abs(part)).rgba())
    return np.array(table, np.uint32)


def sheets(maps: Mapping[str, Floats]) -> dict[str, NDArray[np.uint8]]:
    """Return the colour indices of each node's first maps, upright, in rows of four; every map uses its own full range.

    Nodes with as many maps of the same size go through numpy together, at a third of the cost.
    """
    made: dict[str, NDArray[np.uint8]] = {}
    alike: dict[tuple[int, ...], list[str]] = {}
    for node, values in maps.items():
        alike.setdefault((min(len(values), MAPS), *values.shape[1:]), []).append(node)
    for (units, *_), names in alike.items():
        if units:
            stack = np.stack([maps[name][:MAPS] for name in names]).astype(np.float32, copy=False)
            made.update(zip(names, _arranged(_indices(stack)), strict=True))
    return made


def _indices(values: Floats) -> NDArray[np.uint8]:
    largest = np.abs(values).max(axis=(2, 3), keepdims=True)
    if not np.isfinite(largest).all():
        values = np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0)
        largest = np.abs(values).max(axis=(2, 3), keepdims=True)
    indices: NDArray[np.uint8] = (values * (127.0 / np.maximum(largest, 1e-9)) + 128.5).astype(np.uint8)[
        :, :, ::-1
    ]
    return indices


def _arranged(indices: NDArray[np.uint8]) -> NDArray[np.uint8]:
    # Missing corner pixels make the maps look as soft as the cards.
    indices[:, :, [0, 0, -1, -1], [0, -1, 0, -1]] = CLEAR
    nodes, units, height, width = indices.shape
    gap, columns = _gap(width), min(units, MAP_COLUMNS)
    rows = -(-units // columns)
    cells = np.zeros((nodes, rows, height + gap, columns, width + gap), np.uint8)
    for unit in range(units):
        row, column = divmod(unit, columns)
        cells[:, row, :height, column, :width] = indices[:, unit]
    sheet: NDArray[np.uint8] = cells.reshape(nodes, rows * (height + gap), columns * (width + gap))
    return sheet


def _gap(width: int) -> int:
    return max(1, width // 7)


class UnitPictures:
    """The maps of a node's first units as one image, made when it is first painted."""

    def __init__(
        self, maps: Floats, sheet: NDArray[np.uint8] | None = None, *, of_classes: bool = False
    ) -> None:
        """Prepare.

        Args:
            maps: ``(units, height, width)``.
            sheet: Their colour indices, where they are known.
            of_classes: They are outputs for classes, and have their colours.
        """
        self._maps, self._of_classes = maps, of_classes
        self._sheet = sheet
        self._pixels: NDArray[np.uint32] | None = None
        self._image = QImage()
        self._theme: Theme | None = None

    def paint(self, painter: QPainter, box: QRectF, theme: Theme) -> None:
        """Paint the maps in rows of four from the top-left corner of a box as wide as four of them."""
        if not len(self._maps):
            return
        if self._pixels is None or self._theme is not theme:
            self._render(theme)
        width = int(self._maps.shape[2])
        scale = box.width() / (width * MAP_COLUMNS + _gap(width) * (MAP_COLUMNS - 1))
        target = QRectF(box.left(), box.top(), self._image.width() * scale, self._image.height() * scale)
        # Made smaller, smooth maps need no smoothing, which would be most of the cost.
        enlarged = painter.deviceTransform().m11() * scale > 1.0
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, enlarged)
        painter.drawImage(target, self._image)

    def unit(self, number: int, theme: Theme) -> QImage:
        """Return one map alone."""
        pixels = self._palette(number, theme)[_indices(self._maps[None, [number]])[0, 0]]
        kind = QImage.Format.Format_RGB32
        return QImage(pixels.data, pixels.shape[1], pixels.shape[0], pixels.shape[1] * 4, kind).copy()

    def _palette(self, unit: int, theme: Theme) -> NDArray[np.uint32]:
        """Return the colours of a unit: those of its class and of the other one, where it is an output for classes."""
        if not self._of_classes:
            return _colors(theme.negative, theme.zero, theme.positive)
        classes, total = theme.class_colors, len(self._maps)
        if total == 1:
            return _colors(classes[0], theme.zero, classes[1])
        other = classes[1 - unit] if total == 2 else theme.muted
        return _colors(other, theme.zero, classes[unit % len(classes)])

    @property
    def count(self) -> int:
        """How many maps are shown."""
        return min(len(self._maps), MAPS)

    def _render(self, theme: Theme) -> None:
        if self._sheet is None:
            self._sheet = sheets({"": self._maps})[""]
        # The image looks into the array, which therefore has to stay.
        pixels = self._pixels = _colors(theme.negative, theme.zero, theme.positive)[self._sheet]
        if self._of_classes:
            height, width = self._maps.shape[1:]
            for unit in range(self.count):
                row, column = divmod(unit, MAP_COLUMNS)
                top, left = row * (height + _gap(width)), column * (width + _gap(width))
                part = slice(top, top + height), slice(left, left + width)
                pixels[part] = self._palette(unit, theme)[self._sheet[part]]
        self._theme = theme
        kind = QImage.Format.Format_ARGB32_Premultiplied
        self._image = QImage(pixels.data, pixels.shape[1], pixels.shape[0], pixels.shape[1] * 4, kind)


class Lines:
    """The last values of activation and gradient of a node, each on its own logarithmic axis."""

    def __init__(self) -> None:
        self._logs = np.full((2, HISTORY), np.nan)
        self._newest = [math.nan, math.nan]
        self._drawn: dict[tuple[float, float, int], QPolygonF] = {}

    def add(self, activation: float, gradient: float) -> None:
        """Append one moment; NaN where there is no such value."""
        self._newest = [activation, gradient]
        self._drawn.clear()
        self._logs[:, :-1] = self._logs[:, 1:]
        for row, value in enumerate(self._newest):
            self._logs[row, -1] = math.log10(max(value, 1e-12)) if math.isfinite(value) else math.nan

    def paint(self, painter: QPainter, box: QRectF, count: int, theme: Theme) -> None:
        """Paint the line and its newest value in each row; the card has the signs in front of them."""
        painter.setFont(font(theme.mono, theme.small_px - 1))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for row, color in enumerate((theme.muted, theme.accent)[:count]):
            line = QRectF(box.left(), box.top() + row * LINE_HEIGHT, box.width(), LINE_HEIGHT)
            painter.setPen(QColor(theme.muted))
            painter.drawText(line, _RIGHT, _short(self._newest[row]))
            key = (line.left(), line.top(), row)
            if key not in self._drawn:
                self._drawn[key] = self._polygon(line.adjusted(LINE_LEFT, 4.0, -LINE_RIGHT, -4.0), row)
            pen = QPen(QColor(color), 1.0)
            pen.setCosmetic(True)
            painter.setPen(pen)
            painter.drawPolyline(self._drawn[key])

    def _polygon(self, plot: QRectF, row: int) -> QPolygonF:
        """Return the line over at least one decade, newest at the right; empty with fewer than two values."""
        values = self._logs[row]
        known = np.flatnonzero(values == values)  # noqa: PLR0124 - NaN differs from itself
        if len(known) < 2:
            return QPolygonF()
        y = values[known]
        low, high = float(y.min()), float(y.max())
        if high - low < 1.0:
            low, high = (low + high) / 2 - 0.5, (low + high) / 2 + 0.5
        across = plot.left() + known * (plot.width() / (HISTORY - 1))
        down = plot.bottom() - (y - low) * (plot.height() / (high - low))
        from pyqtgraph.functions import arrayToQPolygonF  # noqa: PLC0415 - loaded after the window is shown

        polygon: QPolygonF = arrayToQPolygonF(across, down)
        return polygon


_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def _short(value: float) -> str:
    if not math.isfinite(value):
        return "–"
    if value == 0 or 0.01 <= value < 1000:
        return f"{value:.0f}" if value >= 100 else f"{value:.2g}"
    mantissa, exponent = f"{value:.0e}".split("e")
    return f"{mantissa}e{int(exponent)}"

"""Every weight between two small layers as a line of its own, and biases as dots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from playground.arrays import Floats, Integers
from playground.engine.events.pictures import DenseWeights
from playground.ui.canvas.card.colors import mixed
from playground.ui.canvas.geometry import DETAIL
from playground.ui.canvas.items.drawn import Drawn
from playground.ui.style.theme import Theme

LEVELS = 6
"""Steps of width and opacity on each side of zero; lines of one step are painted together."""
THINNEST, THICKEST = 0.5, 3.2
FAINTEST = 0.22
DIMMED = 0.35
"""Opacity of the other lines while some are highlighted."""
DOT = 3.0
"""Radius of the dot of a bias, in pixels at zoom 1, where there is room for it."""
DOT_SIZES = 20
"""Steps of the size of a dot on each side of zero."""
DOT_GAP = 6.0
"""From a dot's centre to the card."""
REACH = 5.0
"""Distance within which the mouse hits a line, in pixels of the screen."""


@dataclass(frozen=True, slots=True)
class Highlight:
    """The lines that are emphasized: those of a unit, or to it from one source.

    Attributes:
        unit: The unit where they end; None for all.
        source: The source where they begin; None for all.
        bias: Only the dot of the unit.
    """

    unit: int | None = None
    source: int | None = None
    bias: bool = False


class WeightFan(Drawn):
    """The lines of one wire. Colour is the sign of a weight; width and opacity are its size."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, 1.2)
        self._layer: DenseWeights | None = None
        self._largest = 1.0
        self._looks: tuple[Integers, Integers] | None = None
        """Level of each line and size of each dot, as they are painted."""
        self._starts: Floats = np.empty((0, 2))
        self._ends: Floats = np.empty((0, 2))
        self._lines: list[list[QLineF]] = []
        self._highlight: Highlight | None = None

    @property
    def layer(self) -> DenseWeights | None:
        """The weights that are shown."""
        return self._layer

    @property
    def highlighted(self) -> Highlight | None:
        """The lines that are emphasized; None for none."""
        return self._highlight

    def show_layer(self, layer: DenseWeights, largest: float) -> None:
        """Show weights relative to the largest one."""
        before = self._looks
        self._layer, self._largest = layer, largest or 1.0
        self._looks = _levels(layer.weights, self._largest), _dot_sizes(layer.biases, self._largest)
        if before is None or not all(map(np.array_equal, self._looks, before)):
            self.update()

    def span(self, starts: Sequence[QPointF], ends: Sequence[QPointF]) -> None:
        """Draw from the sources to the units, which have a dot in front of their card, in the scene."""
        self.prepareGeometryChange()
        self._starts = np.array([(p.x(), p.y()) for p in starts])
        self._ends = np.array([(p.x() - DOT_GAP, p.y()) for p in ends])
        self._lines = [[QLineF(p.x(), p.y(), *end) for p in starts] for end in self._ends.tolist()]
        both = np.concatenate([self._starts, self._ends])
        (left, top), (right, bottom) = both.min(axis=0), both.max(axis=0)
        self.bounds = QRectF(QPointF(left, top), QPointF(right, bottom)).adjusted(-6, -6, 6, 6)
        self.update()

    def highlight(self, chosen: Highlight | None) -> None:
        """Emphasize some lines."""
        if chosen != self._highlight:
            self._highlight = chosen
            self.setZValue(1.2 if chosen is None else 1.3)
            self.update()

    def nearest(self, at: QPointF, zoom: float) -> tuple[float, int, int | None] | None:
        """Return distance, unit and source (None for its bias) of the closest line or dot within reach."""
        if self._layer is None or not self.bounds.contains(at):
            return None
        point = np.array([at.x(), at.y()])
        reach = REACH / zoom
        dots = np.linalg.norm(self._ends - point, axis=1)
        if len(self._layer.biases) and dots.min() <= max(reach, self._dot() + 1.0):
            return 0.0, int(dots.argmin()), None
        start, along = self._starts[None], self._ends[:, None] - self._starts[None]
        length = np.maximum((along**2).sum(axis=2), 1e-9)
        part = np.clip(((point - start) * along).sum(axis=2) / length, 0.0, 1.0)
        away = np.linalg.norm(start + part[..., None] * along - point, axis=2)
        unit, source = np.unravel_index(int(away.argmin()), away.shape)
        least = float(away[unit, source])
        return (least, int(unit), int(source)) if least <= reach else None

    def _dot(self) -> float:
        y = np.sort(self._ends[:, 1])
        pitch = float(np.diff(y).min()) if len(y) > 1 else 2 * DOT
        return min(DOT, max(1.2, 0.42 * pitch))

    def draw(self, painter: QPainter) -> None:
        """Paint."""
        layer = self._layer
        shape = len(self._ends), len(self._starts)
        if layer is None or self._looks is None or self.zoom < DETAIL or layer.weights.shape != shape:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self._highlight
        emphasized = None if chosen is None else self._emphasized(chosen, layer.weights.shape)
        faint = 1.0 if emphasized is None else DIMMED
        levels, dots = self._looks
        self._paint_lines(painter, levels, faint)
        if emphasized is not None:
            self._paint_lines(painter, levels, 1.0, emphasized, more=1.2)
        if len(dots):
            self._paint_dots(painter, dots, chosen)

    @staticmethod
    def _emphasized(chosen: Highlight, shape: tuple[int, ...]) -> Floats:
        mask = np.zeros(shape, bool)
        if not chosen.bias:
            unit = slice(None) if chosen.unit is None else slice(chosen.unit, chosen.unit + 1)
            source = slice(None) if chosen.source is None else slice(chosen.source, chosen.source + 1)
            mask[unit, source] = True
        return mask

    def _paint_lines(
        self,
        painter: QPainter,
        levels: Integers,
        opacity: float,
        chosen: Floats | None = None,
        *,
        more: float = 0.0,
    ) -> None:
        """Paint the chosen lines, all for None, in order of size, those of one level at once."""
        by_level: dict[int, list[QLineF]] = {}
        rows = levels.tolist()
        kept = None if chosen is None else chosen.tolist()
        for unit, (row, lines) in enumerate(zip(rows, self._lines, strict=True)):
            for source, (level, line) in enumerate(zip(row, lines, strict=True)):
                if kept is None or kept[unit][source]:
                    by_level.setdefault(level, []).append(line)
        for level in sorted(by_level, key=abs):
            part = abs(level) / LEVELS
            share = (FAINTEST + (1.0 - FAINTEST) * part) * opacity if not more else 1.0
            painter.setPen(QPen(self._color(level, share), THINNEST + (THICKEST - THINNEST) * part + more))
            painter.drawLines(by_level[level])

    def _color(self, level: int, share: float) -> QColor:
        """Mix a line's colour with the canvas; lines that let others shine through paint 20 times slower."""
        theme = self.theme
        if level == 0:
            return mixed(theme.canvas, theme.wire, 0.5 * share)
        return mixed(theme.canvas, theme.positive if level > 0 else theme.negative, share)

    def _paint_dots(self, painter: QPainter, sizes: Integers, chosen: Highlight | None) -> None:
        radius = self._dot()
        plain, marker = QPen(QColor(self.theme.canvas), 0.8), QPen(QColor(self.theme.text), 1.2)
        brushes = [
            QBrush(QColor(color)) for color in (self.theme.wire, self.theme.positive, self.theme.negative)
        ]
        for unit, (place, size) in enumerate(zip(self._ends.tolist(), sizes.tolist(), strict=True)):
            marked = chosen is not None and chosen.bias and chosen.unit == unit
            painter.setPen(marker if marked else plain)
            painter.setBrush(brushes[(size > 0) - (size < 0)])
            shown = radius * (0.6 + 0.4 * abs(size) / DOT_SIZES) + (1.0 if marked else 0.0)
            painter.drawEllipse(QPointF(*place), shown, shown)
        painter.setBrush(Qt.BrushStyle.NoBrush)


def _levels(weights: Floats, largest: float) -> Integers:
    """Return the step of width and opacity of each line, negative for negative weights."""
    sizes = np.clip(np.nan_to_num(weights) / largest, -1.0, 1.0)
    return np.asarray(np.ceil(np.abs(sizes) * LEVELS) * np.where(sizes < 0, -1, 1), np.int64)


def _dot_sizes(biases: Floats, largest: float) -> Integers:
    """Return the step of size of each dot, negative for negative biases, 0 for about none."""
    sizes = np.clip(np.nan_to_num(biases) / largest, -1.0, 1.0)
    steps = np.where(np.abs(sizes) > 0.02, np.maximum(1, np.round(np.abs(sizes) * DOT_SIZES)), 0)
    return np.asarray(steps * np.sign(sizes), np.int64)

"""One strip per lane: how far it comes at each learning rate, as colours."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QWidget

from playground.arrays import Doubles
from playground.ui.plots.chart import numbers
from playground.ui.plots.frame.panel import Readout, Row
from playground.ui.plots.race.lr_map.height_scale import HeightScale
from playground.ui.plots.race.lr_map.rate_painter import PALETTE, SIDE, RatePainter
from playground.ui.plots.race.lr_map.wording import Strip, card_values, summary_of
from playground.ui.style.theme import Theme, small_font

TOP, BOTTOM = 62, 40
"""Margins: above for the legend, below for the axis."""
LEAST_ROW, MOST_ROW = 42, 76
LABEL = 22
"""Height of the label above each strip."""


class RateStrips(QWidget):
    """One strip per lane over a common axis of rates. A click, or Enter, chooses a rate."""

    chosen = Signal(str, float)
    """Lane and rate."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Learning rates of all lanes")
        self._strips: tuple[Strip, ...] = ()
        self._rates: Doubles = np.array([1e-4, 1.0])
        self.scale = HeightScale(0.0, 1e-9, 1.0, known=True)
        self._at: tuple[int, int] | None = None
        self._drawn: QPixmap | None = None
        self.readout = Readout(self)

    # --- what is shown ---------------------------------------------------------------------------

    @property
    def strips(self) -> tuple[Strip, ...]:
        """The strips shown."""
        return self._strips

    def show_strips(self, strips: Sequence[Strip], rates: Doubles) -> None:
        """Show lanes over rates, ascending."""
        if len(strips) != len(self._strips) or not np.array_equal(rates, self._rates):
            self._at = None
            self.readout.hide()
        self._strips, self._rates, self._drawn = tuple(strips), rates, None
        self.scale = HeightScale.over([strip.map for strip in strips if strip.map is not None])
        self.setMinimumHeight(TOP + BOTTOM + LEAST_ROW * max(1, len(strips)))
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Apply a theme's colours."""
        self._theme = theme
        self._font, self._drawn = small_font(theme), None
        self._painter = RatePainter(theme, self._font)
        self._bold = QFont(self._font)
        self._bold.setWeight(QFont.Weight.DemiBold)
        self.update()

    def sizeHint(self) -> QSize:
        """Qt: room for at least four lanes."""
        return QSize(460, TOP + BOTTOM + 48 * max(4, len(self._strips)))

    # --- places ----------------------------------------------------------------------------------

    def cell(self, row: int, column: int) -> QRectF:
        """Return the rectangle of a rate of a lane."""
        return self._cells(row)[column]

    def _cells(self, row: int) -> list[QRectF]:
        height = self._row_height()
        top = TOP + row * height + LABEL
        edges = self._edges().tolist()
        return [QRectF(left, top, right - left, height - LABEL - 8) for left, right in pairwise(edges)]

    def _row_height(self) -> float:
        room = (self.height() - TOP - BOTTOM) / max(1, len(self._strips))
        return float(np.clip(room, LEAST_ROW, MOST_ROW))

    def _edges(self) -> Doubles:
        return np.linspace(SIDE, self.width() - SIDE, len(self._rates) + 1)

    def x_of(self, rate: float) -> float:
        """Return the position of a rate in pixels; beyond the margins for one outside the grid."""
        edges, powers = self._edges(), np.log10(self._rates)
        half = (edges[1] - edges[0]) / 2
        if rate <= 0:
            return -1.0
        share = (np.log10(rate) - powers[0]) / (powers[-1] - powers[0])
        return float(edges[0] + half + share * (edges[-1] - edges[0] - 2 * half))

    def _under(self, at: QPointF) -> tuple[int, int] | None:
        row = int((at.y() - TOP) // self._row_height())
        column = int(np.searchsorted(self._edges(), at.x()) - 1)
        if 0 <= row < len(self._strips) and 0 <= column < len(self._rates) and at.y() >= TOP:
            return row, column
        return None

    # --- mouse and keys --------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt: show what is under the cursor."""
        self._go(self._under(event.position()), event.position().toPoint())

    def leaveEvent(self, event: QEvent) -> None:
        """Qt: the cursor is gone."""
        super().leaveEvent(event)
        self._go(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: choose the rate under the cursor."""
        self.setFocus()
        if event.button() == Qt.MouseButton.LeftButton:
            self._go(self._under(event.position()), event.position().toPoint())
            self._choose()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: arrow keys move the mark, Enter chooses its rate."""
        moves = {
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
        }
        key = Qt.Key(event.key())
        if key in moves and self._strips:
            row, column = self._at or (0, len(self._rates) // 2)
            by_row, by_column = moves[key]
            row = min(max(row + by_row, 0), len(self._strips) - 1)
            column = min(max(column + by_column, 0), len(self._rates) - 1)
            self._go((row, column), self.cell(row, column).center().toPoint())
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._choose()
        else:
            super().keyPressEvent(event)

    def _choose(self) -> None:
        if self._at is not None:
            row, column = self._at
            self.chosen.emit(self._strips[row].lane, float(self._rates[column]))

    def _go(self, at: tuple[int, int] | None, cursor: QPoint | None = None) -> None:
        if at != self._at:
            self._at = at
            self.update()
        self.setCursor(Qt.CursorShape.ArrowCursor if at is None else Qt.CursorShape.PointingHandCursor)
        if at is None or cursor is None:
            self.readout.hide()
            return
        title, rows = self.values_at(*at)
        self.readout.show_at(cursor, title, rows)

    def values_at(self, row: int, column: int) -> tuple[str, list[Row]]:
        """Return title and rows for the card at the cursor."""
        return card_values(self._strips[row], column, float(self._rates[column]), known=self.scale.known)

    # --- painting --------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: paint."""
        del event
        if self._drawn is None or self._drawn.deviceIndependentSize().toSize() != self.size():
            self._drawn = self._draw()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font)
        painter.drawPixmap(0, 0, self._drawn)
        if self._at is not None:
            painter.setPen(QPen(QColor(self._theme.accent), 2))
            painter.drawRect(self.cell(*self._at).adjusted(-1, -1, 1, 1))
        if self._strips:
            self._paint_axis(painter)

    def _draw(self) -> QPixmap:
        """Draw everything but the mark at the cursor and the axis, which stays in sight when scrolled."""
        ratio = self.devicePixelRatioF()
        drawn = QPixmap(self.size() * ratio)
        drawn.setDevicePixelRatio(ratio)
        drawn.fill(QColor(self._theme.panel))
        painter = QPainter(drawn)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font)
        self._painter.legend(painter, self.scale, self.width())
        for row, strip in enumerate(self._strips):
            self._paint_label(painter, row, strip)
            self._paint_cells(painter, row, strip)
            self._paint_marks(painter, row, strip)
        painter.end()
        return drawn

    def _paint_label(self, painter: QPainter, row: int, strip: Strip) -> None:
        theme, top = self._theme, TOP + row * self._row_height()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(strip.color))
        painter.drawEllipse(QPointF(SIDE + 4, top + 8), 4, 4)
        summary, warns = summary_of(strip)
        metrics = QFontMetricsF(self._font)
        right = metrics.horizontalAdvance(summary)
        painter.setFont(self._bold)
        painter.setPen(QColor(theme.text))
        room = self.width() - 2 * SIDE - 24 - right
        name = QFontMetricsF(self._bold).elidedText(strip.name, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QPointF(SIDE + 13, top + 12), name)
        painter.setFont(self._font)
        painter.setPen(QColor(theme.warning if warns else theme.muted))
        painter.drawText(QPointF(self.width() - SIDE - right, top + 12), summary)

    def _paint_cells(self, painter: QPainter, row: int, strip: Strip) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        boxes = self._cells(row)
        whole = boxes[0] | boxes[-1]
        painter.fillRect(whole, QColor(self._theme.raised))
        if strip.map is not None:
            units = self.scale.unit(strip.map.final)
            finite = np.isfinite(units)
            known = np.array([bool(state) for state in strip.map.states])
            for first, last in _runs([bool(lost) for lost in known & ~finite]):
                self._painter.hatch(painter, boxes[first] | boxes[last])
            for column in np.flatnonzero(known & finite):
                painter.fillRect(
                    boxes[column].adjusted(0, 0, 0.5, 0), PALETTE[round(255 * float(units[column]))]
                )
            for box, state in zip(boxes, strip.map.states, strict=True):
                if state == "stuck" or state.startswith("trapped"):
                    self._painter.stuck(painter, box.adjusted(0, 0, 0.5, 0))
        painter.setPen(QColor(self._theme.border))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(whole)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _paint_marks(self, painter: QPainter, row: int, strip: Strip) -> None:
        if strip.map is not None and strip.map.winner is not None:
            self._painter.best(painter, self.cell(row, strip.map.winner))
        strip_box, x = self.cell(row, 0), self.x_of(strip.rate)
        x = min(max(x, SIDE - 4.0), self.width() - SIDE + 4.0)
        self._painter.current(painter, QPointF(x, strip_box.top() - 6), QColor(strip.color))

    def _paint_axis(self, painter: QPainter) -> None:
        theme, metrics = self._theme, QFontMetricsF(self._font)
        bottom = self.cell(len(self._strips) - 1, 0).bottom() + 4
        seen = self.visibleRegion().boundingRect()
        if not seen.isEmpty() and bottom + BOTTOM > seen.bottom():
            bottom = seen.bottom() - BOTTOM + 4
            painter.fillRect(QRectF(0, bottom - 2, self.width(), BOTTOM), QColor(theme.panel))
        powers = np.log10(self._rates)
        ticks = numbers.power_ticks(float(powers[0]), float(powers[-1]), max(2, self.width() // 70))
        for tick, label in zip(ticks, numbers.power_labels(ticks), strict=True):
            x = self.x_of(10**tick)
            painter.setPen(QColor(theme.border))
            painter.drawLine(QPointF(x, bottom), QPointF(x, bottom + 4))
            painter.setPen(QColor(theme.muted))
            width = metrics.horizontalAdvance(label)
            left = min(max(x - width / 2, 2.0), self.width() - width - 2)
            painter.drawText(QPointF(left, bottom + 4 + metrics.height() * 0.9), label)
        title = "learning rate"
        middle = (self.width() - metrics.horizontalAdvance(title)) / 2
        painter.drawText(QPointF(middle, bottom + 6 + metrics.height() * 1.9), title)


def _runs(marked: list[bool]) -> list[tuple[int, int]]:
    """Return first and last index of each run of marked cells."""
    runs: list[tuple[int, int]] = []
    for place, mark in enumerate(marked):
        if mark and runs and runs[-1][1] == place - 1:
            runs[-1] = runs[-1][0], place
        elif mark:
            runs.append((place, place))
    return runs

"""The confusion matrix."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen

from playground.engine.events.pictures import Confusion
from playground.ui.plots.chart.colors import rgb
from playground.ui.plots.chart.numbers import count, percent
from playground.ui.plots.frame.panel import Row
from playground.ui.plots.prediction.page import ShowReadout
from playground.ui.plots.prediction.painted_page import PaintedPage
from playground.ui.style.theme import Theme, readable_on, small_font

MOVES = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
"""Rows and columns by which a key moves the marked cell."""


class ConfusionPage(PaintedPage):
    """Counts by true class (row) and predicted class (column), coloured by share of the row.

    A click on a cell that counts samples chooses it; so does Enter, after the arrow keys marked one.
    """

    chosen = Signal(int, int)
    """True and predicted class of the cell that was chosen."""

    def __init__(self, theme: Theme, show_readout: ShowReadout) -> None:
        super().__init__(theme, show_readout)
        self._event: Confusion | None = None
        self._marked: tuple[int, int] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Confusion matrix; arrow keys mark a cell, Enter shows its samples")

    def take(self, event: Confusion) -> None:
        """Store the newest counts."""
        self._event = event

    def forget(self) -> None:
        """Drop the counts."""
        self._event = self._marked = None

    @property
    def correct(self) -> tuple[int, int]:
        """Number of samples predicted correctly, and of all samples."""
        counts = self._event.counts if self._event else np.zeros((1, 1), np.int64)
        return int(np.trace(counts)), int(counts.sum())

    def cells(self) -> list[tuple[QRectF, str, int, int]]:
        """Return rectangle, count as text, row and column of every cell."""
        event = self._event
        if event is None:
            return []
        left = self._left(event.names)
        if self.numbered:
            left = self._left(self._row_names(event))
        width, height = self._cell_size(event, left)
        classes = len(event.counts)
        return [
            (
                QRectF(left + column * width, 8 + row * height, width, height),
                count(event.counts[row, column]),
                row,
                column,
            )
            for row in range(classes)
            for column in range(classes)
        ]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: paint."""
        del event
        confusion = self._event
        if confusion is None:
            return
        painter = QPainter(self)
        painter.setFont(small_font(self._theme))
        line = QFontMetricsF(painter.font()).height()
        shares = confusion.counts / np.maximum(confusion.counts.sum(axis=1, keepdims=True), 1)
        for rect, text, row, column in self.cells():
            color = self._color(float(shares[row, column]), row == column)
            painter.fillRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), color)
            if (
                rect.height() >= line - 2
                and rect.width() >= 6 + 6 * len(text)
                and confusion.counts[row, column]
            ):
                painter.setPen(QColor(readable_on(color.name())))
                painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
            if (row, column) == self._marked and self.hasFocus():
                painter.setPen(QPen(QColor(self._theme.text), 2))
                painter.drawRect(rect.adjusted(1, 1, -1, -1))
        self._paint_names(painter, confusion, line)
        painter.end()

    def at(self, point: QPoint) -> tuple[str, list[Row]] | None:
        """Return true and predicted class, count and share of the cell at a point."""
        event, cell = self._event, self._cell_at(point)
        if event is None or cell is None:
            return None
        row, column = cell
        text = count(event.counts[row, column])
        share = event.counts[row, column] / max(1, event.counts[row].sum())
        title = "Click to see the samples" if event.counts[row, column] else ""
        return title, [
            ("true", event.names[row]),
            ("predicted", event.names[column]),
            ("samples", text),
            ("share of the true class", percent(float(share))),
        ]

    def _cell_at(self, point: QPoint) -> tuple[int, int] | None:
        return next(((row, column) for rect, _, row, column in self.cells() if rect.contains(point)), None)

    def _choose(self, cell: tuple[int, int] | None) -> None:
        if self._event is not None and cell is not None and self._event.counts[cell]:
            self._marked = cell
            self.chosen.emit(*cell)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt: show what is under the cursor, and whether a click does something there."""
        super().mouseMoveEvent(event)
        cell, found = self._cell_at(event.position().toPoint()), self._event
        can = found is not None and cell is not None and bool(found.counts[cell])
        self.setCursor(Qt.CursorShape.PointingHandCursor if can else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt: choose the cell that was clicked."""
        super().mouseReleaseEvent(event)
        if event.button() is Qt.MouseButton.LeftButton:
            self._choose(self._cell_at(event.position().toPoint()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: mark a cell with the arrow keys, and choose it with Enter."""
        key = Qt.Key(event.key())
        if self._event is not None and key in MOVES:
            last, (row, column) = len(self._event.counts) - 1, self._marked or (0, 0)
            down, right = MOVES[key] if self._marked else (0, 0)
            self._marked = min(max(row + down, 0), last), min(max(column + right, 0), last)
            self.update()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self._choose(self._marked)
        else:
            super().keyPressEvent(event)

    def _color(self, share: float, right: bool) -> QColor:  # noqa: FBT001 - of the diagonal or not
        base = rgb(self._theme.raised)
        full = rgb(self._theme.accent if right else self._theme.positive)
        mixed = base + (full - base) * (share**0.6)
        return QColor(*(int(part) for part in mixed))

    @property
    def numbered(self) -> bool:
        """Whether columns have numbers, explained at the rows, because a class name is wider than its column."""
        event = self._event
        if event is None:
            return False
        width, _ = self._cell_size(event, self._left(event.names))
        return self._widest(event.names) > width - 2

    def _row_names(self, event: Confusion) -> list[str]:
        """Return what stands before each row."""
        if not self.numbered:
            return list(event.names)
        return [f"{number} {name}" for number, name in enumerate(event.names, 1)]

    def _column_names(self, event: Confusion) -> list[str]:
        """Return what stands below each column."""
        return [str(k) for k in range(1, len(event.names) + 1)] if self.numbered else list(event.names)

    def _widest(self, names: Sequence[str]) -> float:
        metrics = QFontMetricsF(small_font(self._theme))
        return max(metrics.horizontalAdvance(name) for name in names)

    def _left(self, names: Sequence[str]) -> float:
        """Return the space left of the cells for the names of the rows, at most 40 % of the width."""
        return min(self._widest(names), max(90.0, 0.4 * self.width() - 34)) + 34

    def _cell_size(self, event: Confusion, left: float) -> tuple[float, float]:
        classes = len(event.counts)
        bottom = 2 * QFontMetricsF(small_font(self._theme)).height() + 10
        width, height = (self.width() - left - 14) / classes, (self.height() - bottom - 8) / classes
        return min(width, 2.4 * height), height

    def _paint_names(self, painter: QPainter, event: Confusion, line: float) -> None:
        painter.setPen(QColor(self._theme.muted))
        metrics = QFontMetricsF(painter.font())
        elide = Qt.TextElideMode.ElideMiddle  # class names often differ at the end
        cells = {(row, column): rect for rect, _, row, column in self.cells()}
        first, last = cells[0, 0], cells[len(event.names) - 1, len(event.names) - 1]
        for number, (name, below) in enumerate(
            zip(self._row_names(event), self._column_names(event), strict=True)
        ):
            side, foot = cells[number, 0], cells[len(event.names) - 1, number]
            if side.height() >= line - 3:
                box = QRectF(24, side.top(), side.left() - 30, side.height())
                painter.drawText(
                    box,
                    Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                    metrics.elidedText(name, elide, box.width()),
                )
            box = QRectF(foot.left(), foot.bottom() + 3, foot.width(), line)
            if metrics.horizontalAdvance(below) <= box.width():
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, below)
        whole = QRectF(first.left(), last.bottom() + line + 4, last.right() - first.left(), line)
        words = "predicted class, by the number of its row" if self.numbered else "predicted class"
        painter.drawText(whole, Qt.AlignmentFlag.AlignCenter, words)
        painter.translate(14, (first.top() + last.bottom()) / 2)
        painter.rotate(-90)
        painter.drawText(QRectF(-80, -line / 2, 160, line), Qt.AlignmentFlag.AlignCenter, "true class")

"""Accumulated squared gradients of a step, drawn as squares whose sides are their roots."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.arrays import Floats
from playground.engine.race.surface.explained_step import ExplainedStep, Line
from playground.ui.plots.race.step.colors import role_color, square_lines
from playground.ui.style.theme import LIGHT, Theme, base_font, small_font

EDGE, HEAD, FOOT, GAP = 18, 22, 34, 10
LARGEST = 96
"""Maximum side in pixels."""
LABEL = 54
"""Width in pixels of the label below a column."""
AXES = ("x", "y")
FAINT = 0.25


class StepSquares(QWidget):
    """Shows a square along x and one along y for each accumulator; their sides are its roots.

    The frame in each is the square added by this step; all squares of an accumulator share one scale.
    """

    hovered = Signal(str)
    """Name of the quantity under the cursor; empty for none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Accumulated squares")
        self._theme = LIGHT
        self._step: ExplainedStep | None = None
        self._highlighted = ""

    def sizeHint(self) -> QSize:
        """Qt: wide enough for all columns."""
        count = len(square_lines(self._step)) if self._step else 0
        return QSize(EDGE + count * (72 + GAP), 240)

    def minimumSizeHint(self) -> QSize:
        """Qt: the least width at which columns are readable."""
        count = len(square_lines(self._step)) if self._step else 0
        return QSize(EDGE + count * (LABEL + GAP), 120)

    def apply_theme(self, theme: Theme) -> None:
        """Apply a theme's colours."""
        self._theme = theme
        self.update()

    def show_step(self, step: ExplainedStep) -> None:
        """Show a step; hides the widget if it has no squares."""
        before = len(square_lines(self._step)) if self._step else 0
        self._step = step
        count = len(square_lines(step))
        self.setVisible(count > 0)
        if count != before:
            self.updateGeometry()
        self.update()

    def highlight(self, name: str) -> None:
        """Highlight a quantity; empty for none."""
        if name != self._highlighted:
            self._highlighted = name
            self.update()

    # --- geometry --------------------------------------------------------------------------------

    @property
    def side(self) -> float:
        """Side in pixels of the largest square of each accumulator."""
        count = max(1, len(square_lines(self._step)) if self._step else 1)
        across = (self.width() - EDGE) / count - GAP
        up = (self.height() - HEAD - FOOT) / 2 - GAP
        return max(8.0, min(across, up, LARGEST))

    @property
    def pitch(self) -> float:
        """Pixels from one column to the next."""
        return max(self.side, LABEL) + GAP

    def boxes(self) -> dict[str, list[tuple[QRectF, QRectF]]]:
        """Return, by accumulator, its square and that of the new value in pixels, for x and y."""
        if self._step is None:
            return {}
        values = {line.term.name: line.value for line in self._step.lines}
        made = {}
        for column, line in enumerate(square_lines(self._step)):
            sides = np.stack([_roots(line.value), np.abs(values[line.term.of])])
            largest = np.max(sides[np.isfinite(sides)], initial=0.0)
            shown = (
                np.nan_to_num(sides / largest * self.side, posinf=0.0)
                if largest > 0
                else np.zeros_like(sides)
            )
            made[line.term.name] = [self._pair(column, axis, shown[:, axis]) for axis in range(len(AXES))]
        return made

    def _pair(self, column: int, axis: int, sides: Floats) -> tuple[QRectF, QRectF]:
        left = EDGE + column * self.pitch
        bottom = HEAD + (axis + 1) * self.side + axis * GAP
        whole, new = (QRectF(left, bottom - side, side, side) for side in map(float, sides))
        return whole, new

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt: report the squares under the cursor."""
        column = (event.position().x() - EDGE) / self.pitch
        found = square_lines(self._step) if self._step else []
        self.hovered.emit(found[int(column)].term.name if 0 <= column < len(found) else "")

    def leaveEvent(self, event: QEvent) -> None:
        """Qt: the cursor has left."""
        super().leaveEvent(event)
        self.hovered.emit("")

    # --- painting --------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: paint."""
        del event
        if self._step is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lines, boxes = square_lines(self._step), self.boxes()
        symbols = {line.term.name: line.term.symbol for line in self._step.lines}
        colors = {line.term.name: role_color(self._theme, line.term.role) for line in self._step.lines}
        painter.setFont(small_font(self._theme))
        painter.setPen(QColor(self._theme.muted))
        for axis, name in enumerate(AXES):
            middle = HEAD + axis * (self.side + GAP) + self.side / 2
            painter.drawText(QRectF(0, middle - 8, EDGE - 4, 16), Qt.AlignmentFlag.AlignCenter, name)
        for column, line in enumerate(lines):
            painter.setOpacity(FAINT if self._highlighted and not self._concerns(line) else 1.0)
            self._paint_column(painter, column, line, boxes[line.term.name], colors)
            self._paint_label(painter, column, line, symbols[line.term.of])
        painter.setOpacity(1.0)

    def _concerns(self, line: Line) -> bool:
        """Return whether the highlighted quantity is this one, what it accumulates, or uses it in its formula."""
        used = {
            piece.name
            for other in (self._step.lines if self._step else ())
            if other.term.name == self._highlighted
            for piece in other.symbols
        }
        return line.term.name in used | {self._highlighted} or line.term.of == self._highlighted

    def _paint_column(
        self,
        painter: QPainter,
        column: int,
        line: Line,
        pairs: list[tuple[QRectF, QRectF]],
        colors: dict[str, str],
    ) -> None:
        theme, color = self._theme, QColor(colors[line.term.name])
        head = QRectF(EDGE + column * self.pitch, 0, self.side, HEAD - 4)
        font = base_font(theme)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(color)
        painter.drawText(head, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, line.term.symbol)
        for axis, (whole, new) in enumerate(pairs):
            back = QRectF(head.left(), HEAD + axis * (self.side + GAP), self.side, self.side)
            painter.fillRect(back, QColor(theme.canvas))
            fill = QColor(color)
            fill.setAlphaF(0.35)
            painter.fillRect(whole, fill)
            painter.setPen(QPen(color, 1))
            painter.drawRect(whole)
            painter.setPen(QPen(QColor(colors[line.term.of]), 1.6))
            painter.drawRect(new)

    def _paint_label(self, painter: QPainter, column: int, line: Line, of: str) -> None:
        painter.setFont(small_font(self._theme))
        painter.setPen(QColor(self._theme.muted))
        top = HEAD + 2 * (self.side + GAP) - GAP + 4
        box = QRectF(EDGE + column * self.pitch, top, self.pitch, FOOT)
        painter.drawText(
            box,
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop,
            f"side √{line.term.symbol}\nframe |{of}|",
        )


def _roots(value: Floats) -> Floats:
    with np.errstate(invalid="ignore"):
        return np.sqrt(value)

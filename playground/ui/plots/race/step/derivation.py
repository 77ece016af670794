"""The derivation of a step, quantity by quantity: symbol, formula, numbers, results along x and y."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from playground.engine.race.surface.explained_step import ExplainedStep, Line
from playground.engine.race.surface.formula_text import Piece
from playground.ui.plots.race.step.colors import quantity_colors
from playground.ui.plots.race.step.formula_layout import AXES, Fonts, Measure, number, plain, shown, sign
from playground.ui.style.theme import LIGHT, Theme

PAD, INDENT, ROW, FORMULA, GAP = 10, 26, 16, 20, 6
EQUALS = 24
"""Room for the equals sign before a result."""


@dataclass(frozen=True)
class Block:
    """One quantity with its layout.

    Attributes:
        line: The quantity.
        box: Rectangle of the whole block.
        columns: Left edge of each piece of its numbers.
        folded: Whether results are below the numbers, for lack of room beside them.
    """

    line: Line
    box: QRectF
    columns: tuple[float, ...]
    folded: bool


class Derivation(QWidget):
    """Shows each quantity of a step in a block; the one under the cursor is highlighted everywhere."""

    hovered = Signal(str)
    """Name of the quantity under the cursor; empty for none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Derivation of the step")
        self._step: ExplainedStep | None = None
        self._highlighted = ""
        self.blocks: tuple[Block, ...] = ()
        self.apply_theme(LIGHT)

    def apply_theme(self, theme: Theme) -> None:
        """Apply a theme's colours and fonts."""
        self._theme = theme
        self._fonts = Fonts.of(theme)
        self._measure = Measure(self._fonts)
        self._place()

    def show_step(self, step: ExplainedStep) -> None:
        """Show a step."""
        self._step = step
        self._place()

    def highlight(self, name: str) -> None:
        """Highlight a quantity; empty for none."""
        if name != self._highlighted:
            self._highlighted = name
            self.update()

    def text(self) -> str:
        """The derivation as plain text."""
        return "\n".join(row for line in (self._step.lines if self._step else ()) for row in plain(line))

    # --- geometry --------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Qt: the size of all blocks."""
        bottom = self.blocks[-1].box.bottom() if self.blocks else 0
        widest = max((block.columns[-1] for block in self.blocks), default=0.0)
        return QSize(round(2 * PAD + INDENT + widest), round(bottom))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: lay out for the new width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._place()

    def _place(self) -> None:
        top, made = float(GAP), []
        for line in self._step.lines if self._step else ():
            columns = tuple(self._measure.columns(line.numbers))
            beside = max(self._measure.result(value) for value in line.value.flat) + EQUALS
            folded = 2 * PAD + INDENT + columns[-1] + beside > self.width() and len(columns) > 1
            height = FORMULA + ROW * line.value.size * (1 + folded) + GAP
            made.append(Block(line, QRectF(0, top, self.width(), height), columns, folded))
            top += height
        self.blocks = tuple(made)
        if self.minimumSize() != self.sizeHint():
            self.setMinimumSize(self.sizeHint())
        self.update()

    # --- the mouse -------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt: report the block under the cursor."""
        found = [block.line.term.name for block in self.blocks if block.box.contains(event.position())]
        self.hovered.emit(found[0] if found else "")

    def leaveEvent(self, event: QEvent) -> None:
        """Qt: the cursor has left."""
        super().leaveEvent(event)
        self.hovered.emit("")

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Qt: open the menu."""
        menu = self.menu()
        menu.exec(event.globalPos())
        menu.deleteLater()

    def menu(self) -> QMenu:
        """Make the context menu."""
        menu = QMenu(self)
        menu.addAction("Copy as text", lambda: QGuiApplication.clipboard().setText(self.text()))
        return menu

    # --- painting --------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: paint the visible blocks."""
        if self._step is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors = quantity_colors(self._theme, self._step)
        for block in self.blocks:
            if not block.box.intersects(event.rect().toRectF()):
                continue
            if block.line.term.name == self._highlighted:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(self._theme.hover))
                painter.drawRoundedRect(block.box.adjusted(4, -GAP / 2, -4, -GAP / 2), 5, 5)
            self._paint_formula(painter, block, colors)
            self._paint_numbers(painter, block, colors)

    def _paint_formula(self, painter: QPainter, block: Block, colors: dict[str, str]) -> None:
        """Paint symbol, formula, and the description at the right."""
        line, box = block.line, block.box
        base = QPointF(PAD, box.top() + FORMULA - 7)
        pieces = (Piece(line.term.symbol, line.term.name), Piece(sign(line)), *line.symbols)
        right = self._paint_pieces(painter, base, pieces, self._fonts.formula, colors)
        area = QRectF(right + 14, box.top(), max(0.0, box.width() - right - 14 - PAD), FORMULA - 2)
        painter.setFont(self._fonts.description)
        painter.setPen(QColor(self._theme.muted))
        metrics = QFontMetricsF(self._fonts.description)
        text = metrics.elidedText(line.term.words, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_numbers(self, painter: QPainter, block: Block, colors: dict[str, str]) -> None:
        """Paint a row for x and one for y, or a single one, with equal parts aligned."""
        line = block.line
        for row, value in enumerate(line.value.flat):
            base = block.box.top() + FORMULA + (row * (1 + block.folded) + 1) * ROW - 5
            painter.setFont(self._fonts.number)
            painter.setPen(QColor(self._theme.muted))
            if line.value.ndim:
                painter.drawText(QPointF(PAD + 4, base), AXES[row])
            if line.numbers:
                places = self._measure.places(line.numbers[row], block.columns)
                for piece, place in zip(line.numbers[row], places, strict=True):
                    at = QPointF(PAD + INDENT + place, base)
                    self._paint_pieces(painter, at, (piece,), self._fonts.number, colors)
            color = colors.get(line.term.name, self._theme.text)
            self._paint_result(painter, value, base + ROW * block.folded, color)

    def _paint_result(self, painter: QPainter, value: float, base: float, color: str) -> None:
        left = self.width() - PAD - self._measure.result(value)
        painter.setFont(self._fonts.result)
        painter.setPen(QColor(color))
        painter.drawText(QPointF(left, base), number(value))
        painter.setFont(self._fonts.number)
        painter.setPen(QColor(self._theme.muted))
        painter.drawText(QPointF(left - 16, base), "=")

    def _paint_pieces(
        self, painter: QPainter, at: QPointF, pieces: Sequence[Piece], font: QFont, colors: dict[str, str]
    ) -> float:
        """Paint pieces one after the other, and return the right end."""
        x, lift = at.x(), 0.4 * font.pixelSize()
        for piece in pieces:
            used, text = self._fonts.raised if piece.raised else font, shown(piece)
            painter.setFont(used)
            painter.setPen(QColor(colors.get(piece.name, self._theme.text)))
            painter.drawText(QPointF(x, at.y() - (lift if piece.raised else 0)), text)
            x += self._measure.text(text, used)
        return x

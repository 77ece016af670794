"""The derivation of a step, line by line: symbol, formula, numbers, result, along x and along y."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.engine.explained_step import ExplainedStep, Line
from playground.engine.formula import Piece
from playground.ui.plots.axes import small_font
from playground.ui.plots.numbers import MINUS, exact
from playground.ui.plots.step_inks import inks
from playground.ui.theme import LIGHT, Theme, mono_font

PAD, INDENT, ROW, FORMULA, GAP = 10, 26, 16, 20, 6
AXES = ("x", "y")
HAT = "\N{COMBINING CIRCUMFLEX ACCENT}"


def number(value: float) -> str:
    """A number in a formula: as short as it is, else with four digits."""
    short = f"{value:.4g}"
    if float(short) != value:
        return exact(value)
    mantissa, _, power = short.partition("e")
    return f"{mantissa}e{int(power)}".replace("-", MINUS) if power else mantissa.replace("-", MINUS)


@dataclass(frozen=True)
class _Fonts:
    """How formulas are measured and painted."""

    formula: QFont
    number: QFont
    result: QFont
    raised: QFont
    words: QFont

    @staticmethod
    def of(theme: Theme) -> _Fonts:
        formula, result = mono_font(theme, theme.base_px), mono_font(theme)
        result.setBold(True)
        return _Fonts(
            formula, mono_font(theme), result, mono_font(theme, theme.small_px - 3), small_font(theme)
        )


class StepLines(QWidget):
    """Tells each quantity of a step in a block of its own; the one under the cursor stands out everywhere."""

    hovered = Signal(str)
    """Name of the quantity under the cursor; empty for none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Derivation of the step")
        self._step: ExplainedStep | None = None
        self._lit = ""
        self._widest = 0.0
        self.apply(LIGHT)

    def apply(self, theme: Theme) -> None:
        """Take a theme's colours and fonts."""
        self._theme = theme
        self._fonts = _Fonts.of(theme)
        self._measure = _Measure(self._fonts)
        self.update()

    def show_step(self, step: ExplainedStep) -> None:
        """Show a step."""
        rows = [len(line.value.flat) for line in self._step.lines] if self._step else []
        self._step = step
        widest = max((self._width(line) for line in step.lines), default=0.0)
        if rows != [len(line.value.flat) for line in step.lines] or not 0 <= self._widest - widest < 40:
            self._widest = widest + 20  # some air, so that the width does not change with every step
            self.setMinimumSize(self.sizeHint())
            self.updateGeometry()
        self.update()

    def clear(self) -> None:
        """Show nothing."""
        self._step = None
        self.update()

    def light(self, name: str) -> None:
        """Let one quantity stand out; empty for all alike."""
        if name != self._lit:
            self._lit = name
            self.update()

    def text(self) -> str:
        """The derivation as plain text."""
        if self._step is None:
            return ""
        return "\n".join(row for line in self._step.lines for row in _plain(line))

    # --- geometry --------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Qt: all lines."""
        heights = [_height(line) for line in self._step.lines] if self._step else []
        return QSize(round(self._widest), round(sum(heights) + GAP))

    def blocks(self) -> list[tuple[Line, QRectF]]:
        """Each quantity and where it is painted."""
        top, made = float(GAP), []
        for line in self._step.lines if self._step else ():
            made.append((line, QRectF(0, top, self.width(), _height(line))))
            top += _height(line)
        return made

    def _width(self, line: Line) -> float:
        columns = self._measure.columns(line.numbers)
        result = max(self._measure.result(value) for value in line.value.flat)
        return 2 * PAD + INDENT + columns[-1] + 30 + result

    # --- the mouse -------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt: tell whose block is under the cursor."""
        found = [line.term.name for line, box in self.blocks() if box.contains(event.position())]
        self.hovered.emit(found[0] if found else "")

    def leaveEvent(self, event: QEvent) -> None:
        """Qt: the cursor is gone."""
        super().leaveEvent(event)
        self.hovered.emit("")

    # --- painting --------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: paint what can be seen of it."""
        if self._step is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors = inks(self._theme, self._step)
        for line, box in self.blocks():
            if not box.intersects(event.rect().toRectF()):
                continue
            if line.term.name == self._lit:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(self._theme.hover))
                painter.drawRoundedRect(box.adjusted(4, -GAP / 2, -4, -GAP / 2), 5, 5)
            self._paint_formula(painter, line, box, colors)
            self._paint_numbers(painter, line, box, colors)

    def _paint_formula(self, painter: QPainter, line: Line, box: QRectF, colors: dict[str, str]) -> None:
        """Symbol, formula, and words at the right."""
        base = QPointF(PAD, box.top() + FORMULA - 7)
        symbol = Piece(line.term.symbol, line.term.name)
        right = self._paint_pieces(
            painter, base, (symbol, Piece(_sign(line)), *line.symbols), self._fonts.formula, colors
        )
        words = QRectF(right + 14, box.top(), max(0.0, box.width() - right - 14 - PAD), FORMULA - 2)
        painter.setFont(self._fonts.words)
        painter.setPen(QColor(self._theme.muted))
        text = QFontMetricsF(self._fonts.words).elidedText(
            line.term.words, Qt.TextElideMode.ElideRight, words.width()
        )
        painter.drawText(words, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_numbers(self, painter: QPainter, line: Line, box: QRectF, colors: dict[str, str]) -> None:
        """A row for x and one for y, or a single one; equal parts stand below each other."""
        columns = self._measure.columns(line.numbers)
        for row, value in enumerate(line.value.flat):
            base = box.top() + FORMULA + (row + 1) * ROW - 5
            painter.setFont(self._fonts.number)
            painter.setPen(QColor(self._theme.muted))
            if line.value.ndim:
                painter.drawText(QPointF(PAD + 4, base), AXES[row])
            if line.numbers:
                self._paint_row(painter, line.numbers[row], columns, base, colors)
            painter.setFont(self._fonts.result)
            painter.setPen(QColor(colors.get(line.term.name, self._theme.text)))
            width = self._measure.result(value)
            painter.drawText(QPointF(box.width() - PAD - width, base), number(value))
            painter.setFont(self._fonts.number)
            painter.setPen(QColor(self._theme.muted))
            painter.drawText(QPointF(box.width() - PAD - width - 16, base), "=")

    def _paint_row(
        self,
        painter: QPainter,
        pieces: Sequence[Piece],
        columns: list[float],
        base: float,
        colors: dict[str, str],
    ) -> None:
        for piece, at in zip(pieces, self._measure.places(pieces, columns), strict=True):
            self._paint_pieces(
                painter, QPointF(PAD + INDENT + at, base), (piece,), self._fonts.number, colors
            )

    def _paint_pieces(
        self, painter: QPainter, at: QPointF, pieces: Sequence[Piece], font: QFont, colors: dict[str, str]
    ) -> float:
        """Paint pieces one after the other; the right end."""
        x, lift = at.x(), 0.4 * font.pixelSize()
        for piece in pieces:
            used = self._fonts.raised if piece.raised else font
            painter.setFont(used)
            painter.setPen(QColor(colors.get(piece.name, self._theme.text)))
            text = _shown(piece)
            painter.drawText(QPointF(x, at.y() - (lift if piece.raised else 0)), text)
            x += self._measure.text(text, used)
        return x


class _Measure:
    """Widths of what is written; all letters of these fonts are equally wide."""

    def __init__(self, fonts: _Fonts) -> None:
        self._fonts = fonts
        self._letters: dict[int, float] = {}

    def text(self, text: str, font: QFont) -> float:
        """Of a text."""
        size = font.pixelSize()
        if size not in self._letters:
            self._letters[size] = QFontMetricsF(font).horizontalAdvance("0")
        return self._letters[size] * (len(text) - text.count(HAT))

    def width(self, piece: Piece) -> float:
        """Of a piece in a row of numbers."""
        return self.text(_shown(piece), self._fonts.raised if piece.raised else self._fonts.number)

    def result(self, value: float) -> float:
        """Of a result."""
        return self.text(number(value), self._fonts.result)

    def columns(self, rows: Sequence[Sequence[Piece]]) -> list[float]:
        """Where each piece begins and the last one ends, so that those of all rows stand below each other."""
        ends = [0.0]
        for column in zip(*rows, strict=True):
            ends.append(ends[-1] + max(map(self.width, column)))
        return ends

    def places(self, pieces: Sequence[Piece], columns: Sequence[float]) -> list[float]:
        """Where each piece of a row is written: numbers at the right of their columns, brackets close to them."""
        made = []
        for place, (piece, (left, right)) in enumerate(zip(pieces, pairwise(columns), strict=True)):
            after = pieces[place + 1] if place + 1 < len(pieces) else None
            at = left
            if piece.value is not None:
                at = right - self.width(piece)
            elif piece.text in {"(", "√"} and after is not None and after.value is not None:
                at = columns[place + 2] - self.width(after) - self.width(piece)
            elif piece.raised and pieces[place - 1].text == " ":
                at -= self.width(pieces[place - 1])
            made.append(at)
        return made


def _shown(piece: Piece) -> str:
    return piece.text if piece.value is None else number(piece.value)


def _sign(line: Line) -> str:
    """Whether a quantity takes a new value or is made in this step."""
    renewed = any(piece.name == line.term.name for piece in line.symbols)
    return " ← " if renewed else " = "


def _height(line: Line) -> float:
    return FORMULA + ROW * line.value.size + GAP


def _plain(line: Line) -> list[str]:
    formula = "".join(_plainly(piece) for piece in line.symbols)
    rows = [f"{line.term.symbol}{_sign(line)}{formula}"]
    for place, value in enumerate(line.value.flat):
        name = f"{AXES[place]}: " if line.value.ndim else ""
        computed = "".join(_plainly(piece) for piece in line.numbers[place]) + " " if line.numbers else ""
        rows.append(f"  {name}{computed}= {number(value)}")
    return rows


def _plainly(piece: Piece) -> str:
    return f"^{_shown(piece)}" if piece.raised else _shown(piece).replace(" ", " ")

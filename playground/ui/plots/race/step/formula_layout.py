"""The layout of the formulas of a step: fonts, widths, numbers, and plain text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtGui import QFont, QFontMetricsF

from playground.engine.race.surface.explained_step import Line
from playground.engine.race.surface.formula_text import Piece
from playground.ui.plots.chart.numbers import MINUS, exact
from playground.ui.style.theme import Theme, mono_font, small_font

AXES = ("x", "y")
HAT = "\N{COMBINING CIRCUMFLEX ACCENT}"


def number(value: float) -> str:
    """Format a number in a formula: exactly if it is short, else with four digits."""
    value += 0.0  # no negative zero
    short = f"{value:.4g}"
    if float(short) != value:
        return exact(value)
    mantissa, _, power = short.partition("e")
    return f"{mantissa}e{int(power)}".replace("-", MINUS) if power else mantissa.replace("-", MINUS)


def shown(piece: Piece) -> str:
    """Return the text of a piece."""
    return piece.text if piece.value is None else number(piece.value)


def sign(line: Line) -> str:
    """Return an arrow for a quantity that is updated from its old value, else an equals sign."""
    renewed = any(piece.name == line.term.name for piece in line.symbols)
    return " ← " if renewed else " = "


def plain(line: Line) -> list[str]:
    """Format a quantity as rows of plain text."""
    formula = "".join(_plainly(piece) for piece in line.symbols)
    rows = [f"{line.term.symbol}{sign(line)}{formula}"]
    for place, value in enumerate(line.value.flat):
        name = f"{AXES[place]}: " if line.value.ndim else ""
        computed = "".join(_plainly(piece) for piece in line.numbers[place]) + " " if line.numbers else ""
        rows.append(f"  {name}{computed}= {number(value)}")
    return rows


def _plainly(piece: Piece) -> str:
    return f"^{shown(piece)}" if piece.raised else shown(piece)


@dataclass(frozen=True)
class Fonts:
    """The fonts of formulas."""

    formula: QFont
    number: QFont
    result: QFont
    raised: QFont
    description: QFont

    @staticmethod
    def of(theme: Theme) -> Fonts:
        """Make the fonts of a theme."""
        formula, result = mono_font(theme, theme.base_px), mono_font(theme)
        result.setBold(True)
        raised = mono_font(theme, theme.small_px - 3)
        return Fonts(formula, mono_font(theme), result, raised, small_font(theme))


class Measure:
    """Text widths; all letters of these fonts are equally wide."""

    def __init__(self, fonts: Fonts) -> None:
        self._fonts = fonts
        self._letters: dict[int, float] = {}

    def text(self, text: str, font: QFont) -> float:
        """Return the width of a text."""
        size = font.pixelSize()
        if size not in self._letters:
            self._letters[size] = QFontMetricsF(font).horizontalAdvance("0")
        return self._letters[size] * (len(text) - text.count(HAT))

    def width(self, piece: Piece) -> float:
        """Return the width of a piece in a row of numbers."""
        return self.text(shown(piece), self._fonts.raised if piece.raised else self._fonts.number)

    def result(self, value: float) -> float:
        """Return the width of a result."""
        return self.text(number(value), self._fonts.result)

    def columns(self, rows: Sequence[Sequence[Piece]]) -> list[float]:
        """Return the left edge of each column and the right edge of the last, so that all rows are aligned."""
        ends = [0.0]
        for column in zip(*rows, strict=True):
            ends.append(ends[-1] + max(map(self.width, column)))
        return ends

    def places(self, pieces: Sequence[Piece], columns: Sequence[float]) -> list[float]:
        """Return the position of each piece of a row: numbers right-aligned in their columns, brackets next to them."""
        made: list[float] = []
        for place in reversed(range(len(pieces))):
            piece, at = pieces[place], columns[place]
            if piece.value is not None:
                at = columns[place + 1] - self.width(piece)
            elif piece.text in {"(", "√", "|"} and made:
                at = made[-1] - self.width(piece)
            elif piece.raised and pieces[place - 1].text == " ":
                at -= self.width(pieces[place - 1])
            made.append(at)
        return made[::-1]

"""How the formulas of a step are set: fonts, widths, numbers, and plain text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtGui import QFont, QFontMetricsF

from playground.engine.race.surface.explained_step import Line
from playground.engine.race.surface.formula_text import Piece
from playground.ui.plots.chart.axes import small_font
from playground.ui.plots.chart.numbers import MINUS, exact
from playground.ui.style.theme import Theme, mono_font

AXES = ("x", "y")
HAT = "\N{COMBINING CIRCUMFLEX ACCENT}"


def number(value: float) -> str:
    """A number in a formula: as short as it is, else with four digits."""
    value += 0.0  # no negative zero
    short = f"{value:.4g}"
    if float(short) != value:
        return exact(value)
    mantissa, _, power = short.partition("e")
    return f"{mantissa}e{int(power)}".replace("-", MINUS) if power else mantissa.replace("-", MINUS)


def shown(piece: Piece) -> str:
    """What is written for a piece."""
    return piece.text if piece.value is None else number(piece.value)


def sign(line: Line) -> str:
    """Whether a quantity takes a new value or is made in this step."""
    renewed = any(piece.name == line.term.name for piece in line.symbols)
    return " ← " if renewed else " = "


def plain(line: Line) -> list[str]:
    """A quantity as rows of plain text."""
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
    """How formulas are measured and painted."""

    formula: QFont
    number: QFont
    result: QFont
    raised: QFont
    words: QFont

    @staticmethod
    def of(theme: Theme) -> Fonts:
        """Those of a theme."""
        formula, result = mono_font(theme, theme.base_px), mono_font(theme)
        result.setBold(True)
        raised = mono_font(theme, theme.small_px - 3)
        return Fonts(formula, mono_font(theme), result, raised, small_font(theme))


class Measure:
    """Widths of what is written; all letters of these fonts are equally wide."""

    def __init__(self, fonts: Fonts) -> None:
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
        return self.text(shown(piece), self._fonts.raised if piece.raised else self._fonts.number)

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

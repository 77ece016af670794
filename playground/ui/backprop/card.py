"""What stands on the card of a node, and how large the card is; texts of one width need no font to be measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtGui import QFontMetricsF

from playground.arrays import Doubles
from playground.backprop.graph import PaperGraph
from playground.backprop.numbers import cells, size_of
from playground.backprop.words import partial
from playground.ui.style.theme import Theme, mono_font

ROWS, COLUMNS = 4, 4
"""Most rows and columns of numbers on a card."""
LONGEST = 26
"""Most characters of the formula beside the name."""


@dataclass(frozen=True)
class Metrics:
    """Sizes in pixels of the type on cards.

    Attributes:
        char: Width of a character.
        line: Height of a line.
    """

    char: float
    line: float

    @property
    def pad(self) -> float:
        """Free space inside a card."""
        return round(self.line * 0.5)


def metrics_of(theme: Theme) -> Metrics:
    """Measure the type of a theme."""
    measured = QFontMetricsF(mono_font(theme, theme.base_px))
    return Metrics(measured.horizontalAdvance("0"), round(measured.height() * 1.12))


@dataclass(frozen=True, eq=False)
class Card:
    """A card of a node.

    Attributes:
        name: Of the node.
        text: How it is computed.
        partial: Name of the gradient; empty where none passes.
        values: Rows of numbers.
        size: Of an array that is not shown whole; else empty.
        beside: Whether the gradient stands beside the value: for single numbers.
        width: In pixels.
        height: In pixels.
        gradient_top: Where the gradient begins.
    """

    name: str
    text: str
    partial: str
    values: tuple[str, ...]
    size: str
    beside: bool
    width: float
    height: float
    gradient_top: float


def rows_of(value: Doubles) -> tuple[str, ...]:
    """Return the numbers of an array as rows of text, the columns in line."""
    table = cells(value, ROWS, COLUMNS)
    widths = [max(len(row[k]) for row in table) for k in range(len(table[0]))] if table else []
    return tuple("  ".join(cell.rjust(w) for cell, w in zip(row, widths, strict=True)) for row in table)


def card_of(graph: PaperGraph, number: int, last: Mapping[int, Doubles], metrics: Metrics) -> Card:
    """Lay out the card of a node.

    Args:
        graph: Of the node.
        number: Of the node.
        last: The complete gradients, for which there must be room.
        metrics: Of the type.
    """
    node = graph.nodes[number]
    text = graph.text(number)
    if len(text) > LONGEST:
        text = f"{text[: LONGEST - 1]}…"
    plain = node.role == "constant" and not node.value.ndim and not number_differs(node.name, node.value)
    values = () if plain else rows_of(node.value)
    gradient = rows_of(last[number]) if number in last else ()
    named = partial(graph, number) if number in last else ""
    beside = not node.value.ndim
    size = size_of(node.value) if _is_cut(node.value) else ""
    head = len(node.name) + (3 + len(text) if text else 0)
    widest = max((len(row) for row in values), default=0)
    widest_gradient = max((len(row) for row in gradient), default=0)
    if beside:
        lines = 1.0 if values else 0.0
        body = widest + (len(named) + 3 + widest_gradient + 2 if named else 0)
    else:
        below = max(len(named), widest_gradient) if named else 0
        body = max(widest, below, len(size))
        lines = len(values) + bool(size) + (1.35 + len(gradient) if named else 0)
    width = max(head, body, 6) * metrics.char + 2 * metrics.pad
    top = metrics.pad * 0.8 + metrics.line * 1.25
    gradient_top = top if beside else top + (len(values) + bool(size) + 0.25) * metrics.line
    height = top + lines * metrics.line + metrics.pad * 0.8
    return Card(node.name, text, named, values, size, beside, round(width), round(height), gradient_top)


def number_differs(name: str, value: Doubles) -> bool:
    """Whether a constant has a name that is not its number, such as π."""
    return rows_of(value) != (name,)


def _is_cut(value: Doubles) -> bool:
    if value.ndim < 2:
        return value.size > COLUMNS
    return value.ndim > 2 or value.shape[0] > ROWS or value.shape[1] > COLUMNS

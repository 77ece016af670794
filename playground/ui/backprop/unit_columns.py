"""Places of a network in single numbers: each layer is a column of its units, each unit a block of its products."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil, sqrt

from playground.app.layout import Position
from playground.backprop.graph import PaperGraph
from playground.ui.backprop.card import Card

FROM = 60
"""Nodes from which a graph is placed so."""
CARD_GAP, BLOCK_GAP, LAYER_GAP = 8.0, 26.0, 110.0
"""Pixels between the cards of a unit, between units, and between layers."""
INNER_GAP = 30.0
"""Pixels between the columns of a unit."""
SHAPE = 1.6
"""Width by height that the whole should have."""


@dataclass
class _Unit:
    """Cards of a unit, in columns: what is multiplied, products and bias, the sum, the activation."""

    columns: tuple[list[int], list[int], list[int], list[int]]


@dataclass
class _Column:
    """Units of a layer, or single cards, at one depth."""

    units: list[_Unit] = field(default_factory=list)
    singles: list[int] = field(default_factory=list)


def unit_places(graph: PaperGraph, part: Sequence[int], cards: Sequence[Card]) -> dict[int, Position] | None:
    """Return the top left corners of the cards of a connected part; None where it is no large network of units."""
    units = _units(graph, part) if len(part) >= FROM else {}
    if len(units) < 2:
        return None
    columns = _columns(graph, part, units)
    areas = [_size(column, cards) for column in columns]
    highest = max(_height(unit, cards) for unit in units.values())
    height = max(highest, sqrt(sum(width * tall for width, tall in areas) / SHAPE))
    placed: dict[int, Position] = {}
    left = 0.0
    for column in columns:
        left = _place(column, cards, height, left, placed) + LAYER_GAP
    least = min(y for _, y in placed.values())
    return {number: (x, y - least) for number, (x, y) in placed.items()}


def _units(graph: PaperGraph, part: Sequence[int]) -> dict[int, _Unit]:
    """Return the units by number of their sum: a number that is the sum of products with weights of its own."""
    found: dict[int, _Unit] = {}
    users: dict[int, list[int]] = {}
    for number in part:
        for parent in graph.nodes[number].parents:
            users.setdefault(parent, []).append(number)

    def own(number: int) -> bool:
        return len(users[number]) == 1 and not graph.nodes[number].value.ndim

    for number in part:
        node = graph.nodes[number]
        terms = [parent for parent in node.parents if own(parent)]
        factors = [
            next((each for each in graph.nodes[term].parents if graph.nodes[each].role == "parameter"), -1)
            for term in terms
        ]
        weights = [each for each in factors if each >= 0 and own(each)]
        if (
            len(terms) < 2
            or not node.part
            or node.value.ndim
            or len(terms) != len(node.parents)
            or not weights
        ):
            continue
        after = users.get(number, [])
        activation = after if len(after) == 1 and len(graph.nodes[after[0]].parents) == 1 else []
        activation = [each for each in activation if graph.nodes[each].part == node.part]
        found[number] = _Unit((weights, terms, [number], activation))
    return found


def _columns(graph: PaperGraph, part: Sequence[int], units: dict[int, _Unit]) -> list[_Column]:
    """Return layers and single cards by depth."""
    layer = {
        number: graph.nodes[root].part
        for root, unit in units.items()
        for column in unit.columns
        for number in column
    }
    depths: dict[str | int, int] = {}
    for number in part:
        own = layer.get(number)
        before = [
            depths[layer.get(each, each)]
            for each in graph.nodes[number].parents
            if layer.get(each) != own or own is None
        ]
        key: str | int = number if own is None else own
        depths[key] = max([depths.get(key, 0), *(each + 1 for each in before)])
    for number in reversed(part):  # what is given goes just before its first use
        for parent in graph.nodes[number].parents:
            if parent not in layer and not graph.nodes[parent].parents:
                free = depths[layer.get(number, number)] - 1
                depths[parent] = free if depths[parent] == 0 else min(depths[parent], free)
    found: dict[int, _Column] = {}
    for root, unit in units.items():
        found.setdefault(depths[graph.nodes[root].part], _Column()).units.append(unit)
    for number in part:
        if number not in layer:
            found.setdefault(depths[number], _Column()).singles.append(number)
    return [found[depth] for depth in sorted(found)]


def _stack(numbers: Sequence[int], cards: Sequence[Card]) -> float:
    return sum(cards[number].height + CARD_GAP for number in numbers) - CARD_GAP if numbers else 0.0


def _height(unit: _Unit, cards: Sequence[Card]) -> float:
    return max(_stack(column, cards) for column in unit.columns)


def _widths(units: Sequence[_Unit], cards: Sequence[Card]) -> list[float]:
    return [
        max((cards[number].width for unit in units for number in unit.columns[k]), default=-INNER_GAP)
        for k in range(4)
    ]


def _size(column: _Column, cards: Sequence[Card]) -> tuple[float, float]:
    """Return width and height in one column."""
    width = sum(_widths(column.units, cards)) + 3 * INNER_GAP if column.units else 0.0
    width = max(width, max((cards[number].width for number in column.singles), default=0.0))
    tall = sum(_height(unit, cards) + BLOCK_GAP for unit in column.units)
    return width + LAYER_GAP, tall + _stack(column.singles, cards)


def _place(
    column: _Column, cards: Sequence[Card], height: float, left: float, placed: dict[int, Position]
) -> float:
    """Place a column, its units in several columns where they are higher than allowed; returns its right edge."""
    right = left
    if column.units:
        tall = sum(_height(unit, cards) + BLOCK_GAP for unit in column.units)
        each = ceil(len(column.units) / max(1, round(tall / height)))
        widths = _widths(column.units, cards)
        for first in range(0, len(column.units), each):
            members = column.units[first : first + each]
            left = right + (BLOCK_GAP * 2 if first else 0)
            right = _place_units(members, cards, widths, left, placed)
    top = -_stack(column.singles, cards) / 2
    width = max((cards[number].width for number in column.singles), default=0.0)
    if column.units and column.singles:
        right += LAYER_GAP
    for number in column.singles:
        placed[number] = (right + (width - cards[number].width) / 2, top)
        top += cards[number].height + CARD_GAP
    return right + width


def _place_units(
    units: Sequence[_Unit],
    cards: Sequence[Card],
    widths: Sequence[float],
    left: float,
    placed: dict[int, Position],
) -> float:
    """Place units below each other, centred; returns their right edge."""
    top = -sum(_height(unit, cards) + BLOCK_GAP for unit in units) / 2
    right = left
    for unit in units:
        height, x = _height(unit, cards), left
        for k, (numbers, width) in enumerate(zip(unit.columns, widths, strict=True)):
            y = top if k < 2 else top + (height - _stack(numbers, cards)) / 2
            for number in numbers:
                placed[number] = (x, y)
                y += cards[number].height + CARD_GAP
            x += width + INNER_GAP
        right = max(right, x - INNER_GAP)
        top += height + BLOCK_GAP
    return right

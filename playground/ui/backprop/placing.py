"""Where the cards of a graph go: operands to the left of what is computed from them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from playground.app.layout import Position, layered
from playground.backprop.graph import PaperGraph
from playground.ui.backprop.card import Card
from playground.ui.backprop.unit_columns import unit_places

CAREFUL = 260
"""Nodes up to which the places are those with few crossings; of larger graphs each column is sorted once."""
COLUMN_GAP, ROW_GAP = 64.0, 18.0


def places_of(graph: PaperGraph, cards: Sequence[Card]) -> list[Position]:
    """Return the top left corner of each card."""
    parts = _parts(graph)
    found: dict[int, Position] = {}
    top = 0.0
    for part in parts:
        placed = unit_places(graph, part, cards) or _placed(_columns(graph, part), cards)
        for number, (x, y) in placed.items():
            found[number] = (x, y + top)
        top = max(y + cards[number].height for number, (_, y) in found.items()) + 2 * ROW_GAP
    return [found[number] for number in range(len(cards))]


def _parts(graph: PaperGraph) -> list[list[int]]:
    """Return the connected parts, that of the result first."""
    part = [[number] for number in range(len(graph.nodes))]
    for number, node in enumerate(graph.nodes):
        for parent in node.parents:
            whole, other = part[number], part[parent]
            if whole is not other:
                whole.extend(other)
                for each in other:
                    part[each] = whole
    unique = list({id(each): sorted(each) for each in part}.values())
    return sorted(unique, key=lambda each: -each[-1])


def _columns(graph: PaperGraph, part: Sequence[int]) -> dict[int, Position]:
    """Return (column, row) by node."""
    if 1 < len(part) <= CAREFUL:
        wires = [
            (str(parent), str(number))
            for number in part
            for parent in dict.fromkeys(graph.nodes[number].parents)
        ]
        drawn = {int(name): place for name, place in layered([str(number) for number in part], wires).items()}
        return _upright(drawn)
    return _by_depth(graph, part)


def _upright(drawn: dict[int, Position]) -> dict[int, Position]:
    """Mirror it top to bottom where that brings earlier nodes further up."""
    middle = sum(row for _, row in drawn.values()) / len(drawn)
    mean = sum(drawn) / len(drawn)
    agreement = sum((row - middle) * (number - mean) for number, (_, row) in drawn.items())
    sign = -1.0 if agreement < 0 else 1.0
    return {number: (column, sign * row) for number, (column, row) in drawn.items()}


def _by_depth(graph: PaperGraph, part: Sequence[int]) -> dict[int, Position]:
    """Put each result one column after its last operand, and what is given just before its first use."""
    depth: dict[int, int] = {}
    for number in part:
        depth[number] = 1 + max((depth[parent] for parent in graph.nodes[number].parents), default=-1)
    for number in reversed(part):
        for parent in graph.nodes[number].parents:
            if not graph.nodes[parent].parents:
                free = depth[number] - 1
                depth[parent] = free if depth[parent] == 0 else min(depth[parent], free)
    columns: dict[int, list[int]] = {}
    for number in part:
        columns.setdefault(depth[number], []).append(number)
    places: dict[int, Position] = {}
    tallest = max(map(len, columns.values()))
    for column in sorted(columns):
        members = columns[column]
        step = tallest / len(members)
        for row, number in enumerate(members):
            places[number] = (float(column), (row + 0.5) * step)
    return places


def _placed(grid: dict[int, Position], cards: Sequence[Card]) -> dict[int, Position]:
    """Return pixels for columns and rows; cards of a column keep their distance."""
    columns: dict[float, list[int]] = {}
    for number, (column, _) in grid.items():
        columns.setdefault(column, []).append(number)
    heights = sorted(cards[number].height for number in grid)
    pitch = heights[int(0.8 * (len(heights) - 1))] + ROW_GAP
    placed: dict[int, Position] = {}
    x = 0.0
    for column in sorted(columns):
        members = sorted(columns[column], key=lambda number: grid[number][1])
        width = max(cards[number].width for number in members)
        for number, y in zip(members, _spread(members, grid, cards, pitch), strict=True):
            placed[number] = (x + (width - cards[number].width) / 2, y)
        x += width + COLUMN_GAP
    least = min(y for _, y in placed.values())
    return {number: (at, y - least) for number, (at, y) in placed.items()}


def _spread(
    members: Sequence[int], grid: dict[int, Position], cards: Sequence[Card], pitch: float
) -> list[float]:
    """Return the tops of the cards of a column: centred on their rows, and apart from each other."""
    wished = [grid[number][1] * pitch - cards[number].height / 2 for number in members]
    tops = list(wished)
    for place, (before, here) in enumerate(pairwise(members), start=1):
        least = tops[place - 1] + cards[before].height + ROW_GAP
        tops[place] = max(tops[place], least)
        del here
    drift = sum(top - wish for top, wish in zip(tops, wished, strict=True)) / len(tops)
    return [top - drift for top in tops]

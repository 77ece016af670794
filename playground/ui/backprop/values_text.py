"""All numbers of a node, for its tool tip and for reading at leisure."""

from __future__ import annotations

from html import escape

from playground.arrays import Doubles
from playground.backprop.graph import Node
from playground.backprop.numbers import cells, summary
from playground.backprop.steps import Walk
from playground.backprop.words import partial

TIP_ROWS, TIP_COLUMNS = 14, 10
"""Rows and columns of numbers in a tool tip."""
MOST_ROWS, MOST_COLUMNS = 200, 64
"""Rows and columns of an array that is written out."""
KINDS = {"input": "input", "parameter": "parameter", "constant": "constant", "result": "result"}


def tip_of(walk: Walk, number: int) -> str:
    """Return the tool tip of a node, as rich text."""
    node = walk.graph.nodes[number]
    head = f"<b>{escape(node.name)}</b>, {role_of(walk, number)}"
    lines = [head, *(escape(each) for each in _about(walk, number))]
    parts = ["<br>".join(lines)]
    for name, value in arrays_of(walk, number):
        parts.append(
            f"{escape(name)}{escape(_cut(value))}<pre>{escape(_table(value, TIP_ROWS, TIP_COLUMNS))}</pre>"
        )
    return "".join(f"<div>{part}</div>" for part in parts)


def text_of(walk: Walk, number: int) -> str:
    """Return all that there is about a node, as plain text."""
    lines = [f"{walk.graph.nodes[number].name}: {role_of(walk, number)}", *_about(walk, number)]
    for name, value in arrays_of(walk, number):
        described = summary(value) if value.ndim else ""
        lines += ["", f"{name}  {described}".rstrip(), _table(value, MOST_ROWS, MOST_COLUMNS, whole=True)]
    return "\n".join(lines)


def arrays_of(walk: Walk, number: int) -> list[tuple[str, Doubles]]:
    """Return what is known about a node by now: its value and its gradient."""
    found: list[tuple[str, Doubles]] = []
    node, gradient = walk.graph.nodes[number], walk.gradients[number]
    if walk.known[number]:
        found.append(("value", node.value))
    if gradient is not None:
        words = "" if walk.whole(number) else " so far"
        found.append((f"{partial(walk.graph, number)}{words}", gradient))
    return found


def role_of(walk: Walk, number: int) -> str:
    """Describe what kind of node it is."""
    graph = walk.graph
    if graph.intermediate(number):
        return "its gradient is only intermediate"
    kind = KINDS[graph.nodes[number].role]
    if number in graph.wanted:
        return f"{kind}, its gradient is asked for"
    return f"{kind}, no gradient passes"


def _about(walk: Walk, number: int) -> list[str]:
    node: Node = walk.graph.nodes[number]
    text = walk.graph.text(number)
    return [each for each in (f"{node.name} = {text}" if text else "", node.hint) if each]


def _cut(value: Doubles) -> str:
    return f", {summary(value)}" if value.size > 1 else ""


def _table(value: Doubles, rows: int, columns: int, *, whole: bool = False) -> str:
    if whole and value.ndim > 2:
        matrices = value.reshape(-1, *value.shape[-2:])
        most = max(1, rows // max(1, value.shape[-2]))
        texts = [_table(each, rows, columns) for each in matrices[:most]]
        return "\n\n".join([*texts, *(["…"] if len(matrices) > most else [])])
    table = cells(value, rows, columns, 6)
    if not table:
        return "(empty)"
    widths = [max(len(row[k]) for row in table) for k in range(len(table[0]))]
    return "\n".join("  ".join(cell.rjust(w) for cell, w in zip(row, widths, strict=True)) for row in table)

"""What may be meant differently in columns of a table: units that are mixed, and dates that can be read in two ways."""

from __future__ import annotations

import re
from collections.abc import Sequence

from playground.catalog.tables.cells import form_of, missing, number

MOST_COLUMNS = 1_000
"""Columns that are looked at."""
_MONEY = re.compile(r"[$€£¥₹]|USD|EUR|GBP|CHF|JPY")
_BARE = re.compile(r"[+\-−]?[\d.,]*\d[\d.,]*(?:[eE][+-]?\d+)?")
_DATE = re.compile(r"(\d{1,2})([-/])(\d{1,2})\2\d{4}\b.*")


def doubt_of_columns(names: Sequence[str], rows: list[list[str]], *, comma: bool) -> str:
    """Say of the first column with mixed units or ambiguous dates how it is read; empty for none.

    Args:
        names: Of the columns.
        rows: The first rows, without names.
        comma: Whether numbers have a decimal comma.
    """
    for place, name in enumerate(names[:MOST_COLUMNS]):
        cells = [row[place].strip() for row in rows if place < len(row)]
        cells = [cell for cell in cells if not missing(cell)]
        words = _units(cells) or _dates(cells, comma=comma)
        if words:
            return f"Column “{name}” has {words}"
    return ""


def _units(cells: list[str]) -> str:
    percent = next((cell for cell in cells if cell.endswith("%")), "")
    bare = next((cell for cell in cells if _BARE.fullmatch(cell)), "") if percent else ""
    if bare:
        return f"numbers with and without %, as “{percent}” and “{bare}”, which are read alike."
    signs = sorted(
        {found[0] for cell in cells if (found := _MONEY.search(cell)) and any(map(str.isdigit, cell))}
    )
    form = form_of(cells, comma=False)
    if len(signs) > 1 and all(number(cell, form) is not None for cell in cells):
        return f"amounts in {' and '.join(signs)}, which are read alike."
    return ""


def _dates(cells: list[str], *, comma: bool) -> str:
    found = [_DATE.fullmatch(cell) for cell in cells]
    if not found or not all(found):
        return ""
    pairs = [(int(each[1]), int(each[3])) for each in found if each]
    if any(max(pair) > 12 for pair in pairs) or all(one == two for one, two in pairs):
        return ""
    first = {"dmy": "day", "mdy": "month"}.get(form_of(cells, comma=comma), "")
    example = next(cell for cell, (one, two) in zip(cells, pairs, strict=True) if one != two)
    return (
        f"dates such as “{example}”, whose day and month cannot be told apart; they are read {first} first."
        if first
        else ""
    )

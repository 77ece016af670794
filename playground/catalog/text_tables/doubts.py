"""What may be meant differently in a text table: its first row, its separator, mixed units and ambiguous dates."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from playground.catalog.tables.cells import (
    CURRENCY,
    DASHES,
    Form,
    form_of,
    mark_of,
    missing,
    mostly_fractions,
    number,
    numbers,
    unit_of,
)
from playground.catalog.tables.column_survey import TEXT_SHARE
from playground.catalog.tables.moments import DATES
from playground.catalog.text_tables.delimited import DELIMITERS, Dialect, Row
from playground.catalog.text_tables.dialect import PAIR

MOST_COLUMNS = 1_000
"""Columns that are looked at."""
MOST_UNITS = 4
"""Units beyond which letters behind numbers are no units."""
MOST_TEXTS = 0.5
"""Texts to a number beyond which it is clear that a column holds texts."""
SHORT = 40
"""Letters that are shown of a cell."""
LEAST_BELOW = 4
"""Fewer rows say nothing about the first one."""
_CURRENCY = re.compile(CURRENCY)
_BARE = re.compile(r"[+\-−]?[\d.,]*\d[\d.,]*(?:[eE][+-]?\d+)?")


def doubt_of_pairs(dialect: Dialect, found: list[list[str]]) -> str:
    """Say that rows such as ``0,5`` may be one number each; empty where names or other cells tell.

    Args:
        dialect: As the rows are read.
        found: The first rows, without names.
    """
    if dialect.delimiter != "comma" or dialect.header == "yes" or not found:
        return ""
    pairs = [PAIR.fullmatch(",".join(cell.strip() for cell in cells)) for cells in found]
    whole = [int(pair[1]) for pair in pairs if pair]
    if len(whole) < len(pairs) or (len(whole) > 1 and all(a + 1 == b for a, b in pairwise(whole))):
        return ""
    return (
        f"Every row is like “{','.join(found[0])}”, which is read as two columns. If it is one number, choose "
        "“semicolon” as separator and “comma” as decimal sign."
    )


def doubt_of_names(dialect: Dialect, found: list[list[str]]) -> str:
    """Say that whole numbers above fractions may be the names of columns; empty where nothing speaks for it.

    Args:
        dialect: As the rows are read.
        found: The first rows, with the one that may hold names.
    """
    if dialect.header == "yes" or len(found) < LEAST_BELOW:
        return ""
    first, *others = ([cell.strip() for cell in row] for row in found)
    whole = len(first) > 1 and len(set(first)) == len(first) and all(cell.isdecimal() for cell in first)
    if not whole or not mostly_fractions([cell for row in others for cell in row]):
        return ""
    begin = DELIMITERS[dialect.delimiter].join(first[:4]) + "…" * (len(first) > 4)
    return (
        f"The first row, “{begin}”, is read as a sample, but unlike all others has whole numbers only. "
        "If these are names, choose “names” for the first row."
    )


def doubt_of_columns(names: Sequence[str], rows: Sequence[Row], *, comma: bool) -> str:
    """Say of the first column with mixed units or ambiguous dates how it is read; empty for none.

    Args:
        names: Of the columns.
        rows: The first rows with their lines, without names.
        comma: Whether numbers have a decimal comma.
    """
    for place, name in enumerate(names[:MOST_COLUMNS]):
        lines = {cells[place].strip(): line for line, cells in reversed(rows) if place < len(cells)}
        if numbers(list(lines), "comma" if comma else "point") is not None:  # nearly always, and fast
            continue
        cells = [row[place].strip() for _, row in rows if place < len(row)]
        cells = [cell for cell in cells if not missing(cell)]
        words = _units(cells) or _beside(cells, lines, comma=comma) or _dates(cells, comma=comma)
        if words:
            return f"Column “{name}” has {words}"
    return ""


def _units(cells: list[str]) -> str:
    percent = next((cell for cell in cells if cell.endswith("%")), "")
    bare = next((cell for cell in cells if _BARE.fullmatch(cell)), "") if percent else ""
    if bare:
        return f"numbers with and without %, as “{percent}” and “{bare}”, which are read alike."
    signs = sorted(
        {found[0] for cell in cells if (found := _CURRENCY.search(cell)) and any(map(str.isdigit, cell))}
    )
    form = form_of(cells, comma=False)
    if len(signs) > 1 and all(number(cell, form) is not None for cell in cells):
        return f"amounts in {' and '.join(signs)}, which are read alike."
    return ""


def _beside(cells: list[str], lines: Mapping[str, int], *, comma: bool) -> str:
    """What stands beside some of the numbers only."""
    form = form_of(cells, comma=comma)
    marked = ((cell, number(cell, form)) for cell in cells if form.startswith("marks") and mark_of(cell))
    cell, value = next(((cell, value) for cell, value in marked if value is not None), ("", None))
    if value is not None:
        return f"signs beside numbers, as “{cell}”, which is read as {value:g}."
    units = dict.fromkeys(unit_of(cell) for cell in cells)
    known = [unit for unit in units if unit][:2]
    bare = next((cell for cell in cells if _BARE.fullmatch(cell)), "")
    if not known or len(units) > MOST_UNITS:
        return _texts(cells, lines, form)
    if "" in units:
        same = len(known) == 1 and all(unit_of(cell) or _BARE.fullmatch(cell) for cell in cells)
        return f"numbers with and without {known[0]}, as “{bare}”, which are read alike." if same else ""
    return f"numbers in {' and '.join(known)}, and is read as texts." if len(known) > 1 else ""


def _texts(cells: list[str], lines: Mapping[str, int], form: Form) -> str:
    """Texts among numbers, so many that all are read as texts."""
    texts = [cell for cell in cells if cell not in DASHES and number(cell, form) is None]
    values = len(cells) - len(texts)
    if not TEXT_SHARE * values < len(texts) <= MOST_TEXTS * values:
        return ""
    return f"texts among numbers, as “{texts[0][:SHORT]}” in line {lines[texts[0]]:,}, and is read as texts."


def _dates(cells: list[str], *, comma: bool) -> str:
    found = [DATES["dmy"].fullmatch(cell) for cell in cells]
    if not found or not all(
        each and each[2] != "." for each in found
    ):  # the day is first where points part them
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

"""Finding out how a text file with rows is written."""

from __future__ import annotations

import codecs
import re
from itertools import pairwise
from pathlib import Path

from playground.catalog.kinds import DataProblem
from playground.catalog.tables.cells import DASHES, Form, missing, mostly_fractions, number, numbers
from playground.catalog.text_tables.delimited import (
    DELIMITERS,
    Decimal,
    Delimiter,
    Dialect,
    Header,
    head_of,
    not_encoded,
    rows_in,
    separator_of,
)
from playground.catalog.text_tables.encodings import CODECS, Encoding, encoding_of

MARKED_CELLS = 20_000
"""About so many cells of a wide table show its decimal mark."""
_AROUND = r"[^\d.,]{0,4}"


def _decisive(mark: str, other: str) -> re.Pattern[str]:
    """A number with a mark that can only be the decimal one: it does not part three digits from up to three."""
    one, parted = re.escape(mark), re.escape(other)
    return re.compile(
        rf"{_AROUND}(?:\d{{1,3}}(?:{parted}\d{{3}})+{one}\d+|(?:0+|\d{{4,}})?{one}\d+|\d{{1,3}}{one}(?:\d{{1,2}}|\d{{4,}})"
        rf"|\d{{1,3}}(?:{parted}\d{{3}}){{2,}}){_AROUND}"
    )


PAIR = re.compile(r"([+-]?\d+),(\d+)")
"""One number with a decimal comma, or two whole ones."""
_POINT, _COMMA = _decisive(".", ","), _decisive(",", ".")


def detect(path: Path, wished: Dialect) -> Dialect:
    """The dialect with everything found out; reads no more than the head.

    Raises:
        DataProblem: When it is empty, no text, or not in that encoding.
    """
    head, whole = head_of(path)
    encoding = wished.encoding if wished.encoding != "detect" else encoding_of(head, whole=whole)
    text = _text(path, head, encoding, whole=whole)
    delimiter = wished.delimiter if wished.delimiter != "detect" else _delimiter(text)
    rows = rows_in(text, delimiter)
    decimal = wished.decimal if wished.decimal != "detect" else _decimal(rows, delimiter)
    header = wished.header if wished.header != "detect" else header_of(rows, comma=decimal == "comma")
    return Dialect(encoding, delimiter, decimal, header)


def _text(path: Path, head: bytes, encoding: Encoding, *, whole: bool) -> str:
    try:
        text = codecs.getincrementaldecoder(CODECS[encoding])().decode(head, final=whole)
    except UnicodeError:
        raise DataProblem(not_encoded(path, encoding)) from None
    return text if whole else text[: text.rfind("\n") + 1] or text


def _delimiter(text: str) -> Delimiter:
    """The delimiter that splits most rows into as many cells as the first one, with no other delimiter left in them."""
    named = separator_of(text)
    if named is not None:
        return named

    doubtful = any(sign in text for sign in ";\t|")

    def score(name: Delimiter) -> tuple[bool, float, float, int]:
        found = rows_in(text, name) if DELIMITERS[name] in text else []
        width = len(found[0]) if found else 0
        if len(found) > 1 and len(found[1]) == width + 1:  # a name is lacking for the names of the rows
            width += 1
        if width < 2:
            return False, 0.0, 0.0, 0
        alike = sum(len(cells) == width for cells in found[1:] or found) / len(found[1:] or found)
        clean = 1.0
        if doubtful:
            cells = [cell for row in found for cell in row]
            clean = sum(not set(";\t|") & set(cell) for cell in cells) / len(cells)
        return alike > 0.9, clean, alike, width

    names: tuple[Delimiter, ...] = ("comma", "semicolon", "tab", "bar", "space")
    scores = {name: score(name) for name in names}
    best = max(names, key=scores.__getitem__)
    if best == "comma" and _is_one_column([line.strip() for line in text.splitlines() if line.strip()]):
        return "semicolon"
    return best if scores[best][2] > 0.5 else "comma"


def _is_one_column(lines: list[str]) -> bool:
    """Whether commas are decimal marks in the only column: whole numbers are not written -0 or 05.

    A single name above is that of the column, unless what stands in front of the commas counts the rows.
    """
    named = len(lines) > 2 and "," not in lines[0]
    parts = [PAIR.fullmatch(line) for line in lines[named:]]
    if not all(parts):
        return False
    found = [(part[1], part[2]) for part in parts if part]
    if any(whole == "-0" or (len(rest) > 1 and rest[0] == "0") for whole, rest in found):
        return True
    counts = all(int(one) + 1 == int(two) for (one, _), (two, _) in pairwise(found))
    return named and not counts


def _decimal(found: list[list[str]], delimiter: Delimiter) -> Decimal:
    """The decimal mark: of marks that cannot part thousands, and else of all marks, the more frequent one."""
    cells = [cell.strip() for row in found for cell in row]
    cells = cells[:: 1 + len(cells) // MARKED_CELLS]
    points = sum(bool(_POINT.fullmatch(cell)) for cell in cells)
    commas = sum(bool(_COMMA.fullmatch(cell)) for cell in cells)
    if points == commas and delimiter != "comma":
        commas = sum(bool(re.fullmatch(r"-?\d+,\d+", cell)) for cell in cells)
        points = sum(bool(re.fullmatch(r"-?\d+\.\d+", cell)) for cell in cells)
    return "comma" if commas > points else "point"


def header_of(found: list[list[str]], *, comma: bool) -> Header:
    """Whether the first row holds names.

    It does where texts stand above numbers. In a table of texts, names are all different and do not occur below; beside
    such names, numbers may be names as well.
    """
    if len(found) < 2:
        return "no"
    form: Form = "either" if comma else "point"
    first, others = [cell.strip() for cell in found[0]], found[1:]
    columns = [[row[place].strip() for row in others if place < len(row)] for place in range(len(first))]
    once = [row for row in others if row != found[0]]  # names may be repeated between rows
    for place, name in enumerate(first):
        proper = name and not missing(name) and name not in DASHES
        below = [row[place].strip() for row in once if place < len(row)]
        if proper and number(name, form) is None and _all_numbers(below, form):
            return "yes"
    numeric = [number(cell, form) is not None for cell in first]
    again = any(name in column and not missing(name) for name, column in zip(first, columns, strict=True))
    if not any(numeric):
        named = [name for name in first if name]
        return "yes" if named and not again and len(set(named)) == len(named) else "no"
    return "yes" if _numbers_are_names(first, numeric, columns) else "no"


def _numbers_are_names(first: list[str], numeric: list[bool], columns: list[list[str]]) -> bool:
    """Whether numbers in a first row are names: whole ones that count up, or years, unlike the numbers below.

    Without a text in the row, they must count from 0, be years at one distance, or be at one distance above
    fractions, as wavelengths are.
    """
    digits = [
        int(name) for name, is_number in zip(first, numeric, strict=True) if is_number and name.isdecimal()
    ]
    if len(digits) < sum(numeric) or len(set(digits)) < len(digits):
        return False
    below = [cell for column, is_number in zip(columns, numeric, strict=True) if is_number for cell in column]
    if any(not cell or not cell.isdecimal() for cell in below):
        unlike = True
    else:
        unlike = not any(int(cell) in digits or 1900 <= int(cell) <= 2100 for cell in below)
    counting = len(digits) > 1 and digits == list(range(digits[0], digits[0] + len(digits)))
    years = all(1900 <= digit <= 2100 for digit in digits)
    texts = [
        (name, column)
        for name, is_number, column in zip(first, numeric, columns, strict=True)
        if name and not is_number
    ]
    if any(name in column for name, column in texts):
        return False
    if texts:
        repeated = all(len(set(column)) <= len(column) / 2 for _, column in texts)
        return unlike and repeated and (counting or years)
    spaced = digits[0] < digits[-1] and len({b - a for a, b in pairwise(digits)}) == 1
    above_fractions = mostly_fractions(below)
    if len(digits) > 2 and counting and digits[0] == 0 and "." in "".join(below):
        return unlike
    return (
        unlike and spaced and (above_fractions or years) and (len(digits) > 2 or (above_fractions and years))
    )


def _all_numbers(column: list[str], form: Form) -> bool:
    if column and numbers(column, form) is not None:  # fast
        return True
    values = [cell for cell in column if not missing(cell) and cell not in DASHES]
    good = sum(number(cell, form) is not None for cell in values)
    return bool(values) and good >= 0.9 * len(values)

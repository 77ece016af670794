"""Text files with a row per line: their rows with line numbers, and the part from which their dialect is detected."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from playground.catalog.kinds import DataProblem
from playground.catalog.text_tables.encodings import BLANK_LINES_KEPT, CODECS, Encoding, wide

if TYPE_CHECKING:
    import _csv

HEAD_BYTES = 262_144
"""Size of the part of a file from which its dialect is detected, if it has some lines."""
HEAD_LINES, MOST_HEAD_BYTES = 4, 16 * HEAD_BYTES
"""Lines that the part has in files with wide rows, and its largest size."""
HEAD_ROWS, HEAD_CELLS, FEWEST_ROWS = 200, 100_000, 5
"""Rows that show how wide a table is: so many, or fewer of many columns."""
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "space": " ", "bar": "|"}

Delimiter = Literal["detect", "comma", "semicolon", "tab", "space", "bar"]
Decimal = Literal["detect", "point", "comma"]
Header = Literal["detect", "yes", "no"]
Row = tuple[int, list[str]]
"""Number of a row's last line, from 1, and its cells."""


@dataclass(frozen=True)
class Dialect:
    """How a file is written; ``detect`` where that is to be found out."""

    encoding: Encoding = "detect"
    delimiter: Delimiter = "detect"
    decimal: Decimal = "detect"
    header: Header = "detect"


def rows(path: Path, dialect: Dialect) -> Iterator[Row]:
    """Line numbers and cells of all rows with something in them, the one with the names among them.

    Comments and empty cells behind the last column are left out.

    Raises:
        DataProblem: When the file is not as the dialect says; names the line.
    """
    line = 0
    try:
        with path.open(encoding=CODECS[dialect.encoding], newline="") as stream:
            for line, cells in rows_of(stream, dialect.delimiter, named=dialect.header == "yes"):
                yield line, cells
    except UnicodeError:
        raise DataProblem(not_encoded(path, dialect.encoding)) from None
    except csv.Error as error:
        raise DataProblem(f"{path.name}, line {line + 1}: the row cannot be read ({error}).") from None
    except OSError as error:
        raise DataProblem(f"{path} cannot be read: {error.strerror or error}.") from None


def rows_of(lines: Iterable[str], delimiter: Delimiter, *, named: bool = False) -> Iterator[Row]:
    """The rows in lines of text; raises csv.Error.

    Args:
        lines: Lines with their ends.
        delimiter: What is between cells.
        named: The first row holds names; it may lack one for the names of the rows.
    """
    reader = _reader(_without_preamble(iter(lines), delimiter), delimiter)
    found = ((reader.line_num, cells) for cells in reader if any(map(str.strip, cells)))
    head = list(islice(found, 1))
    if not head:
        return
    head += islice(found, most_rows(len(head[0][1])) - 1)
    width = max(map(_filled, (cells for _, cells in head)))
    cut = ((line, _cut(cells, width)) for line, cells in chain(head, found))
    if (
        named
        and len(head) > 1
        and all(len(_cut(cells, width)) == len(head[0][1]) + 1 for _, cells in head[1:])
    ):
        line, cells = next(cut)
        yield line, ["", *cells]
    for line, cells in cut:
        if len(cells) == width or not cells[0].startswith("#"):
            yield line, cells


def most_rows(width: int) -> int:
    """How many of the first rows show what a table of so many columns is like."""
    return max(FEWEST_ROWS, min(HEAD_ROWS, HEAD_CELLS // max(1, width)))


def separator_of(text: str) -> Delimiter | None:
    """The delimiter that a first line like ``sep=;`` names, None where there is none."""
    first = text.lstrip("\ufeff").split("\n", 1)[0].strip("\r ").strip('"')
    if first[:4].lower() != "sep=":
        return None
    sign = first[4:5] or "\t"
    names: tuple[Delimiter, ...] = ("comma", "semicolon", "tab", "space", "bar")
    return next((name for name in names if DELIMITERS[name] == sign), None)


def _reader(lines: Iterable[str], delimiter: Delimiter) -> _csv.Reader:
    return csv.reader(lines, delimiter=DELIMITERS[delimiter], skipinitialspace=True)


def _without_preamble(lines: Iterator[str], delimiter: Delimiter) -> Iterator[str]:
    """The lines, empty ones instead of leading comments and of what names the separator.

    The last leading comment holds the names of the columns if it has as many cells as the first row.
    """
    comment = ""
    first = True
    for line in lines:
        text = line.strip()
        if text.startswith("#"):
            yield from ["\n"] if comment else []
            comment = line
        elif not text or (first and separator_of(line) is not None):
            yield "\n"
        else:
            if comment:
                yield _names_in(comment, line, delimiter)
            yield line
            break
        first = False
    else:
        yield comment
    yield from lines


def _names_in(comment: str, line: str, delimiter: Delimiter) -> str:
    """The names in a comment above the first row; an empty line where it is just a comment."""
    bare = comment.strip().lstrip("#").strip() + "\n"
    texts = (comment, bare) if bare.startswith(DELIMITERS[delimiter]) else (bare, comment)
    try:
        width = max(map(_filled, _reader([line], delimiter)), default=0)
        for text in texts:
            if width > 1 and max(map(_filled, _reader([text], delimiter)), default=0) == width:
                return text
    except csv.Error:
        pass
    return "\n"


def _filled(cells: list[str]) -> int:
    """Number of cells up to the last one that is not empty."""
    return next((place for place in range(len(cells), 0, -1) if cells[place - 1].strip()), 0)


def _cut(cells: list[str], width: int) -> list[str]:
    """A row without empty cells behind the last column."""
    return cells if len(cells) <= width else cells[: max(width, _filled(cells))]


def head_of(path: Path) -> tuple[bytes, bool]:
    """The beginning of a text file, and whether that is all; raises DataProblem when it is empty or no text."""
    try:
        with path.open("rb") as stream:
            head, more = stream.read(HEAD_BYTES), True
            while more and head.count(b"\n") < HEAD_LINES and len(head) < MOST_HEAD_BYTES:
                more = bool(rest := stream.read(HEAD_BYTES))
                head += rest
            whole = not more or not stream.peek(1)
    except OSError as error:
        raise DataProblem(f"{path} cannot be read: {error.strerror or error}.") from None
    if not head.strip(b"\0 \t\r\n\xff\xfe\xef\xbb\xbf"):
        raise DataProblem(f"{path.name} is empty.")
    odd = sum(head.count(sign) for sign in (b"\0", b"\1", b"\2", b"\3", b"\4", b"\5", b"\6", b"\x7f"))
    if odd and not wide(head):
        raise DataProblem(f"{path.name} is not a text file.")
    return head, whole


def not_encoded(path: Path, encoding: Encoding) -> str:
    """The number of the line, found where lines can be split before decoding."""
    if encoding not in BLANK_LINES_KEPT:
        with path.open("rb") as stream:
            for place, line in enumerate(stream, start=1):
                try:
                    line.decode(CODECS[encoding])
                except UnicodeDecodeError:
                    return f"{path.name}, line {place}: this is not {encoding} text; choose another encoding."
    return f"{path.name}: this is not {encoding} text; choose another encoding."


def rows_in(text: str, delimiter: Delimiter, *, named: bool = False) -> list[list[str]]:
    """The first rows in a text; those in front of one that cannot be read."""
    found: list[list[str]] = []
    try:
        for _, cells in rows_of(io.StringIO(text, newline=""), delimiter, named=named):
            found.append(cells)
            if len(found) >= most_rows(len(cells)):
                break
    except csv.Error:  # reported with its line when the whole file is read
        return found
    return found

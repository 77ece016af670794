"""Text files with a row per line: how they are written, and their rows with line numbers."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from playground.catalog.datasets.table_facts import missing, number
from playground.catalog.kinds import DataProblem

if TYPE_CHECKING:
    import _csv

HEAD_BYTES = 262_144
"""Size of the part of a file from which its dialect is detected."""
HEAD_ROWS = 200
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "space": " ", "bar": "|"}
CODECS = {"utf-8": "utf-8-sig", "utf-16": "utf-16", "windows-1252": "cp1252", "latin-1": "latin-1"}

Delimiter = Literal["detect", "comma", "semicolon", "tab", "space", "bar"]
Decimal = Literal["detect", "point", "comma"]
Header = Literal["detect", "yes", "no"]
Encoding = Literal["detect", "utf-8", "utf-16", "windows-1252", "latin-1"]

_POINTED, _COMMAED = re.compile(r"-?\d+\.\d+"), re.compile(r"-?\d+,\d+")


@dataclass(frozen=True)
class Dialect:
    """How a file is written; ``detect`` where that is to be found out."""

    encoding: Encoding = "detect"
    delimiter: Delimiter = "detect"
    decimal: Decimal = "detect"
    header: Header = "detect"


def detect(path: Path, wished: Dialect) -> Dialect:
    """The dialect with everything found out; reads no more than the head.

    Raises:
        DataProblem: When it is empty, no text, or not in that encoding.
    """
    head = _head(path)
    encoding = wished.encoding if wished.encoding != "detect" else _encoding(head)
    text = _text(path, head, encoding)
    delimiter = wished.delimiter if wished.delimiter != "detect" else _delimiter(text)
    rows = _rows_of(text, delimiter)
    decimal = wished.decimal if wished.decimal != "detect" else _decimal(rows, delimiter)
    header = wished.header if wished.header != "detect" else _header(rows, comma=decimal == "comma")
    return Dialect(encoding, delimiter, decimal, header)


def rows(path: Path, dialect: Dialect) -> Iterator[tuple[int, list[str]]]:
    """Line numbers, from 1, and cells of all rows that are not blank, the one with the names among them.

    Raises:
        DataProblem: When the file is not as the dialect says; names the line.
    """
    line = 0
    try:
        with path.open(encoding=CODECS[dialect.encoding], newline="") as stream:
            reader = _reader(stream, dialect.delimiter)
            for cells in reader:
                line = reader.line_num
                if cells:
                    yield line, cells
    except UnicodeError:
        raise DataProblem(_not_encoded(path, dialect.encoding)) from None
    except csv.Error as error:
        raise DataProblem(f"{path.name}, line {line + 1}: the row cannot be read ({error}).") from None
    except OSError as error:
        raise DataProblem(f"{path} cannot be read: {error.strerror or error}.") from None


def _reader(lines: io.TextIOBase, delimiter: Delimiter) -> _csv.Reader:
    return csv.reader(lines, delimiter=DELIMITERS[delimiter], skipinitialspace=True)


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            head = stream.read(HEAD_BYTES)
    except OSError as error:
        raise DataProblem(f"{path} cannot be read: {error.strerror or error}.") from None
    if not head.strip():
        raise DataProblem(f"{path.name} is empty.")
    wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    odd = sum(head.count(sign) for sign in (b"\0", b"\1", b"\2", b"\3", b"\4", b"\5", b"\6", b"\x7f"))
    if odd and not wide:
        raise DataProblem(f"{path.name} is not a text file.")
    return head


def _encoding(head: bytes) -> Encoding:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head, final=len(head) < HEAD_BYTES)
    except UnicodeDecodeError:
        return "windows-1252"
    return "utf-8"


def _text(path: Path, head: bytes, encoding: Encoding) -> str:
    whole = len(head) < HEAD_BYTES
    try:
        text = codecs.getincrementaldecoder(CODECS[encoding])().decode(head, final=whole)
    except UnicodeError:
        raise DataProblem(_not_encoded(path, encoding)) from None
    return text if whole else text[: text.rfind("\n") + 1] or text


def _not_encoded(path: Path, encoding: Encoding) -> str:
    """The number of the line, found where lines can be split before decoding."""
    if encoding != "utf-16":
        with path.open("rb") as stream:
            for place, line in enumerate(stream, start=1):
                try:
                    line.decode(CODECS[encoding])
                except UnicodeDecodeError:
                    return f"{path.name}, line {place}: this is not {encoding} text; choose another encoding."
    return f"{path.name}: this is not {encoding} text; choose another encoding."


def _rows_of(text: str, delimiter: Delimiter) -> list[list[str]]:
    found: list[list[str]] = []
    try:
        for cells in _reader(io.StringIO(text, newline=""), delimiter):
            if cells:
                found.append(cells)
            if len(found) == HEAD_ROWS:
                break
    except csv.Error:  # reported with its line when the whole file is read
        return found
    return found


def _delimiter(text: str) -> Delimiter:
    """The delimiter that splits most rows into as many cells as the first one, with no other delimiter left in them."""

    def score(name: Delimiter) -> tuple[bool, float, float, int]:
        found = _rows_of(text, name)
        width = len(found[0]) if found else 0
        if width < 2:
            return False, 0.0, 0.0, 0
        alike = sum(len(cells) == width for cells in found) / len(found)
        cells = [cell for row in found for cell in row]
        clean = sum(not set(";\t|") & set(cell) for cell in cells) / len(cells)
        return alike > 0.9, clean, alike, width

    names: tuple[Delimiter, ...] = ("comma", "semicolon", "tab", "bar", "space")
    scores = {name: score(name) for name in names}
    best = max(names, key=scores.__getitem__)
    return best if scores[best][2] > 0.5 else "comma"


def _decimal(found: list[list[str]], delimiter: Delimiter) -> Decimal:
    if delimiter == "comma":
        return "point"
    cells = [cell for row in found for cell in row]
    commas = sum(bool(_COMMAED.fullmatch(cell)) for cell in cells)
    points = sum(bool(_POINTED.fullmatch(cell)) for cell in cells)
    return "comma" if commas > points else "point"


def _header(found: list[list[str]], *, comma: bool) -> Header:
    """Whether the first row holds names: no numbers, all different, and not among the values of their columns."""
    if len(found) < 2:
        return "no"
    first = [cell.strip() for cell in found[0]]
    if any(number(cell, comma=comma) is not None for cell in first) or len(set(first)) < len(first):
        return "no"
    again = [
        place < len(row) and row[place].strip() == name and not missing(name)
        for row in found[1:]
        for place, name in enumerate(first)
    ]
    return "no" if any(again) else "yes"

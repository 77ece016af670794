"""The curves of a run as a table: CSV for spreadsheets, JSON for programs, Parquet for data frames."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from playground.arrays import Array
from playground.export.strict_json import strict_json
from playground.records.run import RunRecord
from playground.records.run_table import curve_table
from playground.spec.destinations import STANDARD_OUTPUT, write_file
from playground.spec.paths import FileProblem


def write_curves(record: RunRecord, path: str | os.PathLike[str]) -> None:
    """Write all curves of a run, a row for each step with the evaluation that followed it, if there was one.

    Args:
        record: The run.
        path: Its ending chooses: ``.csv``, ``.json`` or ``.parquet``; ``-`` is CSV on standard output.

    Raises:
        FileProblem: When the ending is another one, or the file cannot be written.
    """
    write_file(path, format_of(path)(curve_table(record)))


def format_of(path: str | os.PathLike[str]) -> Callable[[Mapping[str, Array]], bytes]:
    """Return what turns columns into the contents of a file with this ending; raises FileProblem for others."""
    ending = ".csv" if os.fspath(path) == STANDARD_OUTPUT else Path(path).suffix.lower()
    writer = _FORMATS.get(ending)
    if writer is None:
        raise FileProblem(f"{os.fspath(path)}: curves are written as .csv, .json or .parquet.")
    return writer


def tab_separated(columns: Mapping[str, Array]) -> str:
    """Return columns as a text that spreadsheets take from the clipboard, under a row with their names."""
    lists = [column.tolist() for column in columns.values()]
    rows = ("\t".join(str(_cell(value)) for value in row) for row in zip(*lists, strict=True))
    return "\n".join(["\t".join(columns), *rows]) + "\n"


def _csv(columns: Mapping[str, Array]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    lists = [column.tolist() for column in columns.values()]
    writer.writerows([_cell(value) for value in row] for row in zip(*lists, strict=True))
    return text.getvalue().encode()


def _cell(value: float) -> float | str:
    return "" if value != value else value  # noqa: PLR0124 - an empty cell for NaN


def _json(columns: Mapping[str, Array]) -> bytes:
    return strict_json({name: column.tolist() for name, column in columns.items()}).encode()


def _parquet(columns: Mapping[str, Array]) -> bytes:
    from pyarrow import BufferOutputStream, parquet, table  # noqa: PLC0415 - takes a tenth of a second

    sink: Any = BufferOutputStream()
    parquet.write_table(table(dict(columns)), sink)
    contents: bytes = sink.getvalue().to_pybytes()
    return contents


_FORMATS: Mapping[str, Callable[[Mapping[str, Array]], bytes]] = {
    ".csv": _csv,
    ".json": _json,
    ".parquet": _parquet,
}

"""Some lines of a text table as columns, by pyarrow; each part is read in one thread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.catalog.tables.cells import GAPS, Cells, missing
from playground.catalog.tables.coded_texts import CodedTexts

_NO_VALUE = sorted({*GAPS, *map(str.upper, GAPS), *map(str.title, GAPS), "NaN", "N/a", "#N/a"})


class PartReader:
    """Reads parts of one file, in any order and in several threads at once.

    Args:
        delimiter: Between cells.
        mark: Decimal mark.
        width: Number of columns.
        coded: Places of columns that become texts, stored once each; the others become numbers.
        codec: Of the file, where its bytes cannot be taken as they are.
        blank_lines_kept: Whether a line without anything counts as a row.
    """

    def __init__(
        self,
        delimiter: str,
        mark: str,
        width: int,
        coded: frozenset[int],
        codec: str | None,
        *,
        blank_lines_kept: bool,
    ) -> None:
        import pyarrow as pa  # noqa: PLC0415 - takes a tenth of a second

        self._delimiter, self._mark, self._codec = delimiter, mark, codec
        self._blank_lines_kept = blank_lines_kept
        texts, values = pa.dictionary(pa.int32(), pa.string()), pa.float64()
        self._types = {str(place): texts if place in coded else values for place in range(width)}

    def read(self, buffer: bytearray, end: int, skipped: int) -> Sequence[Cells]:
        """Return the columns of the lines that end there, after some skipped ones; the buffer is free afterwards.

        Raises:
            ValueError: Where the careful reader might find something else; so is pyarrow.ArrowInvalid.
        """
        text = memoryview(buffer)[:end]
        given = text if self._codec is None else str(text, self._codec).encode()
        table = self._table(given, skipped, quoted=buffer.find(b'"', 0, end) >= 0)
        columns = [_cells(column) for column in table.columns]
        _refuse_quotes(columns)
        gaps = [_gaps(column) for column in columns]
        if any(each is not None for each in gaps):
            _refuse_doubtful(gaps, regular=_lines(given) - skipped == table.num_rows)
        return columns

    def _table(self, text: memoryview | bytes, skipped: int, *, quoted: bool) -> Any:
        import pyarrow as pa  # noqa: PLC0415
        from pyarrow import csv  # noqa: PLC0415

        return csv.read_csv(
            pa.BufferReader(text),
            read_options=csv.ReadOptions(
                use_threads=False,
                block_size=len(text) + 1,
                skip_rows=skipped,
                column_names=[*self._types],
            ),
            parse_options=csv.ParseOptions(
                delimiter=self._delimiter,
                quote_char='"' if quoted else False,
                ignore_empty_lines=not self._blank_lines_kept,
            ),
            convert_options=csv.ConvertOptions(
                column_types=self._types,
                null_values=_NO_VALUE,
                strings_can_be_null=False,
                check_utf8=False,
                decimal_point=self._mark,
            ),
        ).combine_chunks()


def _cells(column: Any) -> Cells:
    """The cells of a column, NaN for a gap among numbers."""
    if not column.num_chunks:
        return np.empty(0)
    chunk = column.chunk(0)
    if hasattr(chunk, "dictionary"):
        return CodedTexts(chunk.dictionary.to_pylist(), chunk.indices.to_numpy(zero_copy_only=False))
    values: NDArray[np.float64] = chunk.to_numpy(zero_copy_only=False)
    return values


def _lines(text: memoryview | bytes) -> int:
    signs = np.frombuffer(text, np.uint8)
    return int(np.count_nonzero(signs == ord("\n"))) + bool(signs[-1] != ord("\n"))


def _refuse_quotes(columns: Sequence[Cells]) -> None:
    """Raise ValueError at quotes or line ends in texts."""
    texts = [column for column in columns if isinstance(column, CodedTexts)]
    if any('"' in text or "\n" in text or "\r" in text for column in texts for text in column.texts):
        raise ValueError


def _refuse_doubtful(gaps: Sequence[NDArray[np.bool_] | None], *, regular: bool) -> None:
    """Raise ValueError at gaps whose line is not sure, and rows that may be empty."""
    known = [each for each in gaps if each is not None]
    if not regular or (len(known) == len(gaps) and bool(np.logical_and.reduce(known).any())):
        raise ValueError


def _gaps(column: Cells) -> NDArray[np.bool_] | None:
    """Where gaps are, None where there are none; raises ValueError at a number without end."""
    if isinstance(column, CodedTexts):
        found = np.array([missing(text) for text in column.texts])
        return found[column.codes] if found.any() else None
    assert isinstance(column, np.ndarray)
    if bool(np.isfinite(column).all()):
        return None
    if bool(np.isinf(column).any()):
        raise ValueError
    return np.isnan(column)

"""Tables in Parquet files, read by pyarrow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

import numpy as np

from playground.catalog.kinds import DATASETS, DataProblem
from playground.catalog.tables.cells import Cells
from playground.catalog.tables.facts import Block
from playground.catalog.tables.table import TableDataset

ROWS_AT_ONCE = 20_000
EXACT = 2**53
"""Larger whole numbers may be merged as numbers, so they are read as texts."""
CELLS_AT_ONCE = 100_000
"""Texts take a microsecond each."""
BUFFER_BYTES = 1 << 18
"""Bytes read ahead per column; without a limit pyarrow holds a whole row group, which may be the whole file."""


@DATASETS.register("parquet", title="Parquet table", group="Your own data")
class Parquet(TableDataset):
    """A table in a Parquet file, with a row for each sample."""

    when: ClassVar[str] = "Large tables, smaller and faster than CSV."
    place: ClassVar[str] = "row"
    files: ClassVar[str] = "Parquet tables (*.parquet *.pq);;All files (*)"

    def _opened(self) -> Any:
        path = self.file()
        import pyarrow as pa  # noqa: PLC0415 - takes a tenth of a second
        import pyarrow.parquet as pq  # noqa: PLC0415

        try:
            return pq.ParquetFile(path, buffer_size=BUFFER_BYTES, pre_buffer=False)
        except (pa.ArrowException, OSError) as error:
            words = str(error).splitlines()[0].rstrip(".")
            raise DataProblem(f"{path.name} is not a Parquet file that can be read ({words}).") from None

    def header(self) -> tuple[str, ...]:
        """Names from the file."""
        with self._opened() as source:
            return tuple(source.schema_arrow.names)

    def head(self, count: int) -> list[list[str]]:
        """The first rows as texts."""
        with self._opened() as source:
            batch = next(source.iter_batches(batch_size=count), None)
        columns = [] if batch is None else [column.to_pylist() for column in batch.columns]
        return [["" if cell is None else str(cell) for cell in row] for row in zip(*columns, strict=True)]

    def blocks(self, names: Sequence[str]) -> Iterator[tuple[float, Block]]:
        """Some ten thousand rows at a time."""
        import pyarrow as pa  # noqa: PLC0415

        with self._opened() as source:
            lost = next((name for name in names if name not in source.schema_arrow.names), None)
            if lost is not None:
                raise DataProblem(
                    f"{self.file().name} has no column “{lost[:40]}” any more; choose the file again."
                )
            total, row = max(1, source.metadata.num_rows), 0
            most = max(1, min(ROWS_AT_ONCE, CELLS_AT_ONCE // max(1, len(names))))
            try:
                for batch in source.iter_batches(batch_size=most, columns=list(names)):
                    lines = range(row + 1, row + batch.num_rows + 1)
                    row += batch.num_rows
                    if batch.num_rows:
                        yield row / total, Block(lines, [_cells(batch.column(name)) for name in names])
            except (pa.ArrowException, OSError) as error:
                words = str(error).splitlines()[0].rstrip(".")
                raise DataProblem(
                    f"{self.file().name}, after row {row:,}: it is damaged ({words})."
                ) from None


def _cells(column: Any) -> Cells:
    """Numbers as they are, NaN where they are missing; everything else as texts."""
    import pyarrow as pa  # noqa: PLC0415

    kind = column.type
    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        values = column.to_numpy(zero_copy_only=False)
        if (
            values.dtype.kind not in "iu"
            or not len(values)
            or max(-int(values.min()), int(values.max())) <= EXACT
        ):
            return np.asarray(values, np.float64)
    return ["" if cell is None else str(cell) for cell in column.to_pylist()]

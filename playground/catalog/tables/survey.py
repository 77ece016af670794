"""Collecting facts about the columns of a table while its rows pass by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from playground.catalog.kinds.progress import progress
from playground.catalog.tables.column_survey import DASH, GAP, TEXT, ColumnSurvey, Flags
from playground.catalog.tables.counting import rows_alike
from playground.catalog.tables.facts import MOST_VALUES, VERSION, Block, Column, Facts


class Survey:
    """Collects facts about a table, block by block."""

    def __init__(self, names: Sequence[str], *, comma: bool) -> None:
        self._columns = [ColumnSurvey(name, comma=comma) for name in names]
        self._rows = 0
        self._patterns: Counter[tuple[tuple[int, int], ...]] = Counter()

    def add(self, block: Block) -> None:
        """Add further rows."""
        self._rows += len(block.lines)
        flagged: dict[int, Flags] = {}
        for place, (column, cells) in enumerate(zip(self._columns, block.columns, strict=True)):
            flags = column.add(cells, block.lines)
            if flags is not None:
                flagged[place] = flags
        alike = {place: int(flags[0]) for place, flags in flagged.items() if flags.min() == flags.max()}
        varied = {place: flags for place, flags in flagged.items() if place not in alike}
        found = rows_alike(np.stack(list(varied.values()), 1)) if varied else [([], len(block.lines))]
        for row, count in found:
            each = alike | dict(zip(varied, row, strict=True))
            pattern = tuple((place, each[place]) for place in flagged if each[place])
            if pattern:
                self._patterns[pattern] += count

    def facts(self) -> Facts:
        """The facts; raises NotWanted when they are no longer wanted."""
        columns: list[Column] = []
        for place, gathered in enumerate(self._columns):
            if not place % 1000:
                progress(1.0)
            columns.append(gathered.column(first=not place, rows=self._rows))
        gaps: Counter[tuple[int, ...]] = Counter()
        for pattern, count in self._patterns.items():
            lacking = tuple(place for place, flag in pattern if _lacks(columns[place], flag))
            if lacking:
                gaps[lacking] += count
        few = len(gaps) <= MOST_VALUES
        known = tuple(sorted(gaps.items())) if few else None
        return Facts(rows=self._rows, columns=tuple(columns), gaps=known, version=VERSION)


def _lacks(column: Column, flag: int) -> bool:
    return flag == GAP or (column.kind == "number" and flag in {TEXT, DASH})

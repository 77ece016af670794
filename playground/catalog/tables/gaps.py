"""What can be done about gaps and other cells that are no numbers: words and fixes."""

from __future__ import annotations

from playground.catalog.kinds import SetParams
from playground.catalog.tables.facts import Column

REMEDY = "leave out such rows, or the column"
FILL = f"{REMEDY}, or fill the gaps"


def gap_fixes(column: Column) -> tuple[SetParams, ...]:
    """Fixes for gaps in an input."""
    fill = "median" if column.kind == "number" else "most frequent"
    words = "the median" if column.kind == "number" else "the most frequent value"
    return (
        SetParams("Leave out such rows", {"incomplete": "leave out"}),
        SetParams(f"Fill with {words}", {"incomplete": fill}),
    )

"""Rows of a table of results that sort by what they mean."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem

SORT = Qt.ItemDataRole.UserRole
"""Where a cell keeps what it is sorted by: a number or a text; nothing where there is no result."""

_STATES = (
    "reached",
    "converged",
    "oscillating",
    "finished",
    "running",
    "ready",
    "still moving",
    "stuck",
    "trapped",
    "dropped",
)
"""What a state begins with, the best first."""


class RankedRow(QTreeWidgetItem):
    """Sorts by numbers, not by their texts; cells without a result stay last, whichever way the column is sorted.

    Attributes:
        cells: What it shows; empty before the first.
        color: Of its lane.
    """

    def __init__(self, table: QTreeWidget) -> None:
        super().__init__(table)
        self._table = table
        self.cells: tuple[object, ...] = ()
        self.color = ""

    def fill(self, column: int, text: str, key: float | str | None) -> None:
        """Show a text in a cell that is sorted by its key; None when there is no result."""
        self.setText(column, text)
        self.setData(column, SORT, key)

    def __lt__(self, other: QTreeWidgetItem) -> bool:
        column = self._table.sortColumn()
        mine, theirs = self.data(column, SORT), other.data(column, SORT)
        if mine is None or theirs is None:
            backwards = self._table.header().sortIndicatorOrder() is Qt.SortOrder.DescendingOrder
            return mine is not theirs and (mine is None) is backwards  # Qt turns the question round
        return bool(mine < theirs)


def state_key(state: str) -> str | None:
    """Return the sort key of a state: better before worse, and None for diverged."""
    if state.startswith("diverged"):
        return None
    rank = next((place for place, word in enumerate(_STATES) if state.startswith(word)), len(_STATES))
    return f"{rank} {state}"

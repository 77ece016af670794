"""The first rows of a table as they are written, read in the background."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QTableWidgetItem, QWidget

from playground.catalog.tables.table import TableDataset
from playground.ui.runs.lookup import Lookup

ROWS = 5
ROW_PIXELS = 22
LETTERS = 60
"""Maximum number of characters shown of a cell."""


class TableHead(QTableWidget):
    """Shows the first rows of a table; hidden while there are none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lookup = Lookup(self)
        self.setAccessibleName("First rows of the file")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_PIXELS)
        self.setFixedHeight((ROWS + 1) * ROW_PIXELS + 24)

    def show_table(self, dataset: TableDataset, names: Sequence[str]) -> None:
        """Read the first rows of a table with columns of these names, and show them."""
        self._lookup.start(
            lambda: dataset.head(ROWS),
            lambda rows: self._show(rows, names),
            lambda _words: self._show([], names),
        )

    def _show(self, rows: Sequence[Sequence[str]], names: Sequence[str]) -> None:
        self.setVisible(bool(rows))
        self.setColumnCount(len(names))
        self.setRowCount(len(rows))
        self.setHorizontalHeaderLabels(list(names))
        for row, cells in enumerate(rows):
            for place, cell in enumerate(cells):
                self.setItem(row, place, QTableWidgetItem(cell[:LETTERS]))
        self.resizeColumnsToContents()

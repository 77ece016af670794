"""The table of measures: a row for each class or target."""

from __future__ import annotations

from math import isfinite
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from playground.measures.titles import MEANINGS, TITLES
from playground.ui.plots.chart.numbers import count, exact
from playground.ui.plots.measures.measured import Measured
from playground.ui.style.theme import Theme, small_font

UNITS = frozenset({"mae", "rmse"})
"""Measures in the unit of the target; all others are numbers around 0 to 1."""
Index = QModelIndex | QPersistentModelIndex
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class MeasureRows(QAbstractTableModel):
    """Classes or targets down, measures to the right."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: Measured | None = None

    def show(self, found: Measured | None) -> None:
        """Show other measures."""
        before, self._shown = self._shown, found
        if before is None or found is None or (before.names, [*before.each]) != (found.names, [*found.each]):
            self.beginResetModel()
            self.endResetModel()
        else:
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))

    def rowCount(self, parent: Index | None = None) -> int:
        """Qt: number of classes or targets."""
        inside = parent is not None and parent.isValid()
        return 0 if inside or self._shown is None else len(self._shown.names)

    def columnCount(self, parent: Index | None = None) -> int:
        """Qt: number of measures, and the name."""
        inside = parent is not None and parent.isValid()
        return 0 if inside or self._shown is None else 1 + len(self._shown.each)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt: text of a cell."""
        assert self._shown is not None
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column():
            return RIGHT
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if index.column() == 0:
            return self._shown.names[index.row()]
        name = [*self._shown.each][index.column() - 1]
        value = float(self._shown.each[name][index.row()])
        if name == "support":
            return count(value)
        return exact(value, 3) if name in UNITS or not isfinite(value) else f"{value:.3f}"

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Qt: head of a column."""
        if orientation is not Qt.Orientation.Horizontal or self._shown is None:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if section else Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if section == 0:
            return (
                ("Class" if self._shown.classes else "Target")
                if role == Qt.ItemDataRole.DisplayRole
                else None
            )
        name = [*self._shown.each][section - 1]
        if role == Qt.ItemDataRole.DisplayRole:
            return TITLES[name]
        return MEANINGS[name] if role == Qt.ItemDataRole.ToolTipRole else None


class TablePage(QTableView):
    """The table; columns keep their widths while the numbers change."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = MeasureRows()
        self.setModel(self.rows)
        self.setObjectName("measures")
        self.setAccessibleName("Measures of each class or target")
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(22)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)

    def apply_theme(self, theme: Theme) -> None:
        """Apply a theme's font."""
        for widget in (self, self.horizontalHeader()):
            widget.setFont(small_font(theme))

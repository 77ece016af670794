"""The results of the lanes of a race as a table that can be sorted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTreeWidget,
    QVBoxLayout,
    QWidget,
)

from playground.ui.panels.race.ranked_row import RankedRow
from playground.ui.widgets.plain_text import plain_tip
from playground.ui.widgets.swatch import DOT, dot

LANE = Qt.ItemDataRole.UserRole + 1
"""Where a row keeps the id of its lane."""
WIDEST = 150
"""Pixels of a column at most: longer names are cut."""
NO_RESULT = "–"


@dataclass(frozen=True)
class Column:
    """A column of the table.

    Attributes:
        title: Its head.
        tip: The tool tip of its head.
        number: Whether it holds numbers, which are aligned to the right.
        stretch: Whether it takes the room that is left.
    """

    title: str
    tip: str
    number: bool = True
    stretch: bool = False


@dataclass(frozen=True)
class Cell:
    """A result of a lane.

    Attributes:
        text: What is shown.
        key: What it is sorted by; None when there is no result.
        tip: The tool tip; empty for none.
    """

    text: str
    key: float | str | None
    tip: str = ""


class Leaderboard(QWidget):
    """The table, and a caption below that names the target."""

    def __init__(
        self,
        columns: Sequence[Column],
        waiting: str,
        parent: QWidget | None = None,
        *,
        selection: QAbstractItemView.SelectionMode = QAbstractItemView.SelectionMode.NoSelection,
    ) -> None:
        """Make an empty table.

        Args:
            columns: The name of a lane first; sorted by the second until the user sorts by another.
            waiting: The caption while there are no results.
            parent: As for any widget.
            selection: Whether lanes can be selected.
        """
        super().__init__(parent)
        self._columns, self._waiting = columns, waiting
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.table = self._make_table(selection)
        self.target = QLabel(self)
        self.target.setProperty("role", "caption")
        self.target.setWordWrap(True)
        self.target.setContentsMargins(8, 2, 8, 0)
        self.below = QHBoxLayout()
        self.below.setContentsMargins(0, 0, 8, 6)
        self.below.addWidget(self.target, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.table, 1)
        layout.addLayout(self.below)
        self.clear()

    def _make_table(self, selection: QAbstractItemView.SelectionMode) -> QTreeWidget:
        table = QTreeWidget(self)
        table.setHeaderLabels([column.title for column in self._columns])
        table.setRootIsDecorated(False)
        table.setIconSize(DOT)
        table.setUniformRowHeights(True)
        table.setSortingEnabled(True)
        table.setSelectionMode(selection)
        table.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        table.setAccessibleName("Leaderboard")
        table.sortByColumn(1, Qt.SortOrder.AscendingOrder)
        header = table.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setMaximumSectionSize(WIDEST)
        header.setMinimumSectionSize(44)
        for place, column in enumerate(self._columns):
            table.headerItem().setToolTip(place, column.tip)
            if column.stretch:
                header.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
        return table

    def clear(self) -> None:
        """Show that there are no results yet."""
        self.table.clear()
        self.target.setText(self._waiting)

    def show_rows(self, rows: Mapping[str, Sequence[Cell]], colors: Mapping[str, str], caption: str) -> None:
        """Show results; the sorting and the selected lane stay.

        Args:
            rows: Cells by lane; equals in the sorted column keep this order.
            colors: Of the lanes.
            caption: What the target is.
        """
        selected = self.selected()
        self.table.setSortingEnabled(False)
        self.table.clear()
        for lane, cells in rows.items():
            row = RankedRow(self.table)
            row.setData(0, LANE, lane)
            row.setIcon(0, dot(colors.get(lane, "#888888")))
            for place, (column, cell) in enumerate(zip(self._columns, cells, strict=True)):
                row.fill(place, cell.text, cell.key)
                row.setToolTip(place, plain_tip(cell.tip))
                if column.number:
                    row.setTextAlignment(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            if lane == selected:
                self.table.setCurrentItem(row)
        self.table.setSortingEnabled(True)
        self.target.setText(caption)

    def selected(self) -> str | None:
        """Return the id of the selected lane."""
        row = self.table.currentItem()
        return None if row is None else str(row.data(0, LANE))


def name_cell(name: str) -> Cell:
    """Return the cell of a lane's name, sorted without regard to case."""
    return Cell(name, name.casefold(), name)


def count_cell(number: float | None, tip: str = "") -> Cell:
    """Return the cell of a whole number."""
    return Cell(NO_RESULT, None, tip) if number is None else Cell(f"{number:,.0f}", number, tip)


def value_cell(value: float | None, tip: str = "") -> Cell:
    """Return the cell of a number in three digits; None and what is not finite are no result."""
    known = value is not None and isfinite(value)
    return Cell(f"{value:.3g}", value, tip) if known else Cell(NO_RESULT, None, tip)

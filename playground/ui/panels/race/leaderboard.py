"""The results of the lanes of a race as a table that can be sorted."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QVBoxLayout,
    QWidget,
)

from playground.ui.panels.race.boards import Board, Cell, Rows
from playground.ui.panels.race.ranked_row import RankedRow
from playground.ui.widgets.plain_text import plain_tip
from playground.ui.widgets.swatch import DOT, dot

LANE = Qt.ItemDataRole.UserRole + 1
"""Where a row keeps the id of its lane."""
NAME_AT_LEAST, WIDEST = 90, 170
"""Pixels of the names for which other columns give way, and of any other column at most: longer texts are cut."""
CELL_PADDING, HEAD_PADDING = 20, 26
"""Pixels beside the text of a cell, and beside a head with its arrow."""
ALIGNED = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CONTINUE_TIP = "Open the selected lane in the Network workspace, with its current weights"


class _Table(QTreeWidget):
    """A table that says when it has another width."""

    resized = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: the room for columns has changed."""
        super().resizeEvent(event)
        self.resized.emit()


class Leaderboard(QWidget):
    """The table, ranked until a head is clicked; a caption below names the target.

    Columns that do not fit are hidden, the least important first; the tool tip of a name has them all.
    """

    title = "Leaderboard"
    continue_wanted = Signal(str)
    """Continue with the weights of this lane in the Network workspace."""

    def __init__(self, board: Board, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._board = board
        self._rows: Rows = {}
        self._widths = [0] * len(board.columns)
        self.setObjectName("tablePanel")  # it belongs into pictures of all plots
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.table = self._make_table()
        self.target = QLabel(self)
        self.target.setProperty("role", "caption")
        self.target.setWordWrap(True)
        self.target.setContentsMargins(8, 2, 8, 2)
        self.continue_button = QPushButton("Continue in Network", self)
        self.continue_button.setToolTip(CONTINUE_TIP)
        self.continue_button.setVisible(board.selects)
        self.continue_button.clicked.connect(self._on_continue_clicked)
        self.table.itemSelectionChanged.connect(self._on_selection_changed)
        below = QHBoxLayout()
        below.setContentsMargins(0, 0, 8, 4)
        below.addWidget(self.target, 1)
        below.addWidget(self.continue_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.table, 1)
        layout.addLayout(below)
        self.clear()

    def _make_table(self) -> QTreeWidget:
        table = _Table(self)
        table.resized.connect(self._fit_columns)
        table.setHeaderLabels([column.title for column in self._board.columns])
        table.setRootIsDecorated(False)
        table.setIconSize(DOT)
        table.setUniformRowHeights(True)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        modes = QAbstractItemView.SelectionMode
        table.setSelectionMode(modes.SingleSelection if self._board.selects else modes.NoSelection)
        table.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        table.setAccessibleName("Leaderboard")
        header = table.header()
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setSortIndicatorClearable(True)
        table.setSortingEnabled(True)
        header.setSectionsMovable(False)
        header.setMinimumSectionSize(24)
        header.setStretchLastSection(not self._board.columns[-1].number)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        for place, column in enumerate(self._board.columns):
            table.headerItem().setToolTip(place, column.tip)
            if column.number:
                table.headerItem().setTextAlignment(place, ALIGNED)
        return table

    def minimumSizeHint(self) -> QSize:
        """Qt: names and results in a few rows."""
        return QSize(200, 110)

    # --- what is shown ---------------------------------------------------------------------------

    def clear(self) -> None:
        """Show that there are no results yet."""
        self._rows = {}
        self.table.clear()
        self._widths = [0] * len(self._board.columns)
        self.target.setText(self._board.waiting)
        self._measure()
        self._on_selection_changed()

    def show_rows(self, rows: Rows, colors: Mapping[str, str], caption: str) -> None:
        """Show results; the sorting and the selected lane stay.

        Args:
            rows: Cells by lane in their rank, which orders the rows until the user sorts by a column.
            colors: Of the lanes.
            caption: What the target is.
        """
        selected, table = self.selected(), self.table
        self._rows = rows
        sorted_by_user = table.header().sortIndicatorSection() >= 0
        if sorted_by_user:  # else nothing sorts by itself, and painting all of the table takes long
            table.setSortingEnabled(False)
        while table.topLevelItemCount() > len(rows):
            table.takeTopLevelItem(table.topLevelItemCount() - 1)
        while table.topLevelItemCount() < len(rows):
            RankedRow(table)
        for place, (lane, cells) in enumerate(rows.items()):
            row = table.topLevelItem(place)
            assert isinstance(row, RankedRow)
            self._fill(row, lane, cells, colors.get(lane, "#888888"))
            if lane == selected and table.currentItem() is not row:
                table.setCurrentItem(row)
        if sorted_by_user:
            table.setSortingEnabled(True)
        if caption != self.target.text():
            self.target.setText(caption)
        self._measure()
        self._on_selection_changed()

    def _fill(self, row: RankedRow, lane: str, cells: tuple[Cell, ...], color: str) -> None:
        if row.data(0, LANE) != lane or row.color != color:
            row.setData(0, LANE, lane)
            row.color = color
            row.setIcon(0, dot(color))
        faint = self.palette().brush(QPalette.ColorRole.PlaceholderText)
        for place, (column, cell, before) in enumerate(
            zip(self._board.columns, cells, row.cells or (None,) * len(cells), strict=True)
        ):
            if cell == before:
                continue
            row.fill(place, cell.text, cell.key)
            row.setToolTip(place, plain_tip(cell.tip))
            if column.number:
                row.setTextAlignment(place, ALIGNED)
            row.setData(place, Qt.ItemDataRole.ForegroundRole, faint if cell.faint else None)
        if cells != row.cells:
            row.cells = cells
            facts = zip(self._board.columns, cells, strict=True)
            row.setToolTip(0, plain_tip("\n".join(f"{column.title}: {cell.text}" for column, cell in facts)))

    # --- columns ---------------------------------------------------------------------------------

    def _measure(self) -> None:
        """Widen columns for their texts; they do not shrink while the race lasts, so that numbers hold still."""
        metrics, widths = self.table.fontMetrics(), list(self._widths)
        for place, column in enumerate(self._board.columns):
            texts = [metrics.horizontalAdvance(cells[place].text) for cells in self._rows.values()]
            beside = CELL_PADDING + (DOT.width() + 14 if place == 0 else 0)
            head = self.table.header().fontMetrics().horizontalAdvance(column.title) + HEAD_PADDING
            need = max([head, *(text + beside for text in texts)])
            widths[place] = max(widths[place], need if place == 0 else min(need, WIDEST))
        if widths != self._widths:
            self._widths = widths
            self._fit_columns()

    def _fit_columns(self) -> None:
        """Hide the columns for which there is no room, empty ones first, and give the names what is left."""
        room = self.table.viewport().width()
        shown = list(range(len(self._widths)))
        empty = {place for place in shown if all(cells[place].key is None for cells in self._rows.values())}
        order = sorted(
            shown[1:], key=lambda place: (place not in empty, -self._board.columns[place].gives_way)
        )
        name = min(self._widths[0], max(NAME_AT_LEAST, room // 3))
        for place in order:
            least = name + sum(self._widths[each] for each in shown[1:])
            if least <= room or not self._board.columns[place].gives_way:
                break
            shown.remove(place)
        last = len(self._widths) - 1
        spare = room - sum(self._widths[each] for each in shown[1:])
        stretched = last in shown and not self._board.columns[last].number
        header = self.table.header()
        for place, width in enumerate(self._widths):
            header.setSectionHidden(place, place not in shown)
            header.resizeSection(place, width)
        header.resizeSection(0, max(24, min(spare, self._widths[0]) if stretched else spare))

    def changeEvent(self, event: QEvent) -> None:
        """Qt: measure again in another font."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._widths = [0] * len(self._widths)
            self._measure()

    # --- selection -------------------------------------------------------------------------------

    def selected(self) -> str | None:
        """Return the id of the selected lane."""
        row = self.table.currentItem()
        return None if row is None else str(row.data(0, LANE))

    def _on_selection_changed(self) -> None:
        self.continue_button.setEnabled(self.selected() is not None)

    def _on_continue_clicked(self) -> None:
        lane = self.selected()
        if lane is not None:
            self.continue_wanted.emit(lane)

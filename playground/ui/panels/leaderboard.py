"""Who won: the lanes of a race as a table that can be sorted."""

from collections.abc import Mapping
from math import inf, isfinite

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from playground.engine.race import LaneResult

COLUMNS = ("Lane", "At step", "Grads", "Final", "Best", "State")
TIPS = (
    "Who races",
    "Step at which the target height was first reached",
    "Gradients used until then; some optimizers use several in a step",
    "Height at the end",
    "Lowest height on the way",
    "Converged, trapped in a local minimum, diverged, stuck on flat ground, or still on the way",
)
SORT = Qt.ItemDataRole.UserRole


class _Row(QTreeWidgetItem):
    """Sorts by numbers, not by their texts."""

    def __lt__(self, other: QTreeWidgetItem) -> bool:
        tree = self.treeWidget()
        column = tree.sortColumn() if tree else 0
        mine, theirs = self.data(column, SORT), other.data(column, SORT)
        if isinstance(mine, float) and isinstance(theirs, float):
            return mine < theirs
        return self.text(column) < other.text(column)


class Leaderboard(QWidget):
    """Results of all lanes, the best first until one sorts by another column."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.table = QTreeWidget(self)
        self.table.setHeaderLabels(COLUMNS)
        self.table.setRootIsDecorated(False)
        self.table.setUniformRowHeights(True)
        self.table.setSortingEnabled(True)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.table.setAccessibleName("Leaderboard")
        self.table.sortByColumn(1, Qt.SortOrder.AscendingOrder)
        header = self.table.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)  # names are cut where it is narrow
        header.setMinimumSectionSize(44)
        for column, tip in enumerate(TIPS):
            self.table.headerItem().setToolTip(column, tip)
        self.target = QLabel(self)
        self.target.setProperty("role", "caption")
        self.target.setWordWrap(True)
        self.target.setContentsMargins(8, 2, 8, 6)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.target)
        self.clear()

    def clear(self) -> None:
        """Show that nothing has come in yet."""
        self.table.clear()
        self.target.setText("Results come in when all lanes are at the end.")

    def show_results(
        self, results: Mapping[str, LaneResult], colors: Mapping[str, str], target: float | None
    ) -> None:
        """Show a race that is over.

        Args:
            results: By lane.
            colors: Of the lanes.
            target: The height to reach.
        """
        self.table.clear()
        for lane, result in results.items():
            row = _Row(self.table)
            cells: list[tuple[str, float | str]] = [
                (result.name, result.name),
                _count(result.steps_to_target),
                _count(result.evaluations_to_target),
                (_height(result.final), result.final if isfinite(result.final) else inf),
                (_height(result.best), result.best if isfinite(result.best) else inf),
                (result.state, result.state),
            ]
            row.setToolTip(0, result.name)
            row.setToolTip(3, f"{result.final!r}")
            row.setToolTip(4, f"{result.best!r}")
            row.setToolTip(2, f"{result.evaluations:,} in the whole race")
            row.setToolTip(5, result.state)
            for column, (text, key) in enumerate(cells):
                row.setText(column, text)
                row.setData(column, SORT, key)
                if 1 <= column <= 4:
                    row.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            row.setIcon(0, dot(colors.get(lane, "#888888")))
        words = (
            "No minimum is known, so there is no target." if target is None else f"Target: f ≤ {target:.6g}"
        )
        self.target.setText(words)


def _count(number: float | None) -> tuple[str, float]:
    return ("–", inf) if number is None else (f"{number:,.0f}", number)


def _height(value: float) -> str:
    return f"{value:.3g}" if isfinite(value) else "–"


def dot(color: str) -> QIcon:
    """A round swatch."""
    picture = QPixmap(24, 24)
    picture.setDevicePixelRatio(2)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(color))
    painter.drawEllipse(1, 1, 10, 10)
    painter.end()
    return QIcon(picture)

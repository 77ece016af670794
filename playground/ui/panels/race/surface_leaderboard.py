"""Who won: the lanes of a race as a table that can be sorted."""

from collections.abc import Mapping
from math import isfinite

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QTreeWidget,
    QVBoxLayout,
    QWidget,
)

from playground.engine.events.surface_race import SurfaceResult
from playground.ui.panels.race.ranking import RankedRow, state_key
from playground.ui.widgets.swatch import DOT, dot

WIDEST = 150
"""Pixels of a column at most: longer names are cut."""
COLUMNS = ("Lane", "At step", "Grads", "Final", "Best", "State")
TIPS = (
    "Who races",
    "Step at which the target height was first reached",
    "Gradients used until then; some optimizers use several in a step",
    "Height at the end",
    "Lowest height on the way",
    "Converged, trapped in a local minimum, diverged, stuck on flat ground, or still on the way",
)


class Leaderboard(QWidget):
    """Results of all lanes, the best first until one sorts by another column."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.table = QTreeWidget(self)
        self.table.setHeaderLabels(COLUMNS)
        self.table.setRootIsDecorated(False)
        self.table.setIconSize(DOT)
        self.table.setUniformRowHeights(True)
        self.table.setSortingEnabled(True)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.table.setAccessibleName("Leaderboard")
        self.table.sortByColumn(1, Qt.SortOrder.AscendingOrder)
        header = self.table.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(
            0, QHeaderView.ResizeMode.Stretch
        )  # its colour tells a lane whose name is cut
        header.setMaximumSectionSize(WIDEST)
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
        self, results: Mapping[str, SurfaceResult], colors: Mapping[str, str], target: float | None
    ) -> None:
        """Show a race that is over.

        Args:
            results: By lane.
            colors: Of the lanes.
            target: The height to reach.
        """
        self.table.clear()
        for lane, result in results.items():
            row = RankedRow(self.table)
            cells: list[tuple[str, float | str | None]] = [
                (result.name, result.name.casefold()),
                _count(result.steps_to_target),
                _count(result.evaluations_to_target),
                _height(result.final),
                _height(result.best),
                (result.state, state_key(result.state)),
            ]
            row.setToolTip(0, result.name)
            row.setToolTip(3, f"{result.final!r}")
            row.setToolTip(4, f"{result.best!r}")
            row.setToolTip(2, f"{result.evaluations:,} in the whole race")
            row.setToolTip(5, result.state)
            for column, (text, key) in enumerate(cells):
                row.fill(column, text, key)
                if 1 <= column <= 4:
                    row.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            row.setIcon(0, dot(colors.get(lane, "#888888")))
        words = (
            "No minimum is known, so there is no target." if target is None else f"Target: f ≤ {target:.6g}"
        )
        self.target.setText(words)


def _count(number: float | None) -> tuple[str, float | None]:
    return ("–", None) if number is None else (f"{number:,.0f}", number)


def _height(value: float) -> tuple[str, float | None]:
    return (f"{value:.3g}", value) if isfinite(value) else ("–", None)

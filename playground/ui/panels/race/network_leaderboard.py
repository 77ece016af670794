"""Who is ahead in a race on the network: a table that can be sorted."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf, isfinite

from PySide6.QtCore import Qt, Signal
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

from playground.engine.events.network_race import NetworkResult
from playground.spec.race import RaceSpec
from playground.ui.panels.race.ranking import RankedRow, state_key
from playground.ui.widgets.swatch import DOT, dot

LANE = Qt.ItemDataRole.UserRole + 1
COLUMNS = ("Lane", "At step", "Seconds", "Loss", "Metric", "State")
TIPS = (
    "Who races",
    "Step at which the target was first reached, by evaluations at the ends of epochs; the median over the seeds",
    "The same in seconds of training, each lane alone",
    "Data loss on the training split, newest; the median over the seeds",
    "Accuracy or R² on the validation split",
    "Whether it reached the target, and how many of the seeds did not diverge",
)
WORDS = {"train_loss": "training loss ≤", "validation_loss": "validation loss ≤", "metric": "≥"}


class NetworkLeaderboard(QWidget):
    """Results of all lanes as they stand."""

    go_on_wanted = Signal(str)
    """To go on with the weights of this lane in the Network workspace."""

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
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setAccessibleName("Leaderboard")
        self.table.sortByColumn(1, Qt.SortOrder.AscendingOrder)
        self.table.itemSelectionChanged.connect(self._chosen)
        header = self.table.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(len(COLUMNS) - 1, QHeaderView.ResizeMode.Stretch)
        header.setMaximumSectionSize(150)
        header.setMinimumSectionSize(44)
        for column, tip in enumerate(TIPS):
            self.table.headerItem().setToolTip(column, tip)
        self.target = QLabel(self)
        self.target.setProperty("role", "caption")
        self.target.setWordWrap(True)
        self.target.setContentsMargins(8, 2, 8, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.table, 1)
        below = QHBoxLayout()
        below.setContentsMargins(0, 0, 8, 6)
        below.addWidget(self.target, 1)
        self.go_on = QPushButton("Go on in Network", self)
        self.go_on.setToolTip(
            "Open the chosen lane in the Network workspace, with the weights that it has now"
        )
        self.go_on.clicked.connect(self._go_on)
        below.addWidget(self.go_on)
        layout.addLayout(below)
        self.clear()

    def clear(self) -> None:
        """Show that nothing has come in yet."""
        self.table.clear()
        self._chosen()
        self.target.setText("Results come in as the lanes train.")

    def show_results(
        self, results: Mapping[str, NetworkResult], colors: Mapping[str, str], race: RaceSpec, metric: str
    ) -> None:
        """Show results; the rows keep their place in the order that was chosen.

        Args:
            results: By lane.
            colors: Of the lanes.
            race: For its target.
            metric: ``accuracy`` or ``R²``.
        """
        chosen = self.table.currentItem()
        kept = chosen.data(0, LANE) if chosen is not None else None
        self.table.setSortingEnabled(False)
        self.table.clear()
        for lane, result in sorted(results.items(), key=_rank):  # Qt keeps this order among equals
            row = RankedRow(self.table)
            row.setData(0, LANE, lane)
            row.setIcon(0, dot(colors.get(lane, "#888888")))
            for column, (text, key) in enumerate(_cells(result, metric)):
                row.fill(column, text, key)
                if 1 <= column <= 4:
                    row.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            row.setToolTip(0, result.name)
            row.setToolTip(3, _losses(result))
            row.setToolTip(5, row.text(5))
            if lane == kept:
                self.table.setCurrentItem(row)
        self.table.setSortingEnabled(True)
        self.target.setText(_target(race, metric))

    def _chosen(self) -> None:
        self.go_on.setEnabled(self.table.currentItem() is not None)

    def _go_on(self) -> None:
        row = self.table.currentItem()
        if row is not None:
            self.go_on_wanted.emit(str(row.data(0, LANE)))


def _cells(result: NetworkResult, metric: str) -> list[tuple[str, float | str | None]]:
    steps, seconds = result.steps_to_target, result.seconds_to_target
    state = "reached" if result.state.startswith("reached") else result.state
    if result.repetitions > 1 and result.failures:
        state = f"{state}, {result.failures} of {result.repetitions} seeds diverged"
    return [
        (result.name, result.name.casefold()),
        ("–" if steps is None else f"{steps:,.0f}", steps),
        ("–" if seconds is None else f"{seconds:.3g}", seconds),
        _number(result.final),
        (metric_words(result.metric, metric), result.metric if isfinite(result.metric) else None),
        (state, state_key(state)),
    ]


def _rank(item: tuple[str, NetworkResult]) -> tuple[float, float]:
    steps, final = item[1].steps_to_target, item[1].final
    return inf if steps is None else steps, final if isfinite(final) else inf


def _losses(result: NetworkResult) -> str:
    words = f"Lowest {_number(result.best)[0]}, on validation data {_number(result.validation_loss)[0]}"
    if result.repetitions == 1:
        return words
    low, high = result.final_quartiles
    return f"{words}; quartiles over {result.repetitions} seeds {low:.4g} to {high:.4g}"


def _number(value: float) -> tuple[str, float | None]:
    return (f"{value:.3g}", value) if isfinite(value) else ("–", None)


def metric_words(value: float, metric: str) -> str:
    """An accuracy in percent, R² as a number."""
    if not isfinite(value):
        return "–"
    return f"{100 * value:.1f} %" if metric == "accuracy" else f"{value:.3f}"


def _target(race: RaceSpec, metric: str) -> str:
    if race.target is None:
        return "No target is set: see Conditions."
    if race.target_on == "metric":
        return f"Target: {metric} on validation data ≥ {metric_words(race.target, metric)}"
    return f"Target: {WORDS[race.target_on]} {race.target:.4g}"

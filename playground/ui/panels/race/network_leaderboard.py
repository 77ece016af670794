"""The leaderboard of a race on the network."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf, isfinite

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractItemView, QPushButton, QWidget

from playground.engine.events.network_race import NetworkResult
from playground.spec.race import RaceSpec
from playground.ui.panels.race.leaderboard import (
    Cell,
    Column,
    Leaderboard,
    count_cell,
    name_cell,
    value_cell,
)
from playground.ui.panels.race.ranked_row import state_key

COLUMNS = (
    Column("Lane", "The optimizer", number=False),
    Column(
        "At step",
        "Step at which the target was first reached, by evaluations at the ends of epochs; the median over the seeds",
    ),
    Column("Seconds", "The same in seconds of training, each lane by itself"),
    Column("Loss", "Newest data loss on the training split; the median over the seeds"),
    Column("Metric", "Accuracy or R² on the validation split"),
    Column(
        "State",
        "Whether the target was reached, and how many of the seeds diverged",
        number=False,
        stretch=True,
    ),
)
WORDS = {"train_loss": "training loss ≤", "validation_loss": "validation loss ≤", "metric": "≥"}


class NetworkLeaderboard(Leaderboard):
    """Results of all lanes so far."""

    continue_wanted = Signal(str)
    """Continue with the weights of this lane in the Network workspace."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            COLUMNS,
            "Results appear as the lanes train.",
            parent,
            selection=QAbstractItemView.SelectionMode.SingleSelection,
        )
        self.continue_button = QPushButton("Continue in Network", self)
        self.continue_button.setToolTip(
            "Open the selected lane in the Network workspace, with its current weights"
        )
        self.continue_button.clicked.connect(self._on_continue_clicked)
        self.below.addWidget(self.continue_button)
        self.table.itemSelectionChanged.connect(self._on_selection_changed)
        self._on_selection_changed()

    def show_results(
        self, results: Mapping[str, NetworkResult], colors: Mapping[str, str], race: RaceSpec, metric: str
    ) -> None:
        """Show results; the rows keep the order that was chosen.

        Args:
            results: By lane.
            colors: Of the lanes.
            race: For its target.
            metric: ``accuracy`` or ``R²``.
        """
        ranked = dict(sorted(results.items(), key=_rank))  # Qt keeps this order among equals
        rows = {lane: _cells(result, metric) for lane, result in ranked.items()}
        self.show_rows(rows, colors, _target(race, metric))
        self._on_selection_changed()

    def _on_selection_changed(self) -> None:
        self.continue_button.setEnabled(self.selected() is not None)

    def _on_continue_clicked(self) -> None:
        lane = self.selected()
        if lane is not None:
            self.continue_wanted.emit(lane)


def _cells(result: NetworkResult, metric: str) -> list[Cell]:
    state = "reached" if result.state.startswith("reached") else result.state
    if result.repetitions > 1 and result.failures:
        state = f"{state}, {result.failures} of {result.repetitions} seeds diverged"
    measured = result.metric if isfinite(result.metric) else None
    return [
        name_cell(result.name),
        count_cell(result.steps_to_target),
        value_cell(result.seconds_to_target),
        value_cell(result.final, _losses(result)),
        Cell(metric_words(result.metric, metric), measured),
        Cell(state, state_key(state), state),
    ]


def _rank(item: tuple[str, NetworkResult]) -> tuple[float, float]:
    steps, final = item[1].steps_to_target, item[1].final
    return inf if steps is None else steps, final if isfinite(final) else inf


def _losses(result: NetworkResult) -> str:
    words = (
        f"Lowest {value_cell(result.best).text}, on validation data {value_cell(result.validation_loss).text}"
    )
    if result.repetitions == 1:
        return words
    low, high = result.final_quartiles
    return f"{words}; quartiles over {result.repetitions} seeds {low:.4g} to {high:.4g}"


def metric_words(value: float, metric: str) -> str:
    """Format an accuracy in percent, R² as a number."""
    if not isfinite(value):
        return "–"
    return f"{value:.1%}" if metric == "accuracy" else f"{value:.3f}"


def _target(race: RaceSpec, metric: str) -> str:
    if race.target is None:
        return "No target is set (see Conditions)."
    if race.target_on == "metric":
        return f"Target: {metric} on validation data ≥ {metric_words(race.target, metric)}"
    return f"Target: {WORDS[race.target_on]} {race.target:.4g}"

"""The table of typed class weights: a row for each class, and balanced weights by a button."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from playground.build.class_weights import MOST, class_weights, typed
from playground.build.data.loading import load_data
from playground.catalog.kinds import DataInfo
from playground.spec.data import DataSpec
from playground.spec.paths import shown
from playground.spec.training import TrainingSpec
from playground.ui.runs.lookup import Lookup
from playground.ui.widgets.plain_text import plain_label

MOST_ROWS, ROW_PX = 8, 24
"""Rows in sight; the others are scrolled to."""
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
READABLE = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class ClassWeights(QWidget):
    """A weight for each class, in the order of the classes; visible while weights are typed."""

    changed = Signal(str)
    """The weights as a text, see ``TrainingSpec.typed_weights``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._data, self._lookup = DataSpec(), Lookup(self)
        self._weights: tuple[float, ...] = ()
        self.table = QTableWidget(0, 2, self)
        self.table.setAccessibleName("Class weights")
        self.table.setHorizontalHeaderLabels(["Class", "Weight"])
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(ROW_PX)
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.itemChanged.connect(self._on_item_changed)
        self.balance = QPushButton("Balanced", self)
        self.balance.setToolTip("N / (classes × samples of the class): rare classes count more")
        self.balance.clicked.connect(self._on_balance)
        self.equal = QPushButton("All 1", self)
        self.equal.setToolTip("Count every class alike")
        self.equal.clicked.connect(lambda: self._set([1.0] * len(self._weights)))
        self.words: QLabel = plain_label("", self)
        self.words.setProperty("role", "muted")
        self.words.setWordWrap(True)
        self.words.hide()
        buttons = QHBoxLayout()
        buttons.addWidget(self.balance)
        buttons.addWidget(self.equal)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.table)
        layout.addLayout(buttons)
        layout.addWidget(self.words)

    def show_weights(self, training: TrainingSpec, info: DataInfo | None, data: DataSpec) -> None:
        """Show the typed weights of a project; classes without one have 1.

        Args:
            training: Its settings.
            info: Facts about its data; None while they are not known.
            data: Its data, from which balanced weights are counted.
        """
        self._data = data
        there = info is not None and info.task == "classification"
        self.setVisible(training.class_weights == "typed" and there)
        if info is None or not there:
            return
        try:
            given = typed(training.typed_weights)[: info.targets]
        except ValueError:
            given = ()
        self._weights = (*given, *[1.0] * (info.targets - len(given)))
        self._fill(info.class_names or tuple(f"Class {place}" for place in range(info.targets)))

    def _fill(self, names: Sequence[str]) -> None:
        with QSignalBlocker(self.table):
            self.table.setRowCount(len(self._weights))
            for row, (name, weight) in enumerate(zip(names, self._weights, strict=True)):
                self._cell(row, 0).setText(shown(name))
                self._cell(row, 0).setFlags(READABLE)
                self._cell(row, 1).setText(f"{weight:g}")
                self._cell(row, 1).setTextAlignment(RIGHT)
        rows = min(len(self._weights), MOST_ROWS)
        height = self.table.horizontalHeader().sizeHint().height() + 2 * self.table.frameWidth()
        self.table.setFixedHeight(height + rows * self.table.verticalHeader().defaultSectionSize())

    def _cell(self, row: int, column: int) -> QTableWidgetItem:
        """A cell, which stays the same one while it is edited."""
        found = self.table.item(row, column)
        if found is None:
            found = QTableWidgetItem()
            self.table.setItem(row, column, found)
        return found

    @Slot(QTableWidgetItem)
    def _on_item_changed(self, item: QTableWidgetItem) -> None:
        """Take a number that was typed, with a point or a comma; put the old one back where it is none."""
        weights = list(self._weights)
        try:
            weight = float(item.text().replace(",", "."))
        except ValueError:
            weight = -1.0
        if 0 <= weight <= MOST:
            weights[item.row()] = weight
            self._set(weights)
            return
        self.say(f"A class weight is a number from 0 to {MOST:,}.")
        with QSignalBlocker(self.table):
            item.setText(f"{weights[item.row()]:g}")

    @Slot()
    def _on_balance(self) -> None:
        data = self._data
        self._lookup.start(lambda: balanced_weights(data), self._set, self.say)

    def _set(self, weights: Sequence[float]) -> None:
        self.say("")
        self.changed.emit(", ".join(f"{weight:g}" for weight in weights))

    def say(self, words: str) -> None:
        """Show a sentence below the table; nothing to hide it."""
        self.words.setText(words)
        self.words.setVisible(bool(words))


def balanced_weights(spec: DataSpec) -> tuple[float, ...]:
    """Count the training samples of each class; reads the data, so call it in a thread of its own."""
    data = load_data(spec)
    targets = data.y_train if data.stream is None else data.stream.y
    return class_weights(TrainingSpec(class_weights="balanced"), targets, data.info.targets)

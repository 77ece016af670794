"""The dialog Predict: a typed row, a table, pictures or arrays, and what the network makes of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from playground.arrays import Singles
from playground.engine.events.control import Control
from playground.engine.events.run import RunState
from playground.inference.inputs import describe_inputs, read_inputs, takes_levels
from playground.inference.prediction import Prediction
from playground.inference.prediction_table import prediction_csv
from playground.spec.destinations import write_file
from playground.spec.paths import FileProblem
from playground.ui.plots.frame.arrangement import hint_label
from playground.ui.predict.drawing_pad import DrawingPad
from playground.ui.runs.lookup import Lookup
from playground.ui.runs.run_controller import RunController
from playground.ui.runs.run_model import model_from

SHOWN_ROWS, SHOWN_COLUMNS = 500, 20
"""Predictions, and classes of each, that the table shows; all of them are saved."""


@dataclass(frozen=True)
class _Answer:
    """What the network takes, and what it predicts for the inputs.

    Attributes:
        takes: In a sentence.
        picture: Shape of the pictures that can be drawn; empty where it takes none.
        typed: Whether it takes a typed row.
        names: Where each input is.
        prediction: None where there were no inputs.
    """

    takes: str
    picture: tuple[int, ...] = ()
    typed: bool = True
    names: tuple[str, ...] = ()
    prediction: Prediction | None = None


class PredictionDialog(QDialog):
    """Predicts with the weights that the run evaluates now.

    Args:
        runs: Whose network is used.
        parent: Owner.
    """

    def __init__(self, runs: RunController, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Predict")
        self._runs, self._lookup = runs, Lookup(self)
        self._answer: _Answer | None = None
        self.takes, self.outcome = self._label("muted"), self._label("")
        self.row = QLineEdit(self, placeholderText="Type a row and press Enter")
        self.row.setAccessibleName("A row of inputs")
        self.pad = DrawingPad(self)
        self.pad.hide()
        self.table = QTableWidget(self)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().hide()
        self.table.setAccessibleName("Predictions")
        self.hint = hint_label("Predictions appear here, a row for each input.")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.save = self.buttons.addButton("Save as CSV…", QDialogButtonBox.ButtonRole.ActionRole)
        for button in self.buttons.buttons():
            if isinstance(button, QPushButton):
                button.setAutoDefault(False)  # Enter predicts the row
        self._lay_out()
        self.resize(640, 460)
        self.row.returnPressed.connect(self._on_row)
        self.pad.drawn.connect(self._on_drawn)
        self.save.clicked.connect(self._on_save)
        self.buttons.rejected.connect(self.reject)

    def _label(self, role: str) -> QLabel:
        label = QLabel(self, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        label.setProperty("role", role)
        return label

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.row, 1)
        row.addWidget(self._button("Choose file…", self._choose_file))
        self.folder = self._button("Choose folder…", self._choose_folder)
        row.addWidget(self.folder)
        column = QVBoxLayout(self)
        column.addWidget(self.takes)
        column.addLayout(row)
        middle = QHBoxLayout()
        middle.addWidget(self.pad, 0, Qt.AlignmentFlag.AlignTop)
        middle.addWidget(self.hint, 1)
        middle.addWidget(self.table, 1)
        column.addLayout(middle, 1)
        column.addWidget(self.outcome)
        column.addWidget(self.buttons)

    def _button(self, title: str, run: Callable[[], None]) -> QPushButton:
        button = QPushButton(title, self, autoDefault=False)
        button.clicked.connect(run)
        return button

    def begin(self) -> None:
        """Say what the network takes, with nothing predicted yet; call when the dialog is shown."""
        self._show(_Answer(""))
        self._ask(None)
        self.row.setFocus()

    def end(self) -> None:
        """Drop what is still being read or predicted."""
        self._lookup.drop()

    def predict(self, given: str) -> None:
        """Predict a typed row, or the file or folder at a path; the table shows the result when it is there."""
        self._ask(given)

    def _ask(self, given: str | Singles | None) -> None:
        control = self._runs.control
        if control is None or self._runs.state is RunState.FAILED:
            self._refuse(
                self._runs.message or "There is no network to predict with: solve its problems first."
            )
            return
        self.outcome.setText("" if given is None else "Predicting …")
        self._lookup.start(lambda: _predicted(control, given), self._show, self._refuse)

    def _refuse(self, words: str) -> None:
        self.outcome.setText(words)

    def _show(self, answer: _Answer) -> None:
        self._answer, prediction = answer, answer.prediction
        self.takes.setText(answer.takes)
        self.pad.setVisible(bool(answer.picture))
        self.table.setVisible(prediction is not None)
        self.hint.setVisible(prediction is None)
        self.row.setVisible(answer.typed)
        self.folder.setVisible(bool(answer.picture))
        self.save.setEnabled(prediction is not None)
        self.table.clear()
        if prediction is None:
            self.table.setRowCount(0)
            self.table.setColumnCount(0)
            self.outcome.setText("")
            return
        heads, rows = _cells(answer.names, prediction)
        self.table.setColumnCount(len(heads))
        self.table.setHorizontalHeaderLabels(heads)
        self.table.setRowCount(len(rows))
        for place, cells in enumerate(rows):
            for column, text in enumerate(cells):
                self.table.setItem(place, column, QTableWidgetItem(text))
        self.table.resizeColumnsToContents()
        left = len(prediction) - len(rows)
        count = "1 prediction" if len(prediction) == 1 else f"{len(prediction):,} predictions"
        self.outcome.setText(f"{count}; the last {left:,} are only saved." if left else f"{count}.")

    @Slot()
    def _on_row(self) -> None:
        text = self.row.text().strip()
        if text:
            self.predict(text)

    @Slot()
    def _on_drawn(self) -> None:
        if self._answer is not None and self._answer.picture:
            channels, height, width = self._answer.picture
            self._ask(np.repeat(self.pad.levels(height, width)[None], channels, 0))

    @Slot()
    def _choose_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "Predict a table, a picture or arrays")
        if chosen:
            self.predict(chosen)

    @Slot()
    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Predict a folder of pictures")
        if chosen:
            self.predict(chosen)

    @Slot()
    def _on_save(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, "Save predictions", "predictions.csv", "CSV (*.csv)")
        if chosen:
            self.save_to(Path(chosen))

    def save_to(self, path: Path) -> None:
        """Save all predictions as a CSV table, and say so."""
        answer = self._answer
        if answer is None or answer.prediction is None:
            return
        try:
            write_file(path, prediction_csv(answer.names, answer.prediction).encode())
        except FileProblem as problem:
            self._refuse(str(problem))
        else:
            self.outcome.setText(f"Saved in {path}.")


def _predicted(control: Control, given: str | Singles | None) -> _Answer:
    """Predict, in a thread."""
    model = model_from(control)
    shape = model.data.info.shape
    picture = shape if takes_levels(model.data) else ()
    known = _Answer(describe_inputs(model.data), picture, typed=len(shape) == 1)
    if given is None:
        return known
    if not isinstance(given, str):
        return replace(known, names=("drawing",), prediction=model.predict(given))
    names: list[str] = []
    samples: list[Singles] = []
    for rows in read_inputs(model.data, given):
        names += rows.names
        samples.append(rows.x)
    return replace(known, names=tuple(names), prediction=model.predict_batches(samples))


def _cells(names: tuple[str, ...], prediction: Prediction) -> tuple[list[str], list[list[str]]]:
    """Return headings and texts of the table."""
    classes = bool(prediction.class_names)
    heads = ["Input", *(["Class"] if classes else []), *prediction.columns[:SHOWN_COLUMNS]]
    rows = []
    best = prediction.classes if classes else ()
    for place, name in enumerate(names[:SHOWN_ROWS]):
        scores = prediction.scores[place, :SHOWN_COLUMNS]
        rows.append(
            [
                name,
                *([best[place]] if classes else []),
                *(f"{s:.1%}" if classes else f"{s:.6g}" for s in scores),
            ]
        )
    return heads, rows

"""The variables of an expression: a value for each, and whether its derivative is asked for."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from playground.arrays import Doubles
from playground.backprop.typed_values import read_values, write_values
from playground.catalog.formula_tokens import FormulaProblem
from playground.ui.widgets.plain_text import plain_label

PAUSE_MS = 350
"""Pause after the last key before values are read."""


class ValuesForm(QScrollArea):
    """A row for each variable."""

    changed = Signal()
    """Other values, or others are asked for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self._texts: dict[str, str] = {}
        self._unwanted: set[str] = set()
        self.fields: dict[str, QLineEdit] = {}
        self.ticks: dict[str, QCheckBox] = {}
        self._labels: list[QWidget] = []
        inner = QWidget(self)
        column = QVBoxLayout(inner)
        self._note = QLabel("A number such as 3, a vector [1, 2], or a matrix [[1, 2], [3, 4]].", inner)
        self._note.setWordWrap(True)
        self._note.setProperty("role", "muted")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        column.addWidget(self._note)
        column.addLayout(self._grid)
        column.addStretch(1)
        self.setWidget(inner)
        self._pause = QTimer(self, interval=PAUSE_MS, singleShot=True)
        self._pause.timeout.connect(self.changed)

    def set_choice(self, texts: Mapping[str, str], unwanted: Collection[str]) -> None:
        """Set values as typed, and what is not asked for; ``show_variables`` shows them."""
        self._texts, self._unwanted = dict(texts), set(unwanted)
        self.fields_changed()

    def fields_changed(self) -> None:
        """Show the kept values in the rows that there are."""
        for name, field in self.fields.items():
            field.setText(self._texts.get(name, field.text()))
            self.ticks[name].blockSignals(True)
            self.ticks[name].setChecked(name not in self._unwanted)
            self.ticks[name].blockSignals(False)

    def show_variables(self, names: Sequence[str], values: Mapping[str, Doubles]) -> None:
        """Show a row for each variable; values that nobody has typed are those that were used."""
        for name in names:
            self._texts.setdefault(name, write_values(values[name]) if name in values else "")
        if list(self.fields) == list(names):
            return
        for old in (*self._labels, *self.fields.values(), *self.ticks.values()):
            old.hide()
            old.deleteLater()
        self.fields, self.ticks, self._labels = {}, {}, []
        for row, name in enumerate(names):
            self._add(row, name)

    def _add(self, row: int, name: str) -> None:
        label = plain_label(name, self.widget())
        label.setProperty("role", "mono")
        field = QLineEdit(self._texts[name], self.widget())
        field.setAccessibleName(f"Value of {name}")
        field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        tick = QCheckBox("Derivative", self.widget())
        tick.setToolTip(f"Whether the derivative by {name} is asked for")
        tick.setChecked(name not in self._unwanted)
        field.textEdited.connect(lambda text: self._on_edited(name, text))
        tick.toggled.connect(lambda checked: self._on_ticked(name, checked=checked))
        for column, widget in enumerate((label, field, tick)):
            self._grid.addWidget(widget, row, column)
        self.fields[name], self.ticks[name] = field, tick
        self._labels.append(label)

    def _on_edited(self, name: str, text: str) -> None:
        self._texts[name] = text
        self._pause.start()

    def _on_ticked(self, name: str, *, checked: bool) -> None:
        (self._unwanted.discard if checked else self._unwanted.add)(name)
        self.changed.emit()

    @property
    def texts(self) -> dict[str, str]:
        """Values as typed."""
        return dict(self._texts)

    @property
    def unwanted(self) -> set[str]:
        """Variables whose derivatives are not asked for."""
        return set(self._unwanted)

    def values(self, names: Sequence[str]) -> dict[str, Doubles]:
        """Read the values of variables; those of new ones are missing.

        Raises:
            FormulaProblem: Where one cannot be read; the sentence names the variable.
        """
        found: dict[str, Doubles] = {}
        for name in names:
            text = self._texts.get(name, "")
            field = self.fields.get(name)
            problem: FormulaProblem | None = None
            if text.strip():
                try:
                    found[name] = read_values(text)
                except FormulaProblem as error:
                    problem = error
            if field is not None:
                mark(field, wrong=problem is not None)
            if problem is not None:
                raise FormulaProblem(f"{name}: {problem}", problem.place)
        return found

    @Slot()
    def stop(self) -> None:
        """Wait for no key any more."""
        self._pause.stop()


def mark(field: QWidget, *, wrong: bool) -> None:
    """Mark a field whose text cannot be read."""
    if bool(field.property("wrong")) != wrong:
        field.setProperty("wrong", wrong)
        field.style().unpolish(field)
        field.style().polish(field)

"""How a table is written, what to predict, and from which columns."""

from __future__ import annotations

import json
from typing import Any, get_args

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from playground.catalog.tables.facts import Facts
from playground.catalog.tables.inputs import Incomplete
from playground.catalog.tables.table import TableDataset
from playground.spec.base import Value
from playground.spec.json_text import read_json
from playground.ui.forms.choice_box import ChoiceBox
from playground.ui.panels.data.column_list import ColumnList
from playground.ui.panels.data.table_head import TableHead
from playground.ui.runs.lookup import Lookup
from playground.ui.widgets.plain_text import plain_label

FORMAT = {"encoding": "Encoding", "delimiter": "Separator", "decimal": "Decimal sign", "names": "First row"}
"""Parameters that say how the file is written."""
WORDS = {
    "yes": "names",
    "no": "values",
    "detect": "automatic",
    "tell": "are a problem",
    "leave out": "are left out",
    "mean": "are filled with the mean",
    "median": "are filled with the median",
    "most frequent": "are filled with the most frequent value",
    "own class": "become a class of their own",
}
TASKS = {"detect": "automatic", "classification": "classes", "regression": "quantities"}


class TableDetails(QWidget):
    """The choices for a table whose columns are known."""

    format_changed = Signal(str, str)
    """A parameter that says how the file is written, and its value; the file must be read again."""
    chosen = Signal(str, dict)
    """Name of the edit, and the parameters that change."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._captions: dict[QWidget, QLabel] = {}
        self._target = ""
        self._lookup = Lookup(self)
        self.sheet = self._box("Sheet")
        self.format = {name: self._box(title) for name, title in FORMAT.items()}
        self.target, self.task, self.incomplete = self._box("Predict"), self._box("As"), self._box("Rows")
        self.marked = QCheckBox("Add an input that marks filled gaps", self)
        self.columns = ColumnList(self)
        self.head = TableHead(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(self._grid())
        layout.addWidget(self.marked)
        layout.addWidget(self.columns)
        layout.addWidget(self.head)
        self._connect()

    def _box(self, name: str) -> ChoiceBox:
        box = ChoiceBox(self)
        box.setAccessibleName(name)
        return box

    def _grid(self) -> QGridLayout:
        """Two pairs of a caption and a box in each row."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        pairs = [("Sheet", self.sheet), *((FORMAT[name], box) for name, box in self.format.items())]
        pairs += [("Predict", self.target), ("As", self.task), ("Incomplete rows", self.incomplete)]
        for place, (title, box) in enumerate(pairs):
            caption = plain_label(title, self)
            caption.setProperty("role", "caption")
            caption.setBuddy(box)
            self._captions[box] = caption
            row, column = 2 * (place // 2), place % 2
            wide = 2 if box is self.incomplete else 1
            grid.addWidget(caption, row, column)
            grid.addWidget(box, row + 1, column, 1, wide)
            grid.setColumnStretch(column, 1)
        return grid

    def _connect(self) -> None:
        self.sheet.chosen.connect(lambda name: self.format_changed.emit("sheet", name))
        for name, box in self.format.items():
            box.chosen.connect(lambda key, name=name: self.format_changed.emit(name, key))
        self.target.chosen.connect(self._predict)
        self.task.chosen.connect(lambda key: self._choose("Change the kind of target", task=key))
        self.incomplete.chosen.connect(lambda key: self._choose("Change incomplete rows", incomplete=key))
        self.marked.clicked.connect(lambda on: self._choose("Mark gaps", marked=on))
        self.columns.changed.connect(
            lambda: self._choose("Choose columns", inputs=_listed(self.columns.checked()))
        )

    def _choose(self, label: str, **params: Value) -> None:
        self.chosen.emit(label, params)

    def _predict(self, name: str) -> None:
        """Choose another target; the old one joins the inputs in its place."""
        chosen = {*self.columns.checked(), self._target} - {name}
        names = [each for each in self.columns.names() if each in chosen]
        self._choose(f"Predict {name}", target=name, inputs=_listed(names))

    def show_table(self, dataset: TableDataset, facts: Facts) -> None:
        """Show the choices made for a table."""
        shown: dict[str, Any] = dataset.model_dump()
        for name, box in self.format.items():
            field = type(dataset).model_fields.get(name)
            box.setVisible(field is not None)
            self._captions[box].setVisible(field is not None)
            if field is not None:
                words = [word for word in get_args(field.annotation) if word != "detect"]
                box.offer_words((word, WORDS.get(word, word)) for word in words)
                box.show_key(shown[name])
        self._offer_sheets(dataset, shown.get("sheet"))
        self._target = dataset.target
        target = dataset.target or facts.usual_target().name
        self.target.offer_words((column.name, column.name) for column in facts.columns)
        self.target.show_key(target)
        self.task.offer_words(TASKS.items())
        self.task.show_key(dataset.task)
        self.incomplete.offer_words((word, WORDS[word]) for word in get_args(Incomplete))
        self.incomplete.show_key(dataset.incomplete)
        self.marked.setVisible(dataset.incomplete not in {"tell", "leave out"})
        self.marked.setChecked(dataset.marked)
        self._show_columns(dataset, facts, target)
        self.head.show_table(dataset, [column.name for column in facts.columns])

    def _offer_sheets(self, dataset: TableDataset, chosen: str | None) -> None:
        """Offer the sheets of a workbook, once they are known."""
        for part in (self.sheet, self._captions[self.sheet]):
            part.setVisible(chosen is not None)
        if chosen is None:
            self._lookup.drop()
            return

        def offer(names: tuple[str, ...]) -> None:
            self.sheet.offer_words((name, name) for name in names)
            self.sheet.show_key(chosen or next(iter(names), ""))

        self._lookup.start(dataset.sheets, offer, lambda _words: offer((chosen,) if chosen else ()))

    def _show_columns(self, dataset: TableDataset, facts: Facts, target: str) -> None:
        try:
            chosen = read_json(dataset.inputs) if dataset.inputs else _usual(facts, target)
        except ValueError:
            chosen = []
        self.columns.show_columns(facts, target, chosen if isinstance(chosen, list) else [])


def _usual(facts: Facts, target: str) -> list[str]:
    column = facts.column(target) or facts.usual_target()
    return [each.name for each in facts.usual_inputs(column)]


def _listed(names: list[str]) -> str:
    """Return the names of columns as a parameter holds them."""
    return json.dumps(names, ensure_ascii=False)

"""Choosing a table of one's own: the file, how it is written, what to predict, and from what."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast, get_args

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from playground.build.facts import being_read, info_of, is_known
from playground.catalog.datasets.table import TableDataset
from playground.catalog.datasets.table_facts import Column, Facts
from playground.catalog.kinds import DATASETS, DataInfo, DataProblem, UnknownEntry
from playground.spec.base import Choice, Value
from playground.ui.forms.choice_box import ChoiceBox
from playground.ui.panels.data.column_list import ColumnList
from playground.ui.panels.data.file_reader import Reading
from playground.ui.panels.data.table_head import TableHead
from playground.ui.runs.lookup import Lookup

WRITING = {"encoding": "Letters", "delimiter": "Separator", "decimal": "Decimal", "names": "First row"}
WORDS = {
    "yes": "names",
    "no": "values",
    "detect": "automatic",
    "tell": "are a problem",
    "leave out": "are left out",
}
TASKS = {"detect": "automatic", "classification": "classes", "regression": "quantities"}


class TableChooser(QWidget):
    """Makes the choice of a table."""

    changed = Signal(str, object)
    """What was done, and the new Choice."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = ""
        self._captions: dict[QWidget, QLabel] = {}
        self._params: dict[str, Value] = {}
        self._pending: TableDataset | None = None
        self.reading = Reading(self)
        self._lookup = Lookup(self)
        self.choose = QPushButton("Choose file…", self)
        self.name = QLabel(self)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.cancel = QPushButton("Cancel", self)
        self.words = QLabel(self)
        self.words.setProperty("role", "caption")
        self.writing = {name: self._box(title) for name, title in WRITING.items()}
        self.target, self.task, self.incomplete = self._box("Predict"), self._box("As"), self._box("Rows")
        self.columns = ColumnList(self)
        self.head = TableHead(self)
        self._arrange()
        self._connect()
        self._busy(on=False)

    def _box(self, name: str) -> ChoiceBox:
        box = ChoiceBox(self)
        box.setAccessibleName(name)
        return box

    # --- arrangement -----------------------------------------------------------------------------

    def _arrange(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        top = QHBoxLayout()
        top.addWidget(self.choose)
        top.addWidget(self.name, 1)
        wait = QHBoxLayout()
        wait.addWidget(self.bar, 1)
        wait.addWidget(self.cancel)
        self.details = QWidget(self)
        details = QVBoxLayout(self.details)
        details.setContentsMargins(0, 0, 0, 0)
        details.setSpacing(8)
        details.addLayout(self._facts())
        details.addWidget(self.columns)
        details.addWidget(self.head)
        layout.addLayout(top)
        layout.addLayout(wait)
        layout.addWidget(self.words)
        layout.addWidget(self.details)
        self.words.setWordWrap(True)
        self.name.setProperty("role", "muted")

    def _facts(self) -> QGridLayout:
        """Two pairs of a caption and a box in each row."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        pairs = [(WRITING[name], box) for name, box in self.writing.items()]
        pairs += [("Predict", self.target), ("As", self.task), ("Incomplete rows", self.incomplete)]
        for place, (title, box) in enumerate(pairs):
            caption = QLabel(title, self)
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
        self.choose.clicked.connect(self._ask)
        self.cancel.clicked.connect(self._give_up)
        self.reading.progressed.connect(lambda part: self.bar.setValue(round(100 * part)))
        self.reading.done.connect(self._take)
        self.reading.failed.connect(self._fail)
        for name, box in self.writing.items():
            box.chosen.connect(lambda key, name=name: self._rewrite(name, key))
        self.target.chosen.connect(self._predict)
        self.task.chosen.connect(lambda key: self._set("Change the kind of target", task=key))
        self.incomplete.chosen.connect(lambda key: self._set("Change incomplete rows", incomplete=key))
        self.columns.changed.connect(self._choose_columns)

    # --- reading ---------------------------------------------------------------------------------

    def _ask(self) -> None:
        entry = cast("type[TableDataset]", DATASETS.entry(self._kind))
        start = str(self._params.get("path", ""))
        path, _ = QFileDialog.getOpenFileName(self, "Choose a table", start, entry.files)
        if path:
            self.read(Path(path))

    def read(self, path: Path) -> None:
        """Read a file beside the window; when it is read it becomes the data of the project."""
        self._read({"path": str(path)})

    def _rewrite(self, name: str, key: str) -> None:
        stays = {each: self._params[each] for each in ("path", *self.writing) if each in self._params}
        self._read({**stays, name: key})

    def _read(self, params: dict[str, Value]) -> None:
        dataset = cast("TableDataset", DATASETS.create(self._kind, params))

        def work() -> object:
            found = dataset.detected()
            return found, found.survey()

        self.bar.setValue(0)
        self._busy(on=True)
        self._say(f"{Path(dataset.path).name} is being read …")
        self.reading.start(work)

    def _busy(self, *, on: bool) -> None:
        self.bar.setVisible(on)
        self.cancel.setVisible(on)

    def _give_up(self) -> None:
        self.reading.stop()
        self._busy(on=False)
        self._tell()

    def _fail(self, words: str) -> None:
        self._busy(on=False)
        self._say(words, "danger")

    def _say(self, words: str, role: str = "caption") -> None:
        self.words.setText(words)
        self.words.setProperty("role", role)
        self.words.style().unpolish(self.words)
        self.words.style().polish(self.words)

    def _take(self, result: object) -> None:
        self._busy(on=False)
        dataset, facts = cast("tuple[TableDataset, Facts]", result)
        target = facts.columns[-1]
        useful = [column.name for column in facts.columns if column is not target and _useful(column)]
        dropped = len(useful) < len(facts.columns) - 1
        params = dataset.model_dump(exclude_defaults=True)
        params |= {"facts": facts.model_dump_json(exclude_defaults=True), "target": target.name}
        if dropped:
            params["inputs"] = json.dumps(useful, ensure_ascii=False)
        self.changed.emit(f"Use {Path(dataset.path).name}", Choice(kind=self._kind, params=params))

    # --- choosing --------------------------------------------------------------------------------

    def _set(self, label: str, **params: Value) -> None:
        if params.items() <= self._params.items():
            return
        self.changed.emit(label, Choice(kind=self._kind, params={**self._params, **params}))

    def _predict(self, name: str) -> None:
        """Another target; the old one joins the inputs in its place."""
        chosen = {*self.columns.checked(), str(self._params.get("target", ""))} - {name}
        names = [each for each in self.columns.names() if each in chosen]
        self._set(f"Predict {name}", target=name, inputs=json.dumps(names, ensure_ascii=False))

    def _choose_columns(self) -> None:
        self._set("Choose columns", inputs=json.dumps(self.columns.checked(), ensure_ascii=False))

    # --- showing ---------------------------------------------------------------------------------

    def show_dataset(self, choice: Choice) -> None:
        """Show the choice of the project."""
        again = (choice.kind, choice.params) == (self._kind, self._params)
        if not again and self.reading.busy:
            self.reading.stop()
            self._busy(on=False)
        self._kind, self._params = choice.kind, dict(choice.params)
        path = str(self._params.get("path", ""))
        self.name.setText(Path(path).name if path else "No file chosen")
        self.name.setToolTip(path)
        try:
            dataset = cast("TableDataset", DATASETS.of(choice))
            facts = dataset.known() if dataset.facts else None
        except (DataProblem, UnknownEntry):
            facts = None
        self.details.setVisible(facts is not None)
        if facts is not None:
            self._show_facts(dataset, facts)
        if not self.reading.busy:
            self._tell()

    def _show_facts(self, dataset: TableDataset, facts: Facts) -> None:
        shown: dict[str, Any] = dataset.model_dump()
        for name, box in self.writing.items():
            field = type(dataset).model_fields.get(name)
            box.setVisible(field is not None)
            self._captions[box].setVisible(field is not None)
            if field is not None:
                words = [word for word in get_args(field.annotation) if word != "detect"]
                box.offer_words((word, WORDS.get(word, word)) for word in words)
                box.show_key(shown[name])
        target = dataset.target or facts.columns[-1].name
        self.target.offer_words((column.name, column.name) for column in facts.columns)
        self.target.show_key(target)
        self.task.offer_words(TASKS.items())
        self.task.show_key(dataset.task)
        self.incomplete.offer_words((word, WORDS[word]) for word in ("tell", "leave out"))
        self.incomplete.show_key(dataset.incomplete)
        self._show_columns(dataset, facts, target)
        self.head.show_table(dataset, [column.name for column in facts.columns])

    def _show_columns(self, dataset: TableDataset, facts: Facts, target: str) -> None:
        try:
            chosen = json.loads(dataset.inputs) if dataset.inputs else [c.name for c in facts.columns]
        except ValueError:
            chosen = []
        self.columns.show_columns(facts, target, chosen if isinstance(chosen, list) else [])

    def _tell(self) -> None:
        """What the choice comes to, or what is wrong with it."""
        self._lookup.drop()
        if not self._params.get("path"):
            self._say("Choose a file with a row for each sample. Nothing of it is copied into the project.")
            return
        choice = Choice(kind=self._kind, params=self._params)
        try:
            if not is_known(choice):
                self._say(f"{being_read(choice)} …")
                self._lookup.start(lambda: _outcome(choice), self._take_outcome, self._fail)
                return
            found = _outcome(choice)
        except (DataProblem, UnknownEntry) as problem:
            self._say(str(problem), "danger")
            return
        self._tell_outcome(found)

    def _take_outcome(self, found: tuple[DataInfo, Facts]) -> None:
        """What was not known of the table before it was read."""
        self.details.setVisible(True)
        dataset = DATASETS.of(Choice(kind=self._kind, params=self._params))
        self._show_facts(cast("TableDataset", dataset), found[1])
        self._tell_outcome(found)

    def _tell_outcome(self, found: tuple[DataInfo, Facts]) -> None:
        info, rows = found[0], found[1].rows
        outcome = f"{info.targets} classes" if info.class_names else "a quantity"
        self._say(f"{rows:,} rows; {info.shape[0]:,} input{'s' * (info.shape[0] != 1)} for {outcome}.")


def _outcome(choice: Choice) -> tuple[DataInfo, Facts]:
    """What a table comes to, and what is known of it."""
    info = info_of(choice)
    return info, cast("TableDataset", DATASETS.of(choice)).known()


def _useful(column: Column) -> bool:
    """Whether a column can be an input: no text of too many kinds, and not the same everywhere."""
    return len(column.values) != 1 and (column.kind == "number" or bool(column.values))

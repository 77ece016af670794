"""Choosing a table: the file, and what is learned from it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from playground.build.data.facts import being_read, info_of, is_known
from playground.build.data.own_data import table_choice
from playground.catalog.kinds import DATASETS, DataInfo, DataProblem, UnknownEntry
from playground.catalog.tables.facts import Facts
from playground.catalog.tables.table import TableDataset
from playground.spec.base import Choice, Value
from playground.spec.json_text import read_json
from playground.ui.panels.data.file_reader import Reading
from playground.ui.panels.data.table_details import FORMAT, TableDetails
from playground.ui.runs.lookup import Lookup
from playground.ui.widgets.plain_text import plain_label, plain_tip


class TableChooser(QWidget):
    """Makes the choice of a table."""

    changed = Signal(str, object)
    """Name of the edit, and the new Choice."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = ""
        self._params: dict[str, Value] = {}
        self.reading = Reading(self)
        self._lookup = Lookup(self)
        self.choose = QPushButton("Choose file…", self)
        self.name = plain_label("", self)
        self.name.setProperty("role", "muted")
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.cancel = QPushButton("Cancel", self)
        self.words = plain_label("", self)
        self.words.setProperty("role", "caption")
        self.words.setWordWrap(True)
        self.rare = QPushButton(self)
        self._rare: list[str] = []
        self.details = TableDetails(self)
        self._arrange()
        self._connect()
        self._show_busy(on=False)

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
        layout.addLayout(top)
        layout.addLayout(wait)
        layout.addWidget(self.words)
        layout.addWidget(self.rare)
        layout.addWidget(self.details)

    def _connect(self) -> None:
        self.choose.clicked.connect(self._on_choose_clicked)
        self.cancel.clicked.connect(self._on_cancel_clicked)
        self.reading.progressed.connect(lambda part: self.bar.setValue(round(100 * part)))
        self.reading.done.connect(self._on_read)
        self.reading.failed.connect(self._on_failed)
        self.details.format_changed.connect(self.change_format)
        self.details.chosen.connect(self._set)
        self.rare.clicked.connect(self._on_rare_clicked)

    # --- reading ---------------------------------------------------------------------------------

    def _on_choose_clicked(self) -> None:
        entry = cast("type[TableDataset]", DATASETS.entry(self._kind))
        start = str(self._params.get("path", ""))
        path, _ = QFileDialog.getOpenFileName(self, "Choose a table", start, entry.files)
        if path:
            self.read(Path(path))

    def read(self, path: Path) -> None:
        """Read a file in the background; once read it becomes the data of the project."""
        self._read({"path": str(path)})

    def change_format(self, name: str, key: Value) -> None:
        """Read the file again with another parameter of how it is written."""
        kept = {each: self._params[each] for each in ("path", "sheet", *FORMAT) if each in self._params}
        self._read({**kept, name: key})

    def _read(self, params: dict[str, Value]) -> None:
        dataset = cast("TableDataset", DATASETS.create(self._kind, params))

        def work() -> object:
            found = dataset.detected()
            return found, found.survey()

        self.bar.setValue(0)
        self._show_busy(on=True)
        self._say(f"Reading {Path(dataset.path).name} …")
        self.reading.start(work)

    def _show_busy(self, *, on: bool) -> None:
        self.bar.setVisible(on)
        self.cancel.setVisible(on)

    def _on_cancel_clicked(self) -> None:
        self.reading.stop()
        self._show_busy(on=False)
        self._show_outcome()

    def _on_failed(self, words: str) -> None:
        self._show_busy(on=False)
        self._say(words, "danger")

    def _say(self, words: str, role: str = "caption") -> None:
        self.words.setText(words)
        self.words.setProperty("role", role)
        self.words.style().unpolish(self.words)
        self.words.style().polish(self.words)

    def _on_read(self, result: object) -> None:
        self._show_busy(on=False)
        dataset, facts = cast("tuple[TableDataset, Facts]", result)
        self.changed.emit(f"Use {Path(dataset.path).name}", table_choice(dataset, facts))

    def _set(self, label: str, params: dict[str, Value]) -> None:
        if params.items() <= self._params.items():
            return
        self.changed.emit(label, Choice(kind=self._kind, params={**self._params, **params}))

    # --- showing ---------------------------------------------------------------------------------

    def show_dataset(self, choice: Choice) -> None:
        """Show the choice of the project."""
        same = (choice.kind, choice.params) == (self._kind, self._params)
        if not same and self.reading.busy:
            self.reading.stop()
            self._show_busy(on=False)
        self._kind, self._params = choice.kind, dict(choice.params)
        path = str(self._params.get("path", ""))
        self.name.setText(Path(path).name if path else "No file chosen")
        self.name.setToolTip(plain_tip(path))
        try:
            dataset = cast("TableDataset", DATASETS.of(choice))
            facts = dataset.known() if dataset.facts else None
        except (DataProblem, UnknownEntry):
            facts = None
        self.details.setVisible(facts is not None)
        if facts is not None:
            self.details.show_table(dataset, facts)
        if not self.reading.busy:
            self._show_outcome()

    def _show_outcome(self) -> None:
        """Show what the choice amounts to, or what is wrong with it."""
        self._lookup.drop()
        self.rare.hide()
        if not self._params.get("path"):
            self._say(
                "Choose a file with one row for each sample; until then the data stay as they are. "
                "The file stays where it is; nothing is copied into the project."
            )
            return
        choice = Choice(kind=self._kind, params=self._params)
        try:
            if not is_known(choice):
                self._say(f"{being_read(choice)} …")
                self._lookup.start(lambda: _outcome(choice), self._on_outcome, self._on_failed)
                return
            found = _outcome(choice)
        except (DataProblem, UnknownEntry) as problem:
            self._say(str(problem), "danger")
            return
        self._say_outcome(found)

    def _on_outcome(self, found: tuple[DataInfo, Facts]) -> None:
        """Show what was not known of the table before it was read."""
        self.details.setVisible(True)
        dataset = DATASETS.of(Choice(kind=self._kind, params=self._params))
        self.details.show_table(cast("TableDataset", dataset), found[1])
        self._say_outcome(found)

    def _say_outcome(self, found: tuple[DataInfo, Facts]) -> None:
        info, facts = found
        outcome = f"{info.targets} classes" if info.class_names else "a quantity"
        used = facts.rows if info.samples is None else info.samples
        rows = f"{used:,} rows" if used == facts.rows else f"{used:,} of {facts.rows:,} rows"
        words = [f"{rows}; {info.shape[0]:,} input{'s' * (info.shape[0] != 1)} for {outcome}."]
        if info.left_out:
            words.append(f"Left out: {info.left_out}.")
        if info.doubt:
            words.append(info.doubt)
        words += self._single(info, facts)
        self._say(" ".join(words))

    def _single(self, info: DataInfo, facts: Facts) -> list[str]:
        """Name classes with a single row, and offer to leave them out."""
        dataset = cast("TableDataset", DATASETS.of(Choice(kind=self._kind, params=self._params)))
        target = facts.column(dataset.target) or facts.usual_target()
        counts = dict(zip(target.values, target.counts, strict=False))
        single = [name for name in info.class_names if counts.get(name) == 1]
        if not single or len(single) == len(info.class_names):
            self.rare.hide()
            return []
        self._rare = single
        self.rare.setText(f"Leave out “{single[0][:20]}”" if len(single) == 1 else "Leave out such classes")
        self.rare.show()
        names = ", ".join(f"“{name[:20]}”" for name in single[:3]) + (", …" if len(single) > 3 else "")
        have = "has one row only, which is" if len(single) == 1 else "have one row each, which are"
        return [f"{names} {have} never validated."]

    def _on_rare_clicked(self) -> None:
        kept = read_json(str(self._params.get("without") or "[]"))
        self._set("Leave out rare classes", {"without": json.dumps([*kept, *self._rare], ensure_ascii=False)})


def _outcome(choice: Choice) -> tuple[DataInfo, Facts]:
    """Return the data set that a table amounts to, and the facts about the table."""
    info = info_of(choice)
    return info, cast("TableDataset", DATASETS.of(choice)).known()

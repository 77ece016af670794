"""The project as a script on a chosen rung, to read, copy and save."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from playground.app.document import Changed, Document
from playground.build.analysis.shapes import basis
from playground.build.report import Report
from playground.catalog.kinds import DataProblem
from playground.code.rungs import RUNGS, needed_for, write_script
from playground.code.script import AboveRung, Script
from playground.spec.paths import FileProblem
from playground.spec.project import Project
from playground.ui.panels.code.page import ScriptPage
from playground.ui.runs.lookup import Lookup
from playground.ui.style.theme import Theme, ThemeHub
from playground.ui.widgets.plain_text import plain_label

FIRST_RUNG = "module"
SOON_MS = 120
"""How long it waits after a change, so that a slider does not write a script for each of its places."""


class CodePanel(QWidget):
    """Follows the project while it is seen.

    Attributes:
        rung: Which rung is shown.
        page: The script.
        words: Why there is none, or what was saved.
        script: What is shown; None where there is none.
    """

    node_requested = Signal(str)
    """Full id of the layer that a clicked line is about."""

    def __init__(self, document: Document, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._report: Report | None = None
        self._selected: tuple[str, ...] = ()
        self._stale = True
        self.script: Script | None = None
        self._lookup = Lookup(self)
        self.rung = QComboBox(self)
        for place, rung in enumerate(RUNGS):
            self.rung.addItem(rung.title, rung.key)
            self.rung.setItemData(place, rung.summary, 3)
        self.rung.setCurrentIndex(self.rung.findData(FIRST_RUNG))
        self.rung.setAccessibleName("Written with")
        self.rung.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.rung.setMinimumWidth(96)
        self.copy_button, self.save_button = QPushButton("Copy", self), QPushButton("Save…", self)
        self.copy_button.setToolTip("Copy the script")
        self.save_button.setToolTip("Save the script, and its data and initial weights beside it")
        self.words = plain_label("", self)
        self.words.setWordWrap(True)
        self.words.setProperty("role", "muted")
        self.words.hide()
        self.page = ScriptPage(self)
        self._lay_out()
        self._soon = QTimer(self, interval=SOON_MS, singleShot=True)
        self._soon.timeout.connect(self.refresh)
        self.rung.currentIndexChanged.connect(self.refresh)
        self.copy_button.clicked.connect(self.copy)
        self.save_button.clicked.connect(self.save)
        self.page.line_clicked.connect(self._on_line_clicked)
        hub.changed.connect(self._paint)
        self._paint(hub.theme)
        self.destroyed.connect(document.subscribe(self._on_document_changed))

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.rung, 1)
        row.addWidget(self.copy_button)
        row.addWidget(self.save_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addLayout(row)
        column.addWidget(self.words)
        column.addWidget(self.page, 1)

    def show_report(self, report: Report) -> None:
        """Follow a new analysis of the project."""
        first, self._report = self._report is None, report
        if first:
            self.refresh()
        else:
            self._refresh_soon()

    def set_selection(self, ids: tuple[str, ...]) -> None:
        """Mark the lines about these nodes."""
        self._selected = ids
        self._mark(reveal=True)

    @Slot()
    def refresh(self) -> None:
        """Write the script again, if it can be seen; else when it is next seen."""
        self._soon.stop()
        self._stale = self._report is None or not self.isVisible()
        if self._stale:
            return
        try:
            self.script = write_script(self._document.project, self._key, f"{self._stem}.npz", self._report)
            words = ""
        except AboveRung as above:
            self.script, words = None, str(above)
        self.page.show_script("" if self.script is None else self.script.text)
        self._say(words)
        for button in (self.copy_button, self.save_button):
            button.setEnabled(self.script is not None)
        self._mark(reveal=False)

    @Slot()
    def copy(self) -> None:
        """Copy the script."""
        if self.script is not None:
            QGuiApplication.clipboard().setText(self.script.text)

    @Slot()
    def save(self) -> None:
        """Ask for a file, and save script and data."""
        wish = str((self._document.path or Path.home() / "x").with_name(f"{self._stem}.py"))
        chosen, _ = QFileDialog.getSaveFileName(self, "Save script", wish, "Python (*.py)")
        if chosen:
            self.save_to(Path(chosen).with_suffix(".py"))

    def save_to(self, path: Path) -> None:
        """Save script and data; reading the data may take a while."""
        project, key = self._document.project, self._key
        self._say("Saving…")
        self._lookup.start(lambda: _saved(project, key, path), self._say, self._say)

    # --- what it follows ------------------------------------------------------------------------------

    @property
    def _key(self) -> str:
        return str(self.rung.currentData())

    @property
    def _stem(self) -> str:
        path = self._document.path
        return path.stem if path is not None else "network"

    def _on_document_changed(self, changed: Changed) -> None:
        """Write again after changes that bring no other analysis; the others come with ``show_report``."""
        if not changed.opened and basis(changed.before) == basis(changed.after):
            self._refresh_soon()

    def _refresh_soon(self) -> None:
        self._stale = True
        if self.isVisible():
            self._soon.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: catch up with what happened while it was not seen."""
        super().showEvent(event)
        if self._stale:
            self.refresh()

    def _on_line_clicked(self, line: int) -> None:
        node = None if self.script is None else self.script.node_at(line)
        if node is not None:
            self.node_requested.emit(node)

    def _mark(self, *, reveal: bool) -> None:
        lines = {} if self.script is None else self.script.lines_by_node
        self.page.mark((part for node in self._selected for part in lines.get(node, ())), reveal=reveal)

    def _say(self, words: str) -> None:
        self.words.setText(words)
        self.words.setVisible(bool(words))

    @Slot(object)
    def _paint(self, theme: Theme) -> None:
        self.page.paint_colors(theme)


def _saved(project: Project, key: str, path: Path) -> str:
    """Save, in a thread; returns what there is to say."""
    from playground.code.export import export_script  # noqa: PLC0415 - when needed

    try:
        script, data = export_script(project, key, path)
    except (AboveRung, DataProblem, FileProblem) as problem:
        return str(problem)
    return f"Saved {script.name} and {data.name}.{needed_for(key)}"

"""The window of sweeps: plan, progress, three pictures of the results, and the settings that are taken from them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QSize, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from playground.app.document import Changed, Document
from playground.engine.events.run import Event, RunState, StateChanged
from playground.export.sweep_tables import sweep_csv
from playground.records.sweep import Goal, SweepRecord
from playground.records.sweep_storage import ENDING, load_sweep
from playground.spec.destinations import write_file
from playground.spec.paths import FileProblem
from playground.sweep.job import TrialsEnded, sweep_events
from playground.sweep.settings import apply
from playground.ui.plots.frame.arrangement import hint_label
from playground.ui.runs.feed import Feed
from playground.ui.style.theme import Theme, ThemeHub
from playground.ui.sweep.heat_map import HeatPicture
from playground.ui.sweep.parallel import ParallelPicture
from playground.ui.sweep.plan_form import PlanForm
from playground.ui.sweep.scales import Outcome
from playground.ui.sweep.scatter import ScatterPicture
from playground.ui.widgets.plain_text import plain_label

LOOK_MS = 200
FORM_WIDTH = 290
NOTHING = "No results yet. Choose settings and “Start”: each trial is trained in a process of its own, while you go on."
HINT = "The {} a line, dot or cell, the better. Point at one to read it, click it to choose its settings."


class SweepDialog(QDialog):
    """Trains the project with many settings and shows what they lead to.

    Args:
        document: Whose project is swept, and which takes chosen settings.
        folder: Where results are kept.
        hub: Colours.
        parent: Owner.
    """

    def __init__(self, document: Document, folder: Path, hub: ThemeHub, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Sweep")
        self.resize(QSize(1180, 690).boundedTo(self.screen().availableSize()))
        self._document, self._folder = document, folder
        self.record = SweepRecord()
        self._goal: Goal = "loss"
        self._outcome = Outcome(self.record, "loss")
        self._offered = document.project
        self._chosen: int | None = None
        self._problem = self._hint = ""
        self._feed = Feed(self, LOOK_MS, self._on_events, self._on_over)
        self.form = PlanForm(self)
        self.form.setFixedWidth(FORM_WIDTH)
        self.pictures = (ParallelPicture(self), ScatterPicture(self), HeatPicture(self))
        self._make_controls()
        self._arrange()
        self.form.changed.connect(self._show_state)
        for picture in self.pictures:
            picture.pointed.connect(self._on_pointed)
            picture.chosen.connect(self._on_chosen)
        hub.changed.connect(self._apply_theme)
        self._apply_theme(hub.theme)
        document.subscribe(self._on_document_changed)
        self.form.show_project(document.project)
        self._show_state()

    def _make_controls(self) -> None:
        self.start, self.stop = QPushButton("Start", self), QPushButton("Stop", self)
        self.start.setProperty("role", "primary")
        self.take = QPushButton("Take these settings", self)
        self.take.setToolTip("Set them in the project, as one edit that can be undone")
        self.load, self.save = QPushButton("Open results…", self), QPushButton("Save as CSV…", self)
        self.load.setToolTip("Show the results of “playground sweep”, or of an earlier sweep")
        for button in (self.stop, self.take, self.load, self.save):
            button.setAutoDefault(False)
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.readout = plain_label("")
        self.readout.setWordWrap(True)
        self.readout.setMinimumHeight(2 * self.readout.fontMetrics().lineSpacing())
        self.state = plain_label("")
        self.state.setProperty("role", "muted")
        self.start.clicked.connect(self._on_start_clicked)
        self.stop.clicked.connect(self._on_stop_clicked)
        self.take.clicked.connect(self._on_take_clicked)
        self.load.clicked.connect(self._on_open_clicked)
        self.save.clicked.connect(self._on_save_clicked)

    def _arrange(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.start)
        buttons.addWidget(self.stop)
        buttons.addStretch(1)
        left = QVBoxLayout()
        left.addWidget(self.form, 1)
        left.addLayout(buttons)
        self.tabs = QTabWidget(self)
        for title, picture in zip(
            ("Parallel coordinates", "Scatter", "Heat map"), self.pictures, strict=True
        ):
            self.tabs.addTab(picture, title)
        self.pages = QStackedWidget(self)
        self.pages.addWidget(hint_label(NOTHING))
        self.pages.addWidget(self.tabs)
        bottom = QHBoxLayout()
        bottom.addWidget(self.readout, 1)
        bottom.addWidget(self.take)
        files = QHBoxLayout()
        files.addWidget(self.state, 1)
        files.addWidget(self.load)
        files.addWidget(self.save)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addLayout(files)
        right.addWidget(self.progress)
        right.addWidget(self.pages, 1)
        right.addLayout(bottom)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 14, 16, 12)
        row.setSpacing(16)
        row.addLayout(left)
        row.addLayout(right, 1)

    # --- what people do --------------------------------------------------------------------------

    @Slot()
    def _on_start_clicked(self) -> None:
        plan = self.form.plan
        if plan is None:
            return
        self.record, self._goal, self._problem = SweepRecord(), plan.goal, ""
        self.progress.setRange(0, 0)
        now = datetime.now().astimezone()
        path = self._folder / f"{now:%Y-%m-%d %H.%M.%S}{ENDING}"
        self._feed.start(lambda _, run: sweep_events(plan, path, run))
        self._show_results()

    @Slot()
    def _on_stop_clicked(self) -> None:
        self._feed.stop()
        self._show_state()

    @Slot()
    def _on_take_clicked(self) -> None:
        if self._chosen is None:
            return
        settings = self._outcome.points[self._chosen].settings
        try:
            apply(self._document.project, settings)
        except ValueError as problem:
            self.readout.setText(str(problem))
            return
        self._document.edit("Take settings of the sweep", lambda project: apply(project, settings))

    @Slot()
    def _on_open_clicked(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, "Open results", str(self._folder), f"Sweeps (*{ENDING})")
        if path:
            self.open_file(path)

    def open_file(self, path: str) -> None:
        """Show the results in a file."""
        try:
            about, record = load_sweep(path)
        except FileProblem as problem:
            self.readout.setText(str(problem))
            return
        self._feed.stop()
        self.record, self._goal, self._problem = record, about.goal, ""
        self._show_results()

    @Slot()
    def _on_save_clicked(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, "Save as CSV", "sweep.csv", "Tables (*.csv)")
        if path:
            try:
                write_file(path, sweep_csv(self.record).encode())
            except FileProblem as problem:
                self.readout.setText(str(problem))

    # --- what comes back -------------------------------------------------------------------------

    def _on_events(self, events: list[Event]) -> None:
        changed = False
        for event in events:
            if isinstance(event, TrialsEnded):
                self.progress.setRange(0, event.total)
                self.progress.setValue(event.settled)
                for result in event.results:
                    changed |= self.record.add(result)
            elif isinstance(event, StateChanged) and event.state is RunState.FAILED:
                self._problem = event.message
        if changed:
            self._show_results()
        self._show_state()

    def _on_over(self) -> None:
        self._show_state()

    def _on_document_changed(self, _: Changed) -> None:
        if self.isVisible():
            self._offer_settings()

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: offer the settings of the project as it is now."""
        super().showEvent(event)
        self._offer_settings()

    def _offer_settings(self) -> None:
        """Offer the settings of the project unless it only looks different."""
        project = self._document.project
        before, self._offered = self._offered, project
        if (before.graph, before.training, before.data) != (project.graph, project.training, project.data):
            self.form.show_project(project)

    @Slot(object)
    def _on_pointed(self, number: int | None) -> None:
        number = self._chosen if number is None else number
        self.readout.setText(self._hint if number is None else self._outcome.words(number))

    @Slot(int)
    def _on_chosen(self, number: int) -> None:
        self._chosen = number
        for picture in self.pictures:
            picture.mark(number)
        self._on_pointed(number)
        self._show_state()

    def _show_results(self) -> None:
        """Show the record; the chosen settings stay chosen."""
        chosen = None if self._chosen is None else self._outcome.points[self._chosen].settings
        metric = next((trial.metric for trial in self.record.trials if trial.metric), "")
        self._outcome = Outcome(self.record, self._goal, metric)
        same = (number for number, point in enumerate(self._outcome.points) if point.settings == chosen)
        self._chosen = next(same, None)
        for picture in self.pictures:
            picture.show_outcome(self._outcome)
            picture.mark(self._chosen)
        self.pages.setCurrentIndex(1 if self._outcome.points else 0)
        self._on_pointed(None)
        self._show_state()

    @Slot()
    def _show_state(self) -> None:
        busy = self._feed.busy
        self.progress.setVisible(busy)
        self.start.setEnabled(not busy and self.form.plan is not None)
        self.stop.setEnabled(busy)
        self.take.setEnabled(self._chosen is not None)
        self.save.setEnabled(len(self.record) > 0)
        failed = [trial for trial in self.record.trials if trial.state in {"failed", "lost"}]
        words = f"{len(self.record):,} trials" if len(self.record) or not busy else "The processes start…"
        if failed:
            words += f", {len(failed):,} failed: {failed[-1].message}"
        self.state.setText(self._problem or words)

    def _apply_theme(self, theme: Theme) -> None:
        self._hint = HINT.format("brighter" if theme.dark else "darker")
        self._on_pointed(None)
        for picture in self.pictures:
            picture.apply_theme(theme)

    def end(self) -> None:
        """Kill the processes, end the thread and wait for it."""
        self._feed.close()

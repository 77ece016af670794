"""The window of measurements: live plots of a device, what they mean, and the comparison with the CPU."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from playground.engine.events.run import Event, RunState, StateChanged
from playground.hardware.check.outcome import Outcome
from playground.hardware.check.speed import StepSpeed
from playground.hardware.events import Found, checking, measuring
from playground.hardware.inventory import facts_of, inventory
from playground.hardware.measure.kept import keep, kept
from playground.hardware.measure.points import Point
from playground.hardware.measure.run import KINDS, Measurement
from playground.hardware.measure.verdict import verdict
from playground.spec.project import Project
from playground.ui.hardware.check_table import CheckTable
from playground.ui.hardware.measured_chart import MeasuredChart
from playground.ui.runs.feed import Feed
from playground.ui.style.theme import Theme, ThemeHub

LOOK_MS = 60
EXPLANATION = (
    "Measure how fast a device multiplies, copies, trains and reads, and what that means for your network; or check "
    "that it computes what the CPU computes. Training is paused meanwhile."
)
NOTHING = "Nothing has been measured on this device yet. “Measure” takes about half a minute."


class HardwareDialog(QDialog):
    """Measures and checks the devices of this computer.

    Args:
        project: Returns the user's project, whose network is measured too.
        pause: Pauses what trains, so that it does not disturb.
        folder: Where measurements are kept.
        hub: Colours.
        parent: Owner.
    """

    def __init__(
        self,
        project: Callable[[], Project],
        pause: Callable[[], None],
        folder: Path,
        hub: ThemeHub,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Measure this computer")
        self.resize(QSize(1040, 700).boundedTo(self.screen().availableSize()))
        self._project, self._pause, self._folder = project, pause, folder
        self._kept = {each.device.key + each.device.name: each for each in kept(folder)}
        self._points: list[Point] = []
        self._checked: list[Outcome | StepSpeed] = []
        self._feed = Feed(self, LOOK_MS, self._on_events, self._on_over)
        self._measures, self._problem = False, ""
        self._make_controls()
        self.charts = [MeasuredChart(kind, self) for kind in KINDS]
        self.verdict = QLabel(NOTHING, self)
        self.verdict.setTextFormat(Qt.TextFormat.PlainText)
        self.verdict.setWordWrap(True)
        self.table = CheckTable(self)
        self.summary = QLabel("Not checked yet. “Check” takes one to four minutes.", self)
        self.summary.setWordWrap(True)
        self._arrange()
        self._fill_choices()
        hub.changed.connect(self._apply_theme)
        self._apply_theme(hub.theme)
        self.finished.connect(self._on_stop_clicked)

    def _make_controls(self) -> None:
        self.device, self.other = QComboBox(self), QComboBox(self)
        self.device.setAccessibleName("Device")
        self.other.setAccessibleName("Compare with")
        self.other.setToolTip("Show an earlier measurement beside it, dashed")
        self.measure, self.check = QPushButton("Measure", self), QPushButton("Check", self)
        self.measure.setProperty("role", "primary")
        self.check.setToolTip("Compare layers, losses, optimizers and examples on this device with the CPU")
        self.cancel = QPushButton("Stop", self)
        self.cancel.setEnabled(False)
        for button in (self.check, self.cancel):
            button.setAutoDefault(False)
        self.progress = QProgressBar(self)
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.hide()
        self.facts = QLabel(self)
        self.facts.setTextFormat(Qt.TextFormat.PlainText)
        self.facts.setProperty("role", "muted")
        self.device.currentIndexChanged.connect(self._on_device_changed)
        self.other.currentIndexChanged.connect(self._show)
        self.measure.clicked.connect(self._on_measure_clicked)
        self.check.clicked.connect(self._on_check_clicked)
        self.cancel.clicked.connect(self._on_stop_clicked)

    def _arrange(self) -> None:
        note = QLabel(EXPLANATION, self)
        note.setProperty("role", "muted")
        note.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(8)
        for widget in (self.device, self.measure, self.check, self.cancel):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(QLabel("Compare with", self))
        row.addWidget(self.other)
        grid = QGridLayout()
        grid.setSpacing(14)
        for place, chart in enumerate(self.charts):
            grid.addWidget(chart, place // 2, place % 2)
        measured, checked = QWidget(self), QWidget(self)
        page = QVBoxLayout(measured)
        page.setContentsMargins(4, 10, 4, 4)
        page.addLayout(grid, 1)
        page.addWidget(self.verdict)
        page = QVBoxLayout(checked)
        page.setContentsMargins(4, 10, 4, 4)
        page.addWidget(self.summary)
        page.addWidget(self.table, 1)
        self.tabs = QTabWidget(self)
        self.tabs.addTab(measured, "Measurements")
        self.tabs.addTab(checked, "Check")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(8)
        for part in (note, row, self.facts, self.progress, self.tabs):
            if isinstance(part, QHBoxLayout):
                column.addLayout(part)
            else:
                column.addWidget(part, 1 if part is self.tabs else 0)

    def _fill_choices(self) -> None:
        for facts in inventory():
            self.device.addItem(facts.name, facts.key)
        self._fill_others()
        self._on_device_changed()

    def _fill_others(self) -> None:
        chosen = self.other.currentData()
        self.other.blockSignals(True)
        self.other.clear()
        self.other.addItem("nothing", "")
        for key, each in self._kept.items():
            self.other.addItem(each.device.name, key)
        self.other.setCurrentIndex(max(0, self.other.findData(chosen)))
        self.other.blockSignals(False)

    # --- what people do --------------------------------------------------------------------------

    @Slot()
    def _on_device_changed(self) -> None:
        facts = facts_of(self.device.currentData())
        self.facts.setText(facts.line)
        known = self._kept.get(facts.key + facts.name)
        self._points = [] if known is None else list(known.points)
        self._checked = []
        self.table.clear_rows()
        self._show()

    @Slot()
    def _on_measure_clicked(self) -> None:
        self._points = []
        self.tabs.setCurrentIndex(0)
        key, own = self.device.currentData(), self._project()
        self._begin(measures=True)
        self._feed.start(lambda _, run: measuring(key, own, run))

    @Slot()
    def _on_check_clicked(self) -> None:
        self._checked = []
        self.table.clear_rows()
        self.tabs.setCurrentIndex(1)
        key = self.device.currentData()
        self._begin(measures=False)
        self._feed.start(lambda _, run: checking(key, run))

    @Slot()
    def _on_stop_clicked(self) -> None:
        if self._feed.busy:
            self._feed.stop()
            self._show_working(working=False)
            self._show()

    def _begin(self, *, measures: bool) -> None:
        self._pause()
        self._measures, self._problem = measures, ""
        self._show_working(working=True)
        self._show()

    def _show_working(self, *, working: bool) -> None:
        self.progress.setVisible(working)
        self.cancel.setEnabled(working)
        for widget in (self.measure, self.check, self.device):
            widget.setEnabled(not working)

    # --- what is found ---------------------------------------------------------------------------

    def _on_events(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, Found):
                if isinstance(event.what, Point):
                    self._points.append(event.what)
                else:
                    self._checked.append(event.what)
                    self.table.add(event.what)
            elif isinstance(event, StateChanged) and event.state is RunState.FAILED:
                self._problem = event.message
        self._show()

    def _on_over(self) -> None:
        self._show_working(working=False)
        if self._measures and self._points:
            found = Measurement(facts_of(self.device.currentData()), tuple(self._points))
            self._kept[found.device.key + found.device.name] = found
            keep(found, self._folder)
            self._fill_others()
        self._show()

    @Slot()
    def _show(self) -> None:
        other = self._kept.get(self.other.currentData() or "")
        for chart in self.charts:
            chart.show_points(self._points, other.points if other is not None else ())
        sentences = (*verdict(self._points), self._problem)
        self.verdict.setText("\n".join(sentence for sentence in sentences if sentence) or NOTHING)
        if self._checked:
            wrong = sum(not each.ok for each in self._checked)
            compared = f"{len(self._checked)} comparisons"
            ended = "" if not self._feed.busy else " so far"
            self.summary.setText(
                f"{compared}{ended}: all agree with the CPU."
                if not wrong
                else f"{compared}{ended}: {wrong} do not agree."
            )

    def _apply_theme(self, theme: Theme) -> None:
        for chart in self.charts:
            chart.apply_theme(theme)

    def end(self) -> None:
        """End the thread and wait for it."""
        self._feed.close()

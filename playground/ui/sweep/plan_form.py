"""The left side of the window of sweeps: settings, how they are drawn, and what a sweep would cost."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from playground.engine.training.threads import cores
from playground.extras import missing
from playground.records.sweep import Goal
from playground.spec.project import Project
from playground.sweep.optuna_sampler import Method, PrunerName
from playground.sweep.plan import SweepPlan
from playground.sweep.settings import all_settings
from playground.ui.sweep.axis_rows import AxisRows
from playground.ui.widgets.plain_text import plain_label
from playground.ui.widgets.spin_box import SpinBox

FIRST = ("learning_rate", "optimizer")
"""Settings of a new form."""
COMMON = ("learning_rate", "optimizer", "batch_size", "l2", "schedule")
"""Settings that are offered first."""
METHODS: tuple[tuple[str, Method | None], ...] = (
    ("Every point of the grid", None),
    ("At random", "random"),
    ("Where it is promising (TPE)", "tpe"),
)
PRUNERS: tuple[tuple[str, PrunerName], ...] = (
    ("never", "none"),
    ("below the median", "median"),
    ("by successive halving", "halving"),
)
GOALS: tuple[tuple[str, Goal], ...] = (("validation loss", "loss"), ("validation metric", "metric"))


class PlanForm(QWidget):
    """Makes a plan from what is chosen, and says what is wrong with it."""

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._project = Project()
        self._plan: SweepPlan | None = None
        self.rows = AxisRows(self)
        self.method, self.pruner, self.goal = QComboBox(self), QComboBox(self), QComboBox(self)
        for box, items in ((self.method, METHODS), (self.pruner, PRUNERS), (self.goal, GOALS)):
            for title, key in items:
                box.addItem(title, key)
        self.seeds, self.trials, self.workers = (
            self._spin(*each) for each in ((64, 3), (10_000, 30), (256, cores()))
        )
        self.words = plain_label("")
        self.words.setWordWrap(True)
        self.words.setProperty("role", "muted")
        self._arrange()
        self.rows.changed.connect(self._on_changed)
        for box in (self.method, self.pruner, self.goal):
            box.currentIndexChanged.connect(self._on_changed)
        for spin in (self.seeds, self.trials, self.workers):
            spin.valueChanged.connect(self._on_changed)

    def _spin(self, most: int, value: int) -> SpinBox:
        spin = SpinBox(self)
        spin.setRange(1, most)
        spin.setValue(value)
        return spin

    def _arrange(self) -> None:
        area = QScrollArea(self)
        area.setAccessibleName("Settings to try")
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.addWidget(self.rows)
        column.addStretch(1)
        area.setWidget(inside)
        self._form = QFormLayout()
        self._form.setSpacing(6)
        named = (
            ("Try", self.method, "How points are chosen; all but the grid need Optuna"),
            ("Points", self.trials, "Number of points that are drawn"),
            ("Stop early", self.pruner, "Trials that are worse than others at the same epoch end early"),
            ("Seeds", self.seeds, "Trainings of each point; their median counts"),
            ("Goal", self.goal, "What is compared"),
            ("Processes", self.workers, "Each trains one trial at a time, with one thread"),
        )
        for title, field, tip in named:
            field.setToolTip(tip)
            field.setAccessibleName(title)
            self._form.addRow(title, field)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        heading = QLabel("Settings to try", self)
        heading.setProperty("role", "heading")
        column.addWidget(heading)
        column.addWidget(area, 1)
        column.addLayout(self._form)
        column.addWidget(self.words)

    @property
    def plan(self) -> SweepPlan | None:
        """The sweep; None while something is wrong with it."""
        return self._plan

    def show_project(self, project: Project) -> None:
        """Offer the settings of a project."""
        self._project = project
        found = sorted(all_settings(project), key=lambda setting: _order(setting.name))
        self.rows.offer(found, [name for name in FIRST if name in {setting.name for setting in found}])

    @Slot()
    def _on_changed(self) -> None:
        drawn = self.method.currentData() is not None
        for field in (self.trials, self.pruner):
            self._form.setRowVisible(field, drawn)
        self._plan = None
        try:
            self._plan = self._made(drawn=drawn)
        except ValueError as problem:
            self.words.setText(str(problem))
        self.words.setProperty("role", "muted" if self._plan is not None else "problem")
        self.words.style().polish(self.words)
        self.changed.emit()

    def _made(self, *, drawn: bool) -> SweepPlan:
        if drawn and (words := missing("sweep")):
            raise ValueError(words)
        plan = SweepPlan(
            project=self._project,
            axes=self.rows.texts(),
            seeds=self.seeds.value(),
            trials=self.trials.value() if drawn else None,
            method=self.method.currentData() or "tpe",
            pruner=self.pruner.currentData() if drawn else "none",
            goal=self.goal.currentData(),
            workers=self.workers.value(),
        )
        space = plan.space()
        points = self.trials.value() if drawn else sum(1 for _ in space.grid())
        scales = [f"{axis.name} is logarithmic" for axis in space.axes if axis.span is not None and axis.log]
        all_trials = f"{points:,} points × {plan.seeds} seeds = {points * plan.seeds:,} trials"
        words = f"{all_trials} of {self._project.training.epochs:,} epochs"
        self.words.setText("; ".join([words, *scales]) + ".")
        return plan


def _order(name: str) -> tuple[int, bool]:
    """Common settings first, then those of nodes, then the others as they come."""
    return (COMMON.index(name) if name in COMMON else len(COMMON), "." not in name)

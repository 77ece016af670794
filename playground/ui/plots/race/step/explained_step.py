"""One step of a lane, explained: its vectors, its accumulated squares, and its derivation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QElapsedTimer, QSignalBlocker, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QStackedWidget,
    QWidget,
)

from playground.catalog.kinds import SURFACES, Surface, UnknownEntry
from playground.engine.race.surface.explained_step import ExplainedStep
from playground.spec.race import RaceSpec
from playground.ui.plots.chart.numbers import count
from playground.ui.plots.frame.controls import style
from playground.ui.plots.frame.header import Header
from playground.ui.plots.frame.incremental import IncrementalWork
from playground.ui.plots.race.drawn_lane import DrawnLane
from playground.ui.plots.race.step.formula_layout import number
from playground.ui.plots.race.step.step_view import StepView
from playground.ui.plots.race.step.tracer import LaneTracer
from playground.ui.style.theme import Theme, ThemeHub
from playground.ui.widgets.fill import fill
from playground.ui.widgets.plain_text import plain_label
from playground.ui.widgets.steady_label import SteadyLabel

TRAIL = 60
"""Number of earlier points of the path that are drawn."""
EDIT_PAUSE_MS = 300
"""Pause in editing after which the race is traced, so that constant edits do not start a trace each."""
READABLE_MS = 70
"""Minimum time that a step is shown while the race plays, as faster changes are unreadable."""


class ExplainedStepPage(QWidget):
    """Shows the step of one lane that follows the shown position; computes only while it is visible."""

    lane_chosen = Signal(str)
    """The user has chosen another lane."""

    title = "One step"
    tip = "How one step of a lane is computed"

    def __init__(self, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("plotPanel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._hub = hub
        self._spec: RaceSpec | None = None
        self._paths: Sequence[DrawnLane] = ()
        self._chosen: str | None = None
        self._step = 0
        self._surface: Surface | None = None
        self._tracer = LaneTracer(self)
        self._tracer.grown.connect(self._on_traced)
        self.shown: ExplainedStep | None = None
        self.box = QComboBox(self)
        self.box.setAccessibleName("Lane to explain")
        self.box.setToolTip("Lane whose step is explained")
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.box.activated.connect(self._on_lane_picked)
        self.facts = SteadyLabel(self)
        self.facts.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.view = StepView(self)
        self.hint = plain_label("", self)
        self.hint.setObjectName("plotHint")
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.hint.setWordWrap(True)
        self._arrange()
        self._edit_pause = self._timer(EDIT_PAUSE_MS, self._trace)
        self._since = QElapsedTimer()
        self._since.start()
        self._draw_timer = self._timer(0, self._draw)
        self.drawing = IncrementalWork(self)
        hub.changed.connect(self._on_theme_changed)
        self._on_theme_changed(hub.theme)

    def _timer(self, milliseconds: int, slot: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(slot)
        return timer

    def _arrange(self) -> None:
        header = Header()
        header.add(self.box)
        header.push_right()
        header.add(self.facts)
        self._body = QStackedWidget(self)
        self._body.addWidget(self.hint)
        self._body.addWidget(self.view)
        fill(self, header, self._body)

    # --- what is shown ---------------------------------------------------------------------------

    def show_race(self, spec: RaceSpec) -> None:
        """Explain another race, or the same one with new settings."""
        self._spec = spec
        try:
            self._surface = SURFACES.of(spec.surface)
        except UnknownEntry:
            self._surface = None
        self._tracer.forget()
        if self.isVisible() and not (self._chosen and self._tracer.recall(spec, self._chosen)):
            self._edit_pause.start()

    def show_lanes(self, paths: Sequence[DrawnLane]) -> None:
        """Offer these lanes."""
        self._paths = paths
        with QSignalBlocker(self.box):
            self.box.clear()
            for path in paths:
                self.box.addItem(path.name, path.lane)
            self.box.setCurrentIndex(self.box.findData(self._chosen))
        if self._path() is None and paths:
            self.choose(paths[0].lane)
        if self.isVisible() and not self._edit_pause.isActive():
            self._trace()
        self._draw_readably()

    def _draw_readably(self) -> None:
        """Draw once the step shown has been visible long enough to be read."""
        if self.isVisible() and not self._draw_timer.isActive():
            self._draw_timer.start(max(0, READABLE_MS - self._since.elapsed()))

    def show_step(self, step: int) -> None:
        """Explain the step that starts here; at the end of the race, the last one."""
        self._step = step
        self._draw_readably()

    def show_at_once(self) -> None:
        """Show the step now, where it is traced, as films need it."""
        self._draw_timer.stop()
        self._draw()
        self.drawing.finish()

    def choose(self, lane: str | None) -> None:
        """Explain another lane."""
        if lane == self._chosen or lane is None:
            return
        self._chosen = lane
        self.box.setCurrentIndex(self.box.findData(lane))
        self._tracer.forget()
        if self.isVisible():
            self._trace()

    @Slot(int)
    def _on_lane_picked(self, index: int) -> None:
        self.choose(self.box.itemData(index))
        self.lane_chosen.emit(self.box.itemData(index))

    def _path(self) -> DrawnLane | None:
        return next((path for path in self._paths if path.lane == self._chosen), None)

    @Slot()
    def _draw(self) -> None:
        """Show the step, if it is traced already."""
        path, lane, spec = self._path(), self._tracer.lane, self._spec
        self._since.start()
        if not self.isVisible():
            return
        known = 0 if lane is None else len(lane)
        coming = self._edit_pause.isActive() or self._tracer.running
        if path is None or spec is None or not (known or coming):
            self._body.setCurrentIndex(0)
            self.shown = None
            self.drawing.drop()
            self.hint.setText(self._hint_of(spec))
            self.facts.setText("")
            return
        at = min(self._step, spec.steps - 1)
        if lane is None or at >= known:  # the old step stays until it can be replaced
            self.facts.setText(f"computing step {count(at)} …")
            self.hint.setText("")
            return
        self.shown = step = lane.explain(at)
        self._body.setCurrentIndex(1)
        trail = path.places[max(0, at - TRAIL) : at + 1, 0]
        note = " First seed only." if spec.seeds > 1 else ""
        self.drawing.take(
            partial(self.view.show_picture, step, self._surface, trail, path.color, note),
            partial(
                self._show_derivation, step, f"step {count(at)} → {count(at + 1)}   η = {number(step.rate)}"
            ),
        )

    def _show_derivation(self, step: ExplainedStep, facts: str) -> None:
        self.facts.setText(facts)
        self.view.show_derivation(step)

    @property
    def settled(self) -> bool:
        """Whether the whole page shows the current step."""
        return self.drawing.done and not self._draw_timer.isActive()

    def _hint_of(self, spec: RaceSpec | None) -> str:
        """Explain why there is no step."""
        if spec is not None and spec.on != "surface":
            return "Steps are explained on surfaces, where a point has two coordinates."
        if not self._paths:
            return "Add a lane to see how its steps are computed."
        return "This race cannot be run, so there is no step to explain."

    # --- the trace -------------------------------------------------------------------------------

    def _trace(self) -> None:
        """Trace the lane, unless that is done or in progress."""
        spec, path = self._spec, self._path()
        if spec is not None and path is not None and spec.on == "surface":
            self._tracer.trace(spec, path.lane)
        self._draw_readably()

    @Slot(int)
    def _on_traced(self, before: int) -> None:
        """Draw if the step shown was not known before."""
        at = min(self._step, (self._spec.steps if self._spec else 1) - 1)
        if before <= at or not self._tracer.running:
            self._draw_timer.start(0)

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: trace what changed while hidden."""
        super().showEvent(event)
        self._trace()

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt: stop computing; a finished trace is kept."""
        super().hideEvent(event)
        self._edit_pause.stop()
        if self._tracer.running:
            self._tracer.forget()

    def close_page(self) -> None:
        """Stop the thread and the timers; may be called again."""
        self._draw_timer.stop()
        self._edit_pause.stop()
        self.drawing.drop()
        self._tracer.close()

    # --- theme -----------------------------------------------------------------------------------

    def _on_theme_changed(self, theme: Theme) -> None:
        self.setStyleSheet(style(theme))
        self.view.apply_theme(theme)

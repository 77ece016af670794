"""One step of a lane explained: its vectors, its accumulated squares, and how it is computed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QElapsedTimer, QSignalBlocker, Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from playground.catalog.kinds import SURFACES, Surface, UnknownEntry
from playground.engine.race.surface.explained_step import ExplainedStep
from playground.spec.race import RaceSpec
from playground.ui.plots.chart.levels import Floats
from playground.ui.plots.chart.numbers import count
from playground.ui.plots.frame.controls import style
from playground.ui.plots.frame.header import Header
from playground.ui.plots.frame.incremental import Turns
from playground.ui.plots.race.step.derivation import StepLines
from playground.ui.plots.race.step.formula_layout import number
from playground.ui.plots.race.step.plane import StepPlane
from playground.ui.plots.race.step.squares import StepSquares
from playground.ui.plots.race.step.state_table import StepKept
from playground.ui.plots.race.step.tracer import LaneTracer
from playground.ui.plots.race.surface.paths import LaneWay
from playground.ui.style.theme import Theme, ThemeHub
from playground.ui.widgets.steady_label import SteadyLabel

TRAIL = 60
"""Places before the one that is shown."""
HEIGHTS = (300, 330)
PATIENCE_MS = 300
"""A race that is edited all the time is not traced each time."""
READABLE_MS = 70
"""Numbers that change more often cannot be read: so long a step stands while the time runs."""


class ExplainedStepPage(QWidget):
    """Shows the step from the place that is shown to the next, of one lane; computes only while it is visible."""

    def __init__(self, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("plotPanel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._hub = hub
        self._spec: RaceSpec | None = None
        self._ways: Sequence[LaneWay] = ()
        self._chosen: str | None = None
        self._step = 0
        self._surface: Surface | None = None
        self._tracer = LaneTracer(self)
        self._tracer.grown.connect(self._grow)
        self.shown: ExplainedStep | None = None
        self.box = QComboBox(self)
        self.box.setAccessibleName("Lane that is explained")
        self.box.setToolTip("Lane whose step is explained")
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.box.activated.connect(self._pick)
        self.facts = SteadyLabel(self)
        self.facts.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.plane, self.squares = StepPlane(self), StepSquares(self)
        self.lines, self.kept = StepLines(self), StepKept(self)
        self.caption = QLabel(self)
        self.caption.setObjectName("plotCaption")
        self.caption.setWordWrap(True)
        self.hint = QLabel(self)
        self.hint.setObjectName("plotHint")
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.hint.setWordWrap(True)
        self._arrange()
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._trace)
        self._since = QElapsedTimer()
        self._since.start()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._draw)
        self.turns = Turns(self)
        for part in (self.plane, self.squares, self.lines):
            part.hovered.connect(self._light)
        hub.changed.connect(self._themed)
        self._themed(hub.theme)

    def _arrange(self) -> None:
        header = Header()
        header.add(self.box)
        header.push_right()
        header.add(self.facts)
        picture = QWidget(self)
        row = QHBoxLayout(picture)
        row.setContentsMargins(0, 4, 8, 0)
        row.setSpacing(6)
        row.addWidget(self.plane, 1)
        row.addWidget(self.squares)
        self.derivation = QScrollArea(self)
        self.derivation.setWidgetResizable(True)
        self.derivation.setFrameShape(QFrame.Shape.NoFrame)
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.lines)
        column.addWidget(self.kept)
        column.addStretch(1)
        self.derivation.setWidget(inside)
        below = QWidget(self)
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.caption)
        column.addWidget(self.derivation, 1)
        parts = QSplitter(Qt.Orientation.Vertical, self)
        parts.addWidget(picture)
        parts.addWidget(below)
        parts.setSizes(HEIGHTS)
        parts.setChildrenCollapsible(False)
        self._body = QStackedWidget(self)
        self._body.addWidget(self.hint)
        self._body.addWidget(parts)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(header)
        layout.addWidget(self._body, 1)

    # --- what is shown ---------------------------------------------------------------------------

    def show_race(self, spec: RaceSpec) -> None:
        """Explain another race, or the same one with other settings."""
        self._spec = spec
        try:
            self._surface = SURFACES.of(spec.surface)
        except UnknownEntry:
            self._surface = None
        self._tracer.forget()
        if self.isVisible() and not (self._chosen and self._tracer.recall(spec, self._chosen)):
            self._patience.start()

    def show_ways(self, ways: Sequence[LaneWay]) -> None:
        """Offer these lanes."""
        self._ways = ways
        with QSignalBlocker(self.box):
            self.box.clear()
            for way in ways:
                self.box.addItem(way.name, way.lane)
            self.box.setCurrentIndex(self.box.findData(self._chosen))
        if self._way() is None and ways:
            self.choose(ways[0].lane)
        if self.isVisible() and not self._patience.isActive():
            self._trace()
        self._draw_readably()

    def _draw_readably(self) -> None:
        """Draw as soon as what is shown has stood for long enough to be read."""
        if self.isVisible() and not self._soon.isActive():
            self._soon.start(max(0, READABLE_MS - self._since.elapsed()))

    def show_step(self, step: int) -> None:
        """Explain the step that begins here; at the end the last one."""
        self._step = step
        self._draw_readably()

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
    def _pick(self, index: int) -> None:
        self.choose(self.box.itemData(index))

    def _way(self) -> LaneWay | None:
        return next((way for way in self._ways if way.lane == self._chosen), None)

    @Slot(str)
    def _light(self, name: str) -> None:
        for part in (self.plane, self.squares, self.lines):
            part.light(name)

    @Slot()
    def _draw(self) -> None:
        """Show the step, if it is traced yet."""
        way, lane, spec = self._way(), self._tracer.lane, self._spec
        self._since.start()
        if not self.isVisible():
            return
        known = 0 if lane is None else len(lane)
        coming = self._patience.isActive() or self._tracer.running
        if way is None or spec is None or not (known or coming):
            self._body.setCurrentIndex(0)
            self.shown = None
            self.turns.drop()
            self.hint.setText(self._hint_of(spec))
            self.facts.setText("")
            return
        at = min(self._step, spec.steps - 1)
        if lane is None or at >= known:  # what was told before stays until it can be replaced
            self.facts.setText(f"computing step {count(at)} …")
            self.hint.setText("")
            return
        self.shown = step = lane.explain(at)
        self._body.setCurrentIndex(1)
        self.facts.setText(f"step {count(at)} → {count(at + 1)}   η = {number(step.rate)}")
        trail = way.places[max(0, at - TRAIL) : at + 1, 0]
        self.turns.take(partial(self._picture, step, trail, way.color), partial(self._calculation, step))

    @property
    def settled(self) -> bool:
        """Whether all of the page shows the step that it is to show."""
        return self.turns.done and not self._soon.isActive()

    def _picture(self, step: ExplainedStep, trail: Floats, color: str) -> None:
        self.squares.show_step(step)
        self.plane.show_step(step, self._surface, trail, color)
        self._tell_scales()

    def _calculation(self, step: ExplainedStep) -> None:
        self.lines.show_step(step)
        self.kept.setVisible(not step.told)
        if not step.told:
            self.kept.show_step(step)

    def _hint_of(self, spec: RaceSpec | None) -> str:
        """Why there is no step."""
        if spec is not None and spec.on != "surface":
            return "Steps are explained on surfaces, where a place is two numbers."
        if not self._ways:
            return "Add a lane to see how its steps are computed."
        return "There is no step to explain, as this race cannot be run."

    def _tell_scales(self) -> None:
        """Say how the arrows are drawn, as each kind has a scale of its own."""
        several = self._spec is not None and self._spec.seeds > 1
        self.caption.setText(self.plane.words() + (" Of the first repetition." if several else ""))

    # --- the trace -------------------------------------------------------------------------------

    def _trace(self) -> None:
        """Go the lane's way, unless that is done or under way."""
        spec, way = self._spec, self._way()
        if spec is not None and way is not None and spec.on == "surface":
            self._tracer.trace(spec, way.lane)
        self._draw_readably()

    @Slot(int)
    def _grow(self, before: int) -> None:
        """Draw if the step that is shown has been waited for."""
        at = min(self._step, (self._spec.steps if self._spec else 1) - 1)
        if before <= at or not self._tracer.running:
            self._soon.start(0)

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: catch up with what came while hidden."""
        super().showEvent(event)
        self._trace()

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt: nobody looks, so nothing is computed; a way that is traced to its end is kept."""
        super().hideEvent(event)
        self._patience.stop()
        if self._tracer.running:
            self._tracer.forget()

    def close_page(self) -> None:
        """End the thread and the timer; may be called again."""
        self._soon.stop()
        self._patience.stop()
        self.turns.drop()
        self._tracer.close()

    # --- looks -----------------------------------------------------------------------------------

    def _themed(self, theme: Theme) -> None:
        self.setStyleSheet(style(theme))
        for part in (self.plane, self.squares, self.lines, self.kept):
            part.apply(theme)

"""The race on the project's network: its bar, its pictures over its curves, its leaderboard over its pages."""

from __future__ import annotations

import tempfile
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QTabWidget, QWidget

from playground.app.document import Changed, Document
from playground.engine.events.network_race import NetworkRaceStarted
from playground.engine.events.run import Event, RunState
from playground.ui.panels.race.boards import NETWORK_BOARD, metric_words, network_caption, network_rows
from playground.ui.panels.race.fairness import Fairness
from playground.ui.panels.race.leaderboard import Leaderboard
from playground.ui.panels.race.transport import ON_NETWORK, RaceTransport
from playground.ui.panels.race.tuning_page import TuningPage
from playground.ui.panels.transport.figures import clock
from playground.ui.plots.frame.controls import Segmented, style
from playground.ui.plots.frame.header import Header
from playground.ui.plots.race.curves.network import NetworkCurves
from playground.ui.plots.race.curves.race_curves import RaceCurves
from playground.ui.plots.race.network.gradient_flow import NetworkRaceFlow
from playground.ui.plots.race.network.lr_sensitivity import LrSensitivityPlot
from playground.ui.plots.race.network.plane import NetworkRacePlane
from playground.ui.plots.race.network.plane_choice import Pair
from playground.ui.plots.race.network.predictions import NetworkRacePredictions
from playground.ui.race.arrangement import over_curves
from playground.ui.race.legend import LaneLegend
from playground.ui.runs.race.network_race_controller import NetworkRaceController
from playground.ui.runs.race.tuning_controller import TuningController
from playground.ui.style.theme import Theme, ThemeHub

HEIGHTS = (600, 320)
PREPARING = "Preparing the race…"
NO_CURVES = "The curves appear here as the lanes train."
NOT_EVALUATED = (
    "Whole splits are evaluated at the ends of epochs, which have {:,} steps each.\n"
    "Batch loss has a point for every step."
)


class NetworkRaceView(QObject):
    """Makes the parts and keeps them up to date.

    Attributes:
        transport: Above everything.
        middle: Pictures over curves.
        leaderboard: The lanes, ranked.
        pages: Fairness and tuning.
    """

    continue_wanted = Signal(object, object)
    """To go on in the Network workspace: a file of weights, and the project that they belong to."""

    def __init__(self, document: Document, hub: ThemeHub, parent: QWidget) -> None:
        super().__init__(parent)
        self._document = document
        self._facts: NetworkRaceStarted | None = None
        self._shown_state: tuple[RunState | None, bool] = (None, False)
        self.race = NetworkRaceController(document, hub, self)
        self.transport = RaceTransport(ON_NETWORK, hub, parent)
        self.plane = NetworkRacePlane(hub)
        self.multiples = NetworkRacePredictions(hub)
        self.flow = NetworkRaceFlow(hub)
        self._drawn = NetworkCurves()
        self.curves = RaceCurves(hub, self._drawn)
        self.leaderboard = Leaderboard(NETWORK_BOARD)
        self.legend = LaneLegend()
        self.fairness = Fairness()
        self.tuning_curves = LrSensitivityPlot(hub)
        self.tuning_page = TuningPage(hub, self.tuning_curves)
        self.tuning = TuningController(document, self.race, self.tuning_page, self.tuning_curves, self)
        self.middle, self.pages = self._middle(parent), self._beside()
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._connect()
        hub.changed.connect(self._on_theme_changed)
        self._on_theme_changed(hub.theme)
        self._unsubscribe = document.subscribe(self._on_document_changed)

    def _middle(self, parent: QWidget) -> QWidget:
        self._pictures: dict[str, NetworkRacePlane | NetworkRacePredictions | NetworkRaceFlow] = {
            "plane": self.plane,
            "multiples": self.multiples,
            "flow": self.flow,
        }
        self.shown = Segmented(
            {key: page.title for key, page in self._pictures.items()},
            {key: page.tip for key, page in self._pictures.items()},
        )
        self._header = header = Header()
        header.add(self.shown)
        self._stack = QStackedWidget()
        for page in self._pictures.values():
            self._stack.addWidget(page)
        return over_curves(parent, header, self._stack, self.legend, self.curves, HEIGHTS)

    def _beside(self) -> QTabWidget:
        pages = QTabWidget()
        pages.setDocumentMode(True)
        pages.addTab(self.fairness, "Fairness")
        pages.addTab(self.tuning_page, "Tuning")
        return pages

    def _connect(self) -> None:
        race = self.race
        self.transport.play_clicked.connect(race.toggle)
        self.transport.stepped.connect(lambda _by: race.step())
        self.transport.first_clicked.connect(race.restart)
        race.begun.connect(self._begin)
        race.named.connect(self._show_lanes)
        race.grown.connect(self._grow)
        race.ranked.connect(self._rank)
        race.changed.connect(self._show_state)
        race.pictured.connect(self._on_pictured)
        race.notified.connect(self.transport.tell)
        race.prepared.connect(self._on_prepared)
        race.saved.connect(self.continue_wanted)
        self.leaderboard.continue_wanted.connect(self._save)
        self.shown.chosen.connect(self._choose)
        self.plane.choice.wanted.connect(self._lay_plane)

    # --- what is shown ---------------------------------------------------------------------------

    def set_active(self, *, active: bool) -> None:
        """Whether anybody looks."""
        self.race.set_active(active=active)
        self._choose(self.shown.current)

    def show_picture(self, key: str) -> None:
        """Show ``plane``, ``multiples`` or ``flow``."""
        self.shown.choose(key)
        self._choose(key)

    @Slot(str)
    def _choose(self, key: str) -> None:
        page = self._pictures[key]
        self._stack.setCurrentWidget(page)
        self.race.want(page.wanted)

    @Slot(object)
    def _lay_plane(self, through: Pair | None) -> None:
        words = (
            "Lay the plane along the main directions"
            if through is None
            else "Lay the plane through two lanes"
        )
        self._document.edit(words, lambda project: project.with_(race=project.race.with_(plane=through)))

    @Slot(object)
    def _on_pictured(self, event: Event) -> None:
        for page in self._pictures.values():
            if type(event) in page.wanted:
                page.take(event)

    @Slot()
    def _begin(self) -> None:
        for page in self._pictures.values():
            page.forget()
        self._show_preparing(PREPARING)
        self._grow()
        self.leaderboard.clear()
        self.fairness.show_words((), ())
        self._show_lanes()

    @Slot()
    def _grow(self) -> None:
        self.curves.grow()
        colors = {run.lane: run.color for run in self.race.lanes if not run.hidden}
        changes = self.race.record.changes
        self.curves.show_changes((each.step, colors[each.lane]) for each in changes if each.lane in colors)

    @Slot(str)
    def _on_prepared(self, words: str) -> None:
        self.transport.tell(words)
        self._show_preparing(words)

    def _show_preparing(self, words: str) -> None:
        """Show in place of pictures and curves what is prepared; empty for a race that is ready."""
        for page in self._pictures.values():
            page.show_preparing(words)
        self.curves.show_waiting(words or self._no_curves())

    def _no_curves(self) -> str:
        """Say when there will be curves."""
        facts = self.race.facts
        if facts is None or not self.race.under_way:
            return NO_CURVES
        return NOT_EVALUATED.format(min(facts.steps_per_epoch.values()))

    @Slot()
    def _show_lanes(self) -> None:
        """Who takes part, under which names and in which colours."""
        race, spec = self.race, self._document.project.race
        metric = race.facts.metric if race.facts else "accuracy"
        self._drawn.metric = metric
        self._drawn.target = None if spec.target is None else (spec.target_on, spec.target)
        self.curves.show_lanes(race.lanes)
        self.plane.show_lanes(race.lanes)
        self.legend.show_names(self.plane.names_drawn())
        self.plane.choice.show_choice(race.lanes, spec.plane)
        self.flow.show_lanes(race.lanes, race.facts.layers if race.facts else ())
        self._show_metrics(metric)

    def _show_metrics(self, metric: str) -> None:
        words = {lane: metric_words(result.metric, metric) for lane, result in self.race.results.items()}
        self.multiples.show_lanes(self.race.lanes, words)

    @Slot()
    def _rank(self) -> None:
        race = self.race
        colors = {run.lane: run.color for run in race.lanes}
        metric = race.facts.metric if race.facts else "accuracy"
        caption = network_caption(self._document.project.race, metric)
        self.leaderboard.show_rows(network_rows(race.results, metric), colors, caption)
        self._show_metrics(metric)

    @Slot()
    def _show_state(self) -> None:
        race, facts = self.race, self.race.facts
        words = ""
        if facts is not self._facts:
            self._facts = facts
            self._show_lanes()
        if facts is not None:
            done = max((run.steps for run in race.lanes), default=0)
            total = max(facts.total_steps.values(), default=0)
            seeds = "" if facts.repetitions == 1 else f" × {facts.repetitions} seeds"
            words = f"step {done:,} / {total:,} · {len(race.lanes)} lanes{seeds} · {facts.device}"
            if race.seconds_left and race.state is not RunState.FINISHED:
                words += f" · {clock(race.seconds_left)} left"
            fairness = race.record.fairness
            self.fairness.show_words(fairness.shared, fairness.differing)
        shown = race.state, race.under_way
        if race.state is not None and shown != self._shown_state:
            self._show_preparing(race.message if race.state is RunState.FAILED else "")
        self._shown_state = shown
        self.transport.show_state(race.state, race.message, race.progress, words)

    def _on_document_changed(self, changed: Changed) -> None:
        if changed.before.race != changed.after.race:
            self._show_lanes()

    def _on_theme_changed(self, theme: Theme) -> None:
        self._header.setStyleSheet(style(theme))

    # --- going on elsewhere ----------------------------------------------------------------------

    @Slot(str)
    def _save(self, lane: str) -> None:
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="descent-")
        self.race.save_lane(lane, Path(self._folder.name, f"{lane}.weights"))

    def close(self) -> None:
        """End the threads; may be called again."""
        self._unsubscribe()
        self.tuning.close()
        self.race.close()
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

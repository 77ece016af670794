"""The race on a surface: its bar, its picture over its curves, its leaderboard over its pages."""

from __future__ import annotations

from contextlib import suppress

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QSplitter, QTabWidget, QWidget

from playground.app.document import Changed, Document
from playground.catalog.kinds import SURFACES, Surface, UnknownEntry
from playground.ui.panels.race.boards import SURFACE_BOARD, surface_caption, surface_rows
from playground.ui.panels.race.leaderboard import Leaderboard
from playground.ui.panels.race.transport import ON_SURFACE, RaceTransport
from playground.ui.plots.race.basins.basins import BasinsPage
from playground.ui.plots.race.curves.race_curves import RaceCurves
from playground.ui.plots.race.curves.surface import SurfaceCurves
from playground.ui.plots.race.lr_map.lr_map import RateMapPage
from playground.ui.plots.race.step.explained_step import ExplainedStepPage
from playground.ui.plots.race.surface.data_page import DataPage
from playground.ui.plots.race.surface.picture import RacePicture
from playground.ui.race.arrangement import over_curves
from playground.ui.race.legend import LaneLegend
from playground.ui.race.rate_fit import RateFit
from playground.ui.race.studies import BasinStudy, RateStudy
from playground.ui.runs.race.surface_race_controller import SurfaceRaceController
from playground.ui.runs.timers import single_shot
from playground.ui.style.theme import ThemeHub
from playground.ui.widgets.elided_label import ElidedLabel

HEIGHTS = (620, 300)
RANK_MS = 120
"""Between two rankings while the race is played, so that they can be read."""


class SurfaceRaceView(QObject):
    """Makes the parts and keeps them up to date.

    Attributes:
        transport: Above everything.
        middle: Picture over curves.
        leaderboard: The lanes, ranked.
        pages: One step, learning rates and starts.
    """

    def __init__(self, document: Document, hub: ThemeHub, parent: QWidget) -> None:
        super().__init__(parent)
        self._document = document
        self.race = SurfaceRaceController(document, hub, self)
        self.transport = RaceTransport(ON_SURFACE, hub, parent)
        self.picture = RacePicture(hub)
        self.picture.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.words = ElidedLabel("caption")
        self.words.setContentsMargins(12, 6, 12, 2)
        self._drawn = SurfaceCurves()
        self.curves = RaceCurves(hub, self._drawn)
        self.leaderboard = Leaderboard(SURFACE_BOARD)
        self.legend = LaneLegend()
        self.one_step = ExplainedStepPage(hub)
        self.data = DataPage(hub)
        self.rates = RateStudy(document, hub, RateMapPage(hub), self)
        self.fit = RateFit(document, self)
        self.starts = BasinStudy(document, hub, BasinsPage(hub), self)
        self.middle, self.pages = self._middle(parent), self._pages()
        self._rank_soon = single_shot(self, RANK_MS, self._rank)
        self._connect()
        self._unsubscribe = document.subscribe(self._on_document_changed)
        self._show_ground()

    def _middle(self, parent: QWidget) -> QSplitter:
        return over_curves(parent, self.words, self.picture, self.legend, self.curves, HEIGHTS)

    def _pages(self) -> QTabWidget:
        pages = QTabWidget()
        pages.setDocumentMode(True)
        for page in (self.data, self.one_step, self.rates.page, self.starts.page):
            pages.setTabToolTip(pages.addTab(page, page.title), page.tip)
        return pages

    def _connect(self) -> None:
        race, transport = self.race, self.transport
        transport.first_clicked.connect(lambda: race.playback.seek(0))
        transport.play_clicked.connect(race.toggle)
        transport.stepped.connect(race.step)
        transport.sought.connect(race.playback.seek)
        transport.speed_changed.connect(self._set_speed)
        transport.loop_changed.connect(self._set_loop)
        self.curves.sought.connect(race.playback.seek)
        race.playback.playing_changed.connect(transport.show_playing)
        race.playback.playing_changed.connect(lambda _: self._rank())
        race.playback.moved.connect(self._move)
        race.begun.connect(self._begin)
        race.grown.connect(self._grow)
        race.refused.connect(self._refuse)
        self.picture.start_chosen.connect(self._choose_start)
        self.picture.start_settled.connect(self._document.end_merge)

    # --- the race --------------------------------------------------------------------------------

    def set_active(self, *, active: bool) -> None:
        """Whether anybody looks."""
        self.race.set_active(active=active)

    def choose_lane(self, lane: str) -> None:
        """Explain the steps of this lane, and show its starts."""
        self.one_step.choose(lane)
        self.starts.choose(lane)

    def show_exactly(self, step: int) -> None:
        """Show a step in all parts at once, also in those that follow a race that is played a little later."""
        self.race.playback.seek(step)
        self._rank_soon.stop()
        self._rank()
        self.one_step.show_at_once()

    @Slot()
    def _begin(self) -> None:
        self.leaderboard.clear()
        self.picture.show_minima((), ())
        self.one_step.show_race(self.race.spec)
        self._grow()
        self._move(self.race.playback.position)

    @Slot()
    def _grow(self) -> None:
        race = self.race
        self.picture.show_minima(race.minima, race.saddles)
        self.picture.show_lanes(race.lanes)
        self.one_step.show_lanes(race.lanes)
        self.data.show_lanes(race.lanes)
        self._drawn.minima, self._drawn.total = race.minima, race.spec.steps
        self.curves.show_lanes(race.lanes)
        self.legend.show_names(self.picture.names_drawn())
        self._rank()
        self._show_position()

    @Slot(int)
    def _move(self, position: int) -> None:
        self.picture.show_step(position)
        self.curves.show_step(position)
        self.one_step.show_step(position)
        self.data.show_step(position)
        self._show_position()
        if not self._rank_soon.isActive():
            if not self.race.playing:
                self._rank()  # at once; what follows soon, as while scrubbing, waits for the timer
            self._rank_soon.start()

    @Slot()
    def _rank(self) -> None:
        """Show the lanes as they stand at the step that is shown."""
        race, playback = self.race, self.race.playback
        paths = [path for path in race.lanes if len(path)]
        if not paths:
            self.leaderboard.clear()
            return
        lowest = race.minima[0].value if race.minima else None
        rows = surface_rows(
            {path.lane: path.name for path in paths},
            {path.lane: path.height_at(playback.position) for path in paths},
            race.results,
            playback.position,
            playback.steps,
            lowest,
        )
        words = (
            surface_caption(race.target, race.spec.seeds, lowest) if race.results else SURFACE_BOARD.waiting
        )
        self.leaderboard.show_rows(rows, {path.lane: path.color for path in paths}, words)

    def _show_position(self) -> None:
        playback = self.race.playback
        self.transport.show_position(playback.position, playback.computed, playback.steps)

    @Slot(str)
    def _refuse(self, message: str) -> None:
        self.transport.refuse(message)
        self.curves.show_waiting(message)

    def _set_speed(self, speed: float | None) -> None:
        self.race.playback.speed = speed

    def _set_loop(self, loop: bool) -> None:  # noqa: FBT001 - a slot
        self.race.playback.loop = loop

    def _choose_start(self, x: float, y: float) -> None:
        self._document.edit(
            "Move start",
            lambda project: project.with_(race=project.race.with_(start=(x, y))),
            merge="race.start",
        )

    # --- the document ----------------------------------------------------------------------------

    def _on_document_changed(self, changed: Changed) -> None:
        before, after = changed.before.race, changed.after.race
        if changed.opened or before.surface != after.surface:
            self._show_ground()
        elif before.start != after.start:
            with suppress(UnknownEntry):
                self._show_start(SURFACES.of(after.surface))

    def _show_ground(self) -> None:
        spec = self._document.project.race
        try:
            surface: Surface = SURFACES.of(spec.surface)
        except UnknownEntry as problem:
            self.words.setText(str(problem))
            self.picture.show_problem(str(problem))
            return
        self.picture.show_surface(surface)
        has_data = self.data.show_surface(surface)
        place = self.pages.indexOf(self.data)
        if has_data != self.pages.isTabVisible(place):
            self.pages.setTabVisible(place, has_data)
            self.pages.setCurrentWidget(self.data if has_data else self.one_step)
        self._show_start(surface)

    def _show_start(self, surface: Surface) -> None:
        spec = self._document.project.race
        self.picture.show_start(spec.start or surface.start)
        words = [f"{surface.title}:  f(x, y) = {surface.shown_formula}", surface.when]
        if spec.start is not None and not surface.domain.holds(spec.start):
            words.insert(0, "The start ({:g}, {:g}) lies outside the domain.".format(*spec.start))
        self.words.setText("  ·  ".join(words))

    def close(self) -> None:
        """End the threads; may be called again."""
        self._unsubscribe()
        self._rank_soon.stop()
        self.one_step.close_page()
        self.picture.close_picture()
        self.race.close()
        self.fit.close()
        self.rates.close()
        self.starts.close()

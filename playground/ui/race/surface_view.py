"""The race on a surface: its bar, its picture over its curves, its leaderboard over its pages."""

from __future__ import annotations

from contextlib import suppress
from html import escape

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QLabel, QSplitter, QTabWidget, QVBoxLayout, QWidget

from playground.app.document import Changed, Document
from playground.catalog.kinds import SURFACES, Surface, UnknownEntry
from playground.ui.panels.race.surface_leaderboard import SurfaceLeaderboard
from playground.ui.panels.race.surface_transport import SurfaceRaceTransport
from playground.ui.plots.race.basins.basins import BasinsPage
from playground.ui.plots.race.lr_map.lr_map import RateMapPage
from playground.ui.plots.race.step.explained_step import ExplainedStepPage
from playground.ui.plots.race.surface.curves import RaceCurves
from playground.ui.plots.race.surface.picture import RacePicture
from playground.ui.race.arrangement import stacked
from playground.ui.race.studies import BasinStudy, RateStudy
from playground.ui.runs.surface_race_controller import SurfaceRaceController
from playground.ui.style.theme import ThemeHub

HEIGHTS = (620, 300)
RIGHT_HEIGHTS = (330, 590)


class SurfaceRaceView(QObject):
    """Makes the parts and keeps them up to date.

    Attributes:
        transport: Above everything.
        middle: Picture over curves.
        right: Leaderboard over pages.
    """

    def __init__(self, document: Document, hub: ThemeHub, parent: QWidget) -> None:
        super().__init__(parent)
        self._document = document
        self.race = SurfaceRaceController(document, hub, self)
        self.transport = SurfaceRaceTransport(hub, parent)
        self.picture = RacePicture(hub)
        self.picture.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.words = QLabel()
        self.words.setProperty("role", "caption")
        self.words.setWordWrap(True)
        self.words.setContentsMargins(12, 8, 12, 4)
        self.curves = RaceCurves(hub)
        self.leaderboard = SurfaceLeaderboard()
        self.one_step = ExplainedStepPage(hub)
        self.rates = RateStudy(document, hub, RateMapPage(hub), self)
        self.starts = BasinStudy(document, hub, BasinsPage(hub), self)
        self.middle, self.right = self._middle(parent), self._right(parent)
        self._connect()
        self._unsubscribe = document.subscribe(self._on_document_changed)
        self._show_ground()

    def _middle(self, parent: QWidget) -> QSplitter:
        top = QWidget()
        top.setProperty("role", "panel")
        column = QVBoxLayout(top)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.words)
        column.addWidget(self.picture, 1)
        return stacked(parent, (top, self.curves), HEIGHTS)

    def _right(self, parent: QWidget) -> QSplitter:
        self.pages = QTabWidget()
        self.pages.setDocumentMode(True)
        for page in (self.one_step, self.rates.page, self.starts.page):
            self.pages.setTabToolTip(self.pages.addTab(page, page.title), page.tip)
        self.leaderboard.setMinimumWidth(300)
        return stacked(parent, (self.leaderboard, self.pages), RIGHT_HEIGHTS)

    def _connect(self) -> None:
        race, transport = self.race, self.transport
        transport.play_clicked.connect(race.toggle)
        transport.stepped.connect(race.step)
        transport.sought.connect(race.playback.seek)
        transport.speed_changed.connect(self._set_speed)
        transport.loop_changed.connect(self._set_loop)
        race.playback.playing_changed.connect(transport.show_playing)
        race.playback.moved.connect(self._move)
        race.begun.connect(self._begin)
        race.grown.connect(self._grow)
        race.refused.connect(transport.refuse)
        self.picture.start_chosen.connect(self._choose_start)
        self.picture.start_settled.connect(self._document.end_merge)

    # --- the race --------------------------------------------------------------------------------

    def set_active(self, *, active: bool) -> None:
        """Whether anybody looks."""
        self.race.set_active(active=active)

    def choose_lane(self, lane: str) -> None:
        """Explain the steps of this lane."""
        self.one_step.choose(lane)

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
        self.picture.show_paths(race.paths)
        self.one_step.show_paths(race.paths)
        self.curves.show_paths(race.paths, race.minima, race.spec.steps)
        if race.results:
            colors = {path.lane: path.color for path in race.paths}
            self.leaderboard.show_results(race.results, colors, race.target)
        self._show_position()

    @Slot(int)
    def _move(self, position: int) -> None:
        self.picture.show_step(position)
        self.curves.show_step(position)
        self.one_step.show_step(position)
        self._show_position()

    def _show_position(self) -> None:
        playback = self.race.playback
        self.transport.show_position(playback.position, playback.computed, playback.steps)

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
            return
        self.picture.show_surface(surface)
        self._show_start(surface)

    def _show_start(self, surface: Surface) -> None:
        spec = self._document.project.race
        self.picture.show_start(spec.start or surface.start)
        words = [
            f"<b>{surface.title}</b> &nbsp; f(x, y) = {escape(surface.shown_formula)}",
            surface.when,
        ]
        if spec.start is not None and not surface.domain.holds(spec.start):
            words.append("The start ({:g}, {:g}) lies outside the domain.".format(*spec.start))
        self.words.setText(" &nbsp;·&nbsp; ".join(words))

    def close(self) -> None:
        """End the threads; may be called again."""
        self._unsubscribe()
        self.one_step.close_page()
        self.picture.close_picture()
        self.race.close()
        self.rates.close()
        self.starts.close()

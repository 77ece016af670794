"""The workspace of races: setup, surface over curves, leaderboard; and the race between them."""

from __future__ import annotations

from contextlib import suppress
from html import escape

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from playground.app.document import Changed, Document
from playground.catalog.kinds import SURFACES, Surface, UnknownEntry
from playground.spec.project import Project
from playground.ui.panels.race.lane_list import LANE
from playground.ui.panels.race.setup import RaceSetup
from playground.ui.panels.race.surface_leaderboard import SurfaceLeaderboard
from playground.ui.panels.race.surface_transport import SurfaceRaceTransport
from playground.ui.plots.frame.controls import Segmented
from playground.ui.plots.race.basins.basins import BasinsPage
from playground.ui.plots.race.lr_map.lr_map import RateMapPage
from playground.ui.plots.race.step.explained_step import ExplainedStepPage
from playground.ui.plots.race.surface.curves import RaceCurves
from playground.ui.plots.race.surface.picture import RacePicture
from playground.ui.race.network_view import NetworkRaceView
from playground.ui.race.studies import BasinStudy, RateStudy
from playground.ui.runs.network_race_controller import NetworkRaceController
from playground.ui.runs.surface_race_controller import RaceController
from playground.ui.style.theme import ThemeHub

WIDTHS = (310, 750, 540)
HEIGHTS = (620, 300)
RIGHT_HEIGHTS = (330, 590)


class RaceWorkspace(QWidget):
    """Puts the panels of a race together."""

    def __init__(self, document: Document, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.race = RaceController(document, hub, self)
        self.transport = SurfaceRaceTransport(hub, self)
        self.setup = RaceSetup(document, hub, self)
        self.picture = RacePicture(hub, self)
        self.curves = RaceCurves(hub, self)
        self.leaderboard = SurfaceLeaderboard(self)
        self.pages = QTabWidget(self)
        self.pages.setDocumentMode(True)
        self.one_step = ExplainedStepPage(hub, self)
        self.pages.addTab(self.one_step, self.one_step.title)
        self.rates = RateStudy(document, hub, RateMapPage(hub, self), self)
        self.pages.addTab(self.rates.page, self.rates.page.title)
        self.starts = BasinStudy(document, hub, BasinsPage(hub, self), self)
        self.pages.addTab(self.starts.page, self.starts.page.title)
        for place, tip in enumerate((self.one_step.tip, self.rates.page.tip, self.starts.page.tip)):
            self.pages.setTabToolTip(place, tip)
        self.network = NetworkRaceView(document, hub, self)
        self.ground = Segmented(
            {"surface": "On a surface", "network": "On my network"},
            {
                "surface": "Optimizers find their way downhill on a function of two numbers",
                "network": "The network of the canvas is trained by all lanes at once",
            },
        )
        self.surface_words = QLabel(self)
        self.surface_words.setProperty("role", "caption")
        self.surface_words.setWordWrap(True)
        self.surface_words.setContentsMargins(12, 8, 12, 4)
        self._arrange()
        self._connect()
        self._active = False
        self._unsubscribe = document.subscribe(self._on_document_changed)
        self._show_ground()
        self._show_side()

    def _arrange(self) -> None:
        middle = QSplitter(Qt.Orientation.Vertical, self)
        top = QWidget(self)
        top.setProperty("role", "panel")
        column = QVBoxLayout(top)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.surface_words)
        column.addWidget(self.picture, 1)
        middle.addWidget(top)
        middle.addWidget(self.curves)
        middle.setSizes(HEIGHTS)
        across = QSplitter(Qt.Orientation.Horizontal, self)
        right = QSplitter(Qt.Orientation.Vertical, self)
        right.addWidget(self.leaderboard)
        right.addWidget(self.pages)
        right.setSizes(RIGHT_HEIGHTS)
        right.setChildrenCollapsible(False)
        self.pages.setVisible(self.pages.count() > 0)
        self._stacks = tuple(QStackedWidget(self) for _ in range(3))
        parts = (
            (self.transport, self.network.transport),
            (middle, self.network.middle),
            (right, self.network.right),
        )
        for stack, pair in zip(self._stacks, parts, strict=True):
            for widget in pair:
                stack.addWidget(widget)
        bar, middles, rights = self._stacks
        bar.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        for widget in (self._left(), middles, rights):
            across.addWidget(widget)
        across.setSizes(WIDTHS)
        across.setStretchFactor(1, 1)
        across.setChildrenCollapsible(False)
        middle.setChildrenCollapsible(False)
        self.setup.setMinimumWidth(280)
        self.leaderboard.setMinimumWidth(300)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(1)
        layout.addWidget(bar)
        layout.addWidget(across, 1)

    def _left(self) -> QWidget:
        left = QWidget(self)
        left.setProperty("role", "panel")
        row = QHBoxLayout()
        row.setContentsMargins(12, 8, 12, 0)
        row.addWidget(self.ground)
        row.addStretch(1)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.setup, 1)
        return left

    def _connect(self) -> None:
        race, transport = self.race, self.transport
        self.ground.chosen.connect(self._choose_ground)
        transport.play_clicked.connect(race.toggle)
        transport.stepped.connect(race.step)
        transport.sought.connect(race.seek)
        transport.speed_changed.connect(self._set_speed)
        transport.loop_changed.connect(self._set_loop)
        race.playing_changed.connect(transport.show_playing)
        race.begun.connect(self._begin)
        race.grown.connect(self._grow)
        race.moved.connect(self._move)
        race.refused.connect(transport.refuse)
        self.picture.start_chosen.connect(self._choose_start)
        self.picture.start_settled.connect(self._document.end_merge)
        self.picture.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setup.lanes.currentItemChanged.connect(self._choose_lane)

    # --- on what ---------------------------------------------------------------------------------

    @property
    def on_network(self) -> bool:
        """Whether the race is on the network."""
        return self._document.project.race.on == "network"

    def set_active(self, *, active: bool) -> None:
        """Whether anybody looks: a race that nobody sees is neither computed nor played."""
        self._active = active
        self.race.set_active(active=active and not self.on_network)
        self.network.set_active(active=active and self.on_network)

    @Slot(str)
    def _choose_ground(self, key: str) -> None:
        words = "Race on the network" if key == "network" else "Race on a surface"
        self._document.edit(words, lambda project: project.with_(race=project.race.with_(on=key)))

    def _show_side(self) -> None:
        self.ground.choose(self._document.project.race.on)
        for stack in self._stacks:
            stack.setCurrentIndex(int(self.on_network))
        if self._active:
            self.set_active(active=True)

    # --- commands --------------------------------------------------------------------------------

    @property
    def _shown(self) -> RaceController | NetworkRaceController:
        return self.network.race if self.on_network else self.race

    @property
    def playing(self) -> bool:
        """Whether the race that is shown plays or trains."""
        return self._shown.playing

    @Slot()
    def toggle(self) -> None:
        """Play or pause the race that is shown."""
        self._shown.toggle()

    @Slot()
    def step(self) -> None:
        """Show the next step, or train all lanes by one."""
        self._shown.step()

    @Slot()
    def reset(self) -> None:
        """Return to the start of the race that is shown."""
        self._shown.reset()

    @Slot()
    def step_back(self) -> None:
        """Show the previous step of a race on a surface."""
        if not self.on_network:
            self.race.step(-1)

    @Slot()
    def show_first(self) -> None:
        """Show the start of a race on a surface."""
        if not self.on_network:
            self.race.seek(0)

    @Slot()
    def show_last(self) -> None:
        """Show the last computed step of a race on a surface."""
        if not self.on_network:
            self.race.seek(self.race.computed)

    @Slot()
    def new_seed(self) -> None:
        """Race with other random numbers; an edit that can be undone."""

        def change(project: Project) -> Project:
            race = project.race
            return project.with_(race=race.with_(seed=(race.seed + 1) % 2**31))

        self._document.edit("New seed", change)

    # --- the race --------------------------------------------------------------------------------

    @Slot()
    def _begin(self) -> None:
        self.leaderboard.clear()
        self.picture.show_minima((), ())
        self.one_step.show_race(self.race.spec)
        self._grow()
        self._move(self.race.position)

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
        self.transport.show_position(race.position, race.computed, race.spec.steps)

    @Slot(int)
    def _move(self, position: int) -> None:
        self.picture.show_step(position)
        self.curves.show_step(position)
        self.one_step.show_step(position)
        self.transport.show_position(position, self.race.computed, self.race.spec.steps)

    def _set_speed(self, speed: float | None) -> None:
        self.race.speed = speed

    def _set_loop(self, loop: bool) -> None:  # noqa: FBT001 - a slot
        self.race.loop = loop

    def _choose_lane(self, item: QTreeWidgetItem | None) -> None:
        if item is not None:
            self.one_step.choose(item.data(0, LANE))

    def _choose_start(self, x: float, y: float) -> None:
        self._document.edit(
            "Move start",
            lambda project: project.with_(race=project.race.with_(start=(x, y))),
            merge="race.start",
        )

    # --- the document ----------------------------------------------------------------------------

    def _on_document_changed(self, changed: Changed) -> None:
        before, after = changed.before.race, changed.after.race
        if changed.opened or before.on != after.on:
            self._show_side()
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
            self.surface_words.setText(str(problem))
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
        self.surface_words.setText(" &nbsp;·&nbsp; ".join(words))

    def close_race(self) -> None:
        """End the thread; may be called again."""
        self._unsubscribe()
        self.one_step.close_page()
        self.picture.close_picture()
        self.race.close()
        self.network.close()
        self.rates.close()
        self.starts.close()

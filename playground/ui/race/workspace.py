"""The workspace of races: setup, surface over curves, leaderboard; and the race between them."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from playground.app.document import Changed, Document
from playground.spec.project import Project
from playground.ui.panels.race.lane_list import LANE
from playground.ui.panels.race.setup import RaceSetup
from playground.ui.plots.frame.controls import Segmented
from playground.ui.race.arrangement import SideBySide
from playground.ui.race.network_view import NetworkRaceView
from playground.ui.race.surface_view import SurfaceRaceView
from playground.ui.runs.race.network_race_controller import NetworkRaceController
from playground.ui.runs.race.surface_race_controller import SurfaceRaceController
from playground.ui.style.theme import ThemeHub
from playground.ui.widgets.accessible_names import name_parts
from playground.ui.widgets.fill import fill


class RaceWorkspace(QWidget):
    """Puts the panels of a race together."""

    def __init__(self, document: Document, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._hub = document, hub
        self.setup = RaceSetup(document, hub, self)
        self.surface = SurfaceRaceView(document, hub, self)
        self.network = NetworkRaceView(document, hub, self)
        self.ground = Segmented(
            {"surface": "On a surface", "network": "On my network"},
            {
                "surface": "Optimizers find their way downhill on a function of two numbers",
                "network": "The network of the canvas is trained by all lanes at once",
            },
        )
        self._arrange()
        self.ground.chosen.connect(self._choose_ground)
        self.setup.lanes.currentItemChanged.connect(self._choose_lane)
        for lane_chosen in (self.surface.one_step.lane_chosen, self.surface.starts.page.lane_chosen):
            lane_chosen.connect(self.setup.choose_lane)
        self.setup.fit_wanted.connect(self.surface.fit.toggle)
        self.surface.fit.running_changed.connect(self.setup.show_fitting)
        self._active = False
        self._unsubscribe = document.subscribe(self._on_document_changed)
        self._show_side()
        self._raise_lane(self.setup.lanes.currentItem())

    def _arrange(self) -> None:
        self._stacks = tuple(QStackedWidget(self) for _ in range(4))
        for view in (self.surface, self.network):
            parts = view.transport, view.middle, view.leaderboard, view.pages
            for stack, part in zip(self._stacks, parts, strict=True):
                stack.addWidget(part)
        bar, middles, boards, pages = self._stacks
        bar.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.sides = SideBySide(self._hub, self._left(), middles, boards, pages, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(1)
        layout.addWidget(bar)
        layout.addWidget(self.sides, 1)
        name_parts(self.setup, "Lanes and settings of the race")
        for view in (self.surface, self.network):
            name_parts(view.curves, "Curves of the race")
            name_parts(view.middle, "Picture of the race")
            for place in range(view.pages.count()):
                page = view.pages.widget(place)
                assert page is not None
                name_parts(page, view.pages.tabText(place))
            name_parts(view.pages, "Views beside the race")

    def _left(self) -> QWidget:
        left = QWidget(self)
        left.setProperty("role", "panel")
        row = QHBoxLayout()
        row.setContentsMargins(12, 8, 12, 0)
        row.addWidget(self.ground)
        row.addStretch(1)
        fill(left, row, self.setup)
        return left

    # --- on what ---------------------------------------------------------------------------------

    @property
    def on_network(self) -> bool:
        """Whether the race is on the network."""
        return self._document.project.race.on == "network"

    def set_active(self, *, active: bool) -> None:
        """Whether anybody looks: a race that nobody sees is neither computed nor played."""
        self._active = active
        self.surface.set_active(active=active and not self.on_network)
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

    def show_legend(self, *, shown: bool) -> None:
        """Show which colour is which lane below the pictures, or hide it."""
        for view in (self.surface, self.network):
            view.legend.setVisible(shown)

    # --- commands --------------------------------------------------------------------------------

    @property
    def _shown(self) -> SurfaceRaceController | NetworkRaceController:
        return self.network.race if self.on_network else self.surface.race

    @property
    def playing(self) -> bool:
        """Whether the race that is shown plays or trains."""
        return self._shown.playing

    @property
    def lanes(self) -> RaceSetup:
        """What changes the lanes; in a narrow window it comes to the front."""
        self.sides.show_part("setup")
        return self.setup

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
            self.surface.race.step(-1)

    @Slot()
    def show_first(self) -> None:
        """Show the start of a race on a surface."""
        if not self.on_network:
            self.surface.race.playback.seek(0)

    @Slot()
    def show_last(self) -> None:
        """Show the last computed step of a race on a surface."""
        if not self.on_network:
            playback = self.surface.race.playback
            playback.seek(playback.computed)

    @Slot()
    def new_seed(self) -> None:
        """Race with other random numbers; an edit that can be undone."""

        def change(project: Project) -> Project:
            race = project.race
            return project.with_(race=race.with_(seed=(race.seed + 1) % 2**31))

        self._document.edit("New seed", change)

    # --- the document ----------------------------------------------------------------------------

    def _choose_lane(self, item: QTreeWidgetItem | None) -> None:
        if item is not None:
            self.surface.choose_lane(item.data(0, LANE))
        self._raise_lane(item)

    def _raise_lane(self, item: QTreeWidgetItem | None) -> None:
        if item is not None:
            for picture in (self.surface.picture, self.network.plane):
                picture.raise_lane(item.data(0, LANE))

    def _on_document_changed(self, changed: Changed) -> None:
        if changed.opened or changed.before.race.on != changed.after.race.on:
            self._show_side()
        self._raise_lane(self.setup.lanes.currentItem())

    def close_race(self) -> None:
        """End the thread; may be called again."""
        self._unsubscribe()
        self.surface.close()
        self.network.close()

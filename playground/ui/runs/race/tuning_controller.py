"""Tunes the learning rates of a race on the network, beside the window."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from playground.app.document import Document
from playground.engine.events.run import Event
from playground.engine.race.network.lr_tuning import LaneTuned, TuningJob, TuningProgress
from playground.spec.project import Project
from playground.ui.panels.race.tuning_page import TuningPage
from playground.ui.plots.race.network.lr_sensitivity import LrSensitivityPlot
from playground.ui.runs.feed import Feed
from playground.ui.runs.race.network_race_controller import NetworkRaceController

FRAME_MS = 60


class TuningController(QObject):
    """Tunes on demand; the race pauses meanwhile.

    Attributes:
        found: By lane.
    """

    def __init__(
        self,
        document: Document,
        race: NetworkRaceController,
        page: TuningPage,
        curves: LrSensitivityPlot,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._document, self._race, self._page, self._curves = document, race, page, curves
        self.found: dict[str, LaneTuned] = {}
        self._feed = Feed(self, FRAME_MS, self._on_events, self.stop)
        page.start_wanted.connect(self.start)
        page.stop_wanted.connect(self.stop)
        page.adopt_wanted.connect(self.adopt)
        race.named.connect(self._show)
        self._show()

    @Slot()
    def start(self) -> None:
        """Tune all lanes."""
        self.stop()
        self._race.pause()
        self.found = {}
        self._show()
        project = self._document.project
        self._feed.start(lambda control, run: TuningJob(project, run, control))
        self._page.show_progress(0.0)
        self._page.show_running(running=True)

    @Slot()
    def stop(self) -> None:
        """Stop; what was found stays."""
        self._feed.stop()
        self._page.show_running(running=False)

    @Slot(dict)
    def adopt(self, rates: dict[str, float]) -> None:
        """Race lanes at these rates."""

        def tuned(project: Project) -> Project:
            race = project.race
            for lane_id, rate in rates.items():
                if any(lane.id == lane_id for lane in race.lanes):
                    lane = race.lane(lane_id)
                    race = race.replace(lane.with_(optimizer=lane.optimizer.with_params(learning_rate=rate)))
            return project.with_(race=race)

        self._document.edit("Adopt tuned rates", tuned)

    def _on_events(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, LaneTuned):
                self.found[event.lane] = event
                self._show()
            elif isinstance(event, TuningProgress):
                self._page.show_progress(event.done)
                if event.problem:
                    self._page.tell(event.problem)

    def _show(self) -> None:
        runs = self._race.lanes
        names, colors = {run.lane: run.name for run in runs}, {run.lane: run.color for run in runs}
        self._page.show_found(self.found, names, colors)
        self._curves.show_found(self.found, runs)

    def close(self) -> None:
        """End the thread; may be called again."""
        self.stop()
        self._feed.close()

"""File › Export, and the menu of plots that have none of their own.

What exports need is imported when somebody exports, so that the start is fast.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QMenu, QWidget

from playground.app.document import Document
from playground.ui.export.network_exports import NetworkExports
from playground.ui.export.sheet import SavePlace, tried
from playground.ui.style.theme import ThemeHub

if TYPE_CHECKING:
    from playground.records.race import RaceRecord
    from playground.ui.export.composition import Heading
    from playground.ui.race.workspace import RaceWorkspace
    from playground.ui.runs.race.playback import Playback
    from playground.ui.runs.run_controller import RunController


class Workspaces(Protocol):
    """What is shown in the middle of the window."""

    @property
    def middle(self) -> QWidget:
        """Where plots without a menu of their own stand."""

    @property
    def racing(self) -> bool:
        """Whether a race is shown."""

    @property
    def race(self) -> RaceWorkspace:
        """The Race workspace, made when it is first asked for."""


class Exports(QObject):
    """Writes what the window shows.

    Args:
        document: The project.
        hub: Colours.
        workspaces: Have the race.
        runs: Have the run of the network.
        say: Shows a sentence in the status bar.
        window: Has the plots; parent of dialogs.

    Attributes:
        network: Writes what the Network workspace shows.
    """

    def __init__(
        self,
        document: Document,
        hub: ThemeHub,
        workspaces: Workspaces,
        runs: RunController,
        say: Callable[[str], None],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._document, self._hub, self._workspaces, self._runs = document, hub, workspaces, runs
        self._say, self._window = say, window
        self._place = SavePlace(document)
        self.network = NetworkExports(document, runs, self._place, say, window)
        workspaces.middle.installEventFilter(self)

    # --- pictures --------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: a menu was asked for in the middle of the window, and nobody there has one."""
        if isinstance(event, QContextMenuEvent) and isinstance(watched, QWidget):
            plot = plot_at(watched, event.pos())
            if plot is not None:
                self.offer(plot, event.globalPos())
                return True
        return super().eventFilter(watched, event)

    def offer(self, plot: QWidget, at: QPoint) -> None:
        """Show the menu of a plot."""
        menu = QMenu(self._window)
        menu.addAction("Copy picture", lambda: self.copy_picture(plot))
        menu.addAction("Save picture…", lambda: self.ask_picture(plot))
        menu.exec(at)
        menu.deleteLater()

    def ask_picture(self, plot: QWidget | None = None) -> None:
        """Save a plot; which one can be chosen."""
        from playground.ui.export.picture_dialog import PictureDialog  # noqa: PLC0415
        from playground.ui.export.pictures import plots_in  # noqa: PLC0415

        plots = plots_in(self._window)
        if plots:
            first = plot if plot in plots else plots[0]
            dialog = PictureDialog(plots, first, self._heading(), self._place, self._hub, self._window)
            dialog.exec()
            if dialog.saved:
                self._say(f"Saved {dialog.saved}.")
            dialog.deleteLater()

    def copy_picture(self, plot: QWidget) -> None:
        """Put a plot on the clipboard."""
        from playground.ui.export.composition import Composition  # noqa: PLC0415
        from playground.ui.export.picture_formats import copy_picture  # noqa: PLC0415
        from playground.ui.export.pictures import title_of  # noqa: PLC0415

        copy_picture(Composition(plot, heading=self._heading()), self._hub.theme)
        self._say(f"Copied the picture of “{title_of(plot)}”.")

    def _heading(self) -> Heading:
        """What pictures say above them now."""
        from playground.ui.export.heading import race_heading, run_heading  # noqa: PLC0415

        if self._workspaces.racing:
            return race_heading(self._document, self._workspaces.race)
        return run_heading(self._document, self._runs.record)

    # --- animation -------------------------------------------------------------------------------

    def can_film(self) -> bool:
        """Whether a race on a surface is shown and has begun."""
        return self._on == "surface" and self._workspaces.racing and self._playback.computed > 0

    @property
    def _playback(self) -> Playback:
        return self._workspaces.race.surface.race.playback

    def ask_animation(self) -> None:
        """Save a plot of the race as an animation."""
        from playground.ui.export.animation_dialog import AnimationDialog, Reel  # noqa: PLC0415
        from playground.ui.export.pictures import plots_in  # noqa: PLC0415

        playback = self._playback
        playback.pause()
        plots = plots_in(self._workspaces.race)
        if not plots or not playback.computed:
            return
        show = self._workspaces.race.surface.show_exactly
        reel = Reel(playback.computed, playback.position, show, self._heading)
        dialog = AnimationDialog(plots, reel, self._place, self._hub, self._window)
        dialog.exec()
        if dialog.saved is not None:
            path, size = dialog.saved
            self._say(f"Saved {path.name}, {size / 1e6:.1f} MB.")
        dialog.deleteLater()

    # --- results ---------------------------------------------------------------------------------

    def has_results(self) -> bool:
        """Whether a race with results is shown."""
        return self._workspaces.racing and self.record is not None

    def has_paths(self) -> bool:
        """Whether that race is on a surface."""
        return self.has_results() and self._on == "surface"

    def save_csv(self) -> None:
        """Save the leaderboard for spreadsheets."""
        from playground.export.tables import results_csv  # noqa: PLC0415

        self._write("Save results", "results", ".csv", "Tables", results_csv)

    def save_json(self) -> None:
        """Save the leaderboard with all settings for programs."""
        from playground.export.tables import results_json  # noqa: PLC0415

        project = self._document.project
        self._write(
            "Save results", "results", ".json", "JSON files", lambda record: results_json(project, record)
        )

    def save_paths(self) -> None:
        """Save every point of every lane for spreadsheets."""
        from playground.export.tables import paths_csv  # noqa: PLC0415

        self._write("Save paths", "paths", ".csv", "Tables", paths_csv)

    def save_report(self) -> None:
        """Save everything on one page."""
        self._write("Save report", "report", ".html", "Web pages", self.page)

    def page(self, record: RaceRecord) -> str:
        """Return the report of a race: on a surface with its plots as they are, on the network drawn afresh."""
        from playground.export.html_report import Figure, report  # noqa: PLC0415
        from playground.ui.export.composition import Composition  # noqa: PLC0415
        from playground.ui.export.network_figures import network_figures  # noqa: PLC0415
        from playground.ui.export.outcome import network_record  # noqa: PLC0415
        from playground.ui.export.picture_formats import svg  # noqa: PLC0415
        from playground.ui.export.pictures import plots_in, title_of  # noqa: PLC0415

        document, race = self._document, self._workspaces.race
        drawn = network_record(race.network, document.project.race)
        if self._on == "network" and drawn is not None:
            figures = network_figures(drawn)
        else:
            figures = [
                Figure(title_of(plot), svg(Composition(plot), self._hub.theme))
                for plot in plots_in(race, tables=False)
            ]
        file = document.path.name if document.path is not None and not document.modified else ""
        now = datetime.now().astimezone()
        return report(document.project, record, made=now, figures=figures, file=file)

    @property
    def record(self) -> RaceRecord | None:
        """The record of the race that is shown; None while it has no results."""
        from playground.ui.export.outcome import record_of  # noqa: PLC0415

        return record_of(self._workspaces.race, self._on)

    # --- parts -----------------------------------------------------------------------------------

    @property
    def _on(self) -> str:
        return self._document.project.race.on

    def _write(
        self, title: str, what: str, ending: str, kind: str, make: Callable[[RaceRecord], str]
    ) -> None:
        from playground.ui.export.pictures import write  # noqa: PLC0415

        record, window = self.record, self._window
        if record is None:
            return
        path = self._place.ask(window, title, what, ending, kind)
        if path is not None and tried(window, title, lambda: write(path, make(record).encode())):
            self._say(f"Saved {path.name}.")


def plot_at(widget: QWidget, at: QPoint) -> QWidget | None:
    """The plot at a place of a widget."""
    inner: QWidget | None = widget.childAt(at)
    while inner is not None and inner is not widget:
        if inner.objectName() in {"plotPanel", "tablePanel"}:
            return inner
        inner = inner.parentWidget()
    return None

"""File › Export, and the menu of plots that have none of their own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QMenu, QWidget

from playground.export.html_report import Figure, report
from playground.export.tables import results_csv, results_json, ways_csv
from playground.ui.export.animation_dialog import AnimationDialog, Reel
from playground.ui.export.network_figures import network_figures
from playground.ui.export.outcome import Outcome, network_record, outcome_of
from playground.ui.export.picture_dialog import PictureDialog
from playground.ui.export.pictures import plots_in, slug, svg, title_of, write
from playground.ui.export.sheet import ask_file, tried

if TYPE_CHECKING:
    from playground.ui.runs.surface_race_controller import RaceController
    from playground.ui.window.main_window import MainWindow


class Exports(QObject):
    """Writes what the window shows.

    Args:
        window: Whose plots and race these are.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        middle = window.centralWidget()
        assert middle is not None, "the workspaces come before what is exported of them"
        middle.installEventFilter(self)

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
        menu.addAction("Save picture…", lambda: self.ask_picture(plot))
        menu.exec(at)
        menu.deleteLater()

    def ask_picture(self, plot: QWidget | None = None) -> None:
        """Save a plot; which one can be chosen."""
        plots = plots_in(self._window)
        if plots:
            first = plot if plot in plots else plots[0]
            self._run(PictureDialog(plots, first, self._window.hub, self._window))

    def _run(self, dialog: PictureDialog | AnimationDialog) -> None:
        dialog.exec()
        dialog.deleteLater()

    # --- animation -------------------------------------------------------------------------------

    def can_film(self) -> bool:
        """Whether a race on a surface is shown and has begun."""
        return self._on == "surface" and self._window.racing and self._race.computed > 0

    def ask_animation(self) -> None:
        """Film a plot of the race."""
        race = self._race
        race.pause()
        plots = plots_in(self._window.workspaces.race)
        if not plots or not race.computed:
            return
        dialog = AnimationDialog(
            plots, Reel(race.computed, race.position, race.seek), self._window.hub, self._window
        )
        dialog.exec()
        if dialog.saved is not None:
            path, size = dialog.saved
            self._window.status.say(f"Saved {path.name}, {size / 1e6:.1f} MB.")
        dialog.deleteLater()

    # --- results ---------------------------------------------------------------------------------

    def has_results(self) -> bool:
        """Whether a race is shown that has come to something."""
        return self._window.racing and self.outcome is not None

    def has_ways(self) -> bool:
        """Whether that race is on a surface."""
        return self.has_results() and self._on == "surface"

    def save_csv(self) -> None:
        """The leaderboard, for spreadsheets."""
        self._write("Save results", "results", ".csv", "Tables", lambda o: results_csv(o.results))

    def save_json(self) -> None:
        """The leaderboard with all settings, for programs."""
        project = self._window.document.project
        self._write(
            "Save results", "results", ".json", "JSON files", lambda o: results_json(project, o.results)
        )

    def save_ways(self) -> None:
        """Every place of every lane, for spreadsheets."""
        self._write("Save ways", "ways", ".csv", "Tables", lambda o: ways_csv(o.ways))

    def save_report(self) -> None:
        """Everything on one page."""
        self._write("Save report", "report", ".html", "Web pages", self.page)

    def page(self, outcome: Outcome) -> str:
        """The report of what is shown: on a surface with its plots as they are now, on the network drawn anew."""
        window = self._window
        record = network_record(window.workspaces.race.network, window.document.project.race)
        if self._on == "network" and record is not None:
            figures = network_figures(record)
        else:
            plots = plots_in(window.workspaces.race)
            figures = [Figure(title_of(plot), svg(plot, window.hub.theme)) for plot in plots]
        document = window.document
        file = document.path.name if document.path is not None and not document.modified else ""
        now = datetime.now().astimezone()
        return report(
            document.project, outcome.results, made=now, fairness=outcome.fairness, figures=figures, file=file
        )

    @property
    def outcome(self) -> Outcome | None:
        """Of the race that is shown."""
        return outcome_of(self._window.workspaces.race, self._on)

    # --- parts -----------------------------------------------------------------------------------

    @property
    def _on(self) -> str:
        return self._window.document.project.race.on

    @property
    def _race(self) -> RaceController:
        return self._window.workspaces.race.race

    def _write(self, title: str, what: str, ending: str, kind: str, make: Callable[[Outcome], str]) -> None:
        outcome, window = self.outcome, self._window
        if outcome is None:
            return
        name = f"{slug(window.document.title)}-{what}"
        path: Path | None = ask_file(window, title, name, ending, kind)
        if path is not None and tried(window, title, lambda: write(path, make(outcome).encode())):
            window.status.say(f"Saved {path.name}.")


def plot_at(widget: QWidget, at: QPoint) -> QWidget | None:
    """The plot at a place of a widget."""
    inner: QWidget | None = widget.childAt(at)
    while inner is not None and inner is not widget:
        if inner.objectName() == "plotPanel":
            return inner
        inner = inner.parentWidget()
    return None

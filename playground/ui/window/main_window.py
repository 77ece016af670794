"""The window: introduces the rooms to each other, and nothing else."""

from __future__ import annotations

from base64 import b64encode
from functools import partial
from pathlib import Path

from PySide6.QtCore import QByteArray, QSize, Qt, Slot
from PySide6.QtGui import QCloseEvent, QGuiApplication, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QToolBar

from playground.app.document import Changed, Document
from playground.app.settings import Memory
from playground.build.report import Report
from playground.spec.project import Project
from playground.ui.canvas.view.view import CanvasView
from playground.ui.commands.actions import Actions
from playground.ui.commands.command import Command
from playground.ui.export.exports import Exports
from playground.ui.files.opened import edge_words
from playground.ui.files.project_files import ProjectFiles
from playground.ui.files.project_texts import ProjectTexts
from playground.ui.files.race_files import RaceFiles
from playground.ui.files.recent_menu import LastProject, RecentMenu
from playground.ui.files.weight_files import WeightFiles
from playground.ui.files.work_keeper import WorkKeeper
from playground.ui.panels.transport.run_transport import RunTransport
from playground.ui.runs.analysis import Analysis
from playground.ui.runs.auto_restart import AutoRestart
from playground.ui.runs.run_controller import RunController
from playground.ui.runs.run_edits import RunEdits
from playground.ui.runs.weight_edits import WeightEdits
from playground.ui.style.theme import ThemeHub
from playground.ui.window.appearance import Appearance
from playground.ui.window.banner import Banner
from playground.ui.window.commands.buttons import describe_buttons, describe_race_buttons
from playground.ui.window.commands.edit import edit_commands
from playground.ui.window.commands.file import file_commands
from playground.ui.window.commands.help import help_commands
from playground.ui.window.commands.network import network_commands
from playground.ui.window.commands.run import run_commands
from playground.ui.window.commands.view import view_commands
from playground.ui.window.docks.docks import Docks
from playground.ui.window.docks.introductions import Introductions
from playground.ui.window.docks.live_views import LiveViews
from playground.ui.window.docks.views import VIEWS, Partners
from playground.ui.window.field_keys import FieldKeys
from playground.ui.window.file_drop import DropTarget, FileDrop, use_data
from playground.ui.window.help import Help
from playground.ui.window.presentation import Presentation
from playground.ui.window.run_display import RunDisplay
from playground.ui.window.start_page.start import Start
from playground.ui.window.status import StatusBar
from playground.ui.window.tool_windows import ToolWindows
from playground.ui.window.workspaces import Workspaces

MINIMUM_SIZE = QSize(960, 500)
FIRST_SIZE = QSize(1600, 1000)


class MainWindow(QMainWindow):
    """One document, its analysis and its run, shown by canvas, docks, transport and status bar.

    Args:
        document: What is shown.
        memory: Theme, layout and recent files.
        hub: Colours.
    """

    def __init__(self, document: Document, memory: Memory, hub: ThemeHub) -> None:
        super().__init__()
        self.document, self.memory, self.hub = document, memory, hub
        self.setObjectName("descent")
        self.setMinimumSize(MINIMUM_SIZE)
        self.files = ProjectFiles(document, memory, self)
        self.canvas, self.texts = CanvasView(document, hub, self), ProjectTexts(document, self.files)
        self.canvas.commands.take_text = self.texts.open
        self.workspaces = Workspaces(self, document, hub, self.canvas)
        self.status = StatusBar(hub, self)
        self.setStatusBar(self.status)
        self.docks = Docks(self, VIEWS, document, hub)
        self._make_transport()
        self.banner = Banner(self.canvas, hub)
        # The analysis follows the document after the canvas, so that a report meets the nodes that it is about.
        self.analysis = Analysis(document, self)
        self.runs = RunController(document, self.analysis, self)
        self.run_edits = RunEdits(document, self.runs)
        self.auto_restart = AutoRestart(document, self.analysis, self.runs, self.run_edits, memory)
        self.weight_edits = WeightEdits(document, self.runs)
        self.work = WorkKeeper(document, self.files, memory, hub, self)
        self.weights = WeightFiles(document, self.files, self.runs, self.work, memory, self)
        self.races = RaceFiles(document, self.files, lambda: self.workspaces.show("race"), self.work, self)
        self.tools = ToolWindows(document, hub, self.runs, self)
        self.exports = Exports(document, hub, self.workspaces, self.runs, self.status.say, self)
        self.live = LiveViews(lambda: self.runs.record)
        partners = Partners(self.canvas, self.tools, self.runs, memory, self.docks.__getitem__)
        self.introductions = Introductions(self.docks, partners, self.analysis, self.live, self.exports)
        self.live.add(self.canvas)
        self.presentation = Presentation(self, self.docks, self.workspaces, hub)
        self.appearance = Appearance(self, self.canvas, memory, hub)
        self.start = Start(
            self, document, self.files, self.runs, memory, hub, texts=self.texts, home=self.canvas
        )
        self.help = Help(self, hub, lambda: self.actions_table, lambda: self.workspaces.current)
        self.actions_table = Actions(self._commands(), hub, self, lambda: self.workspaces.current)
        self._make_menus()
        self._display = RunDisplay(
            self.runs, self.run_edits, self.transport, self.banner, self.status,
            live=self.live, tools=self.tools, refresh=self.actions_table.refresh,
        )  # fmt: skip
        FieldKeys(self, lambda: self.workspaces.picture)
        use, resume = partial(use_data, self.workspaces, self.docks), self.runs.load_weights
        self.drop = FileDrop(
            DropTarget(self, hub), document, self.files, use=use, resume=resume, say=self.status.say
        )
        self._connect()
        self._unsubscribe = document.subscribe(self._on_document_changed)
        self._on_report(self.analysis.report)
        self._display.show_state()
        self._show_title()

    # --- putting together -----------------------------------------------------------------------------

    def _commands(self) -> tuple[Command, ...]:
        workspaces, last, runs = self.workspaces, LastProject(self.document, self.files), self.runs
        of_files = file_commands(
            self.files, last, self.work, self.weights, self.exports, self.close, races=self.races, texts=self.texts
        )  # fmt: skip
        of_runs = run_commands(
            runs, self.run_edits, lambda: workspaces.race, self.tools, lambda: workspaces.racing, self.auto_restart
        )  # fmt: skip
        return (
            *of_files,
            *edit_commands(self.document, self.canvas.commands),
            *view_commands(self.canvas.commands, workspaces, self.docks, self.appearance, self.presentation),
            *network_commands(self.canvas.commands, self.tools, self.weights, self.show_problems),
            *of_runs,
            *help_commands(self.help, self.start.show, self.tools.measure_computer),
        )

    def _make_transport(self) -> None:
        self.transport = RunTransport(self.hub)
        bar = QToolBar("Run", self)
        bar.setObjectName("transport")
        bar.setMovable(False)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        bar.addWidget(self.transport)
        self.addToolBar(bar)
        self.workspaces.hide_in_race(self.docks, bar)

    def _make_menus(self) -> None:
        actions = self.actions_table
        menus = actions.fill(self.menuBar())
        self.recent = RecentMenu(self.files, self)
        menus["File"].insertMenu(menus["File/Examples"].menuAction(), self.recent)
        self.menuBar().setCornerWidget(self.workspaces.switch)
        describe_buttons(actions, self.workspaces, self.transport, self.status)

    def _connect(self) -> None:
        canvas, runs, transport, status = self.canvas, self.runs, self.transport, self.status
        self.analysis.changed.connect(self._on_report)
        canvas.selection_changed.connect(self.actions_table.refresh)
        # Queued, so that views which are made later and follow the selection have followed it by then.
        canvas.selection_changed.connect(self._want_events, Qt.ConnectionType.QueuedConnection)
        canvas.selection_changed.connect(self._on_selection_changed)
        canvas.weights.entered.connect(self.weight_edits.set)
        for said in (canvas.message, self.files.said, self.work.said):
            said.connect(status.say)
        self.files.saved.connect(self._show_title)
        status.problems_clicked.connect(self.show_problems)
        self.docks.seen_changed.connect(self._want_events)
        self.workspaces.changed.connect(self._on_workspace_changed)
        self.workspaces.race_made.connect(self._on_race_made)
        transport.speed.chosen.connect(lambda speed: self.memory.remember(speed=speed))
        runs.refused.connect(self.show_problems)

    @Slot()
    def _on_race_made(self) -> None:
        self.races.adopt(self.workspaces.race.network.race)
        self.workspaces.race.network.continue_wanted.connect(self._train_lane)
        describe_race_buttons(self.actions_table, self.workspaces.race)

    # --- the run ----------------------------------------------------------------------------------------

    @Slot()
    def _want_events(self) -> None:
        """Let the run make only what can be seen."""
        canvas = [self.canvas] if self.canvas.isVisible() else []
        self.runs.want(self.live.wanted([*canvas, *self.docks.seen_panels()]))
        self.actions_table.refresh_soon()

    @Slot()
    def _on_selection_changed(self) -> None:
        """Show the settings of what was selected on the canvas; a selection made elsewhere covers nothing there."""
        if self.canvas.hasFocus() and self.canvas.selection.nodes:
            self.docks.show_selected()

    # --- the document -------------------------------------------------------------------------------------

    def _on_document_changed(self, changed: Changed) -> None:
        self._show_title()
        self.actions_table.refresh()
        self.status.show_network(shown=not self.workspaces.on_surface)
        words = edge_words(changed.after, None if changed.opened else changed.before)
        if changed.opened or words:
            self.status.say(words)
        if changed.opened:
            self.workspaces.show(changed.after.workspace)

    @Slot(object)
    def _on_report(self, report: Report) -> None:
        self.canvas.show_report(report)
        self.status.show_report(report)
        count = len(report.problems) + len(report.remarks)
        self.docks["problems"].setWindowTitle(f"Problems ({count})" if count else "Problems")

    @Slot()
    def _show_title(self) -> None:
        read_only = " (read-only)" if self.files.file.read_only else ""
        self.setWindowTitle(f"{self.document.title}[*]{read_only} – Descent")
        self.setWindowModified(self.document.modified)

    @Slot()
    def _on_workspace_changed(self) -> None:
        self.files.workspace = self.workspaces.current
        self.status.show_network(shown=not self.workspaces.on_surface)
        self._want_events()

    @Slot(object, object)
    def _train_lane(self, weights: Path, lane: Project) -> None:
        """Resume the training of a lane of a race in the Network workspace."""
        self.document.edit(
            "Continue training a lane of the race",
            lambda project: project.with_(training=lane.training, graph=lane.graph, workspace="network"),
        )
        self.workspaces.show("network")
        self.runs.load_weights(weights)

    @Slot()
    def show_problems(self) -> None:
        """Bring the list of problems to the front."""
        self.workspaces.show("network")
        self.docks["problems"].bring()

    # --- start and end --------------------------------------------------------------------------------

    def begin(self, *, fill: bool = True) -> None:
        """Restore the remembered size and layout; call once, before ``show``.

        Args:
            fill: Make the views in the docks and the first run now; else ``app.fill`` does, once it is shown.
        """
        self.work.begin()
        self.weights.begin()
        if fill:
            self.docks.fill()
        settings = self.memory.settings
        self.resize(FIRST_SIZE.boundedTo(QGuiApplication.primaryScreen().availableSize() * 0.94))
        if settings.geometry:
            self.restoreGeometry(QByteArray.fromBase64(settings.geometry.encode()))
        workspace = self.workspaces.current
        self.workspaces.show("network")  # docks are laid out where they are shown
        self.docks.restore(bytes(QByteArray.fromBase64(settings.layout.encode()).data()))
        self.workspaces.show(workspace)
        self._want_events()
        self.transport.speed.choose(settings.speed)
        if fill:
            self.runs.restart()

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: shown, in a size that may not be the one that it had at its beginning."""
        super().showEvent(event)
        self.drop.watch(self.windowHandle())
        if not self.workspaces.racing:
            self.docks.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: another size, to which the docks adapt."""
        super().resizeEvent(event)
        if self.isVisible() and not self.workspaces.racing:
            self.docks.fit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Qt: closing. Ask about unsaved work; end the thread before the window."""
        if not self.files.may_discard():
            event.ignore()
            return
        self.presentation.leave()
        self.workspaces.close()
        self.tools.end()
        geometry = bytes(self.saveGeometry().toBase64().data()).decode()
        self.memory.remember(geometry=geometry, layout=b64encode(self.docks.layout()).decode())
        self._unsubscribe()
        self.auto_restart.close()
        self.runs.close()
        self.weights.close()
        self.files.close()
        self.work.close()
        super().closeEvent(event)

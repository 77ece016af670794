"""The window: introduces the rooms to each other, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QByteArray, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QCloseEvent, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QMenu, QToolBar

from playground.app.document import Changed, Document
from playground.app.settings import Memory
from playground.build.report import Report
from playground.engine.events.run import Event, Message, RunState
from playground.spec.project import Project
from playground.ui.canvas.view.view import CanvasView
from playground.ui.export.exports import Exports
from playground.ui.inspector.inspector import Inspector
from playground.ui.panels.data.data import DataPanel
from playground.ui.panels.palette import PalettePanel
from playground.ui.panels.problems import ProblemsPanel
from playground.ui.panels.training.training import TrainingPanel
from playground.ui.panels.transport.run_transport import RunTransport
from playground.ui.plots.contour.contour import ContourPlot
from playground.ui.plots.curves.curves import CurvesPlot
from playground.ui.plots.frame.panel import PlotPanel
from playground.ui.plots.gradient_flow.gradient_flow import GradientFlowPlot
from playground.ui.plots.prediction.prediction import PredictionPlot
from playground.ui.runs.run_controller import RunController
from playground.ui.style.theme import ThemeHub
from playground.ui.window.actions import Actions
from playground.ui.window.analysis import Analysis
from playground.ui.window.command_palette import CommandPalette
from playground.ui.window.commands import commands
from playground.ui.window.dialogs import About, FirstSteps, Shortcuts
from playground.ui.window.docks import Docks
from playground.ui.window.project_files import ProjectFiles
from playground.ui.window.status import StatusBar
from playground.ui.window.tool_windows import ToolWindows
from playground.ui.window.weight_files import WeightFiles
from playground.ui.window.workspaces import Workspaces

LAYOUT_VERSION = 1
"""Raised when docks come or go, so that a remembered layout of other docks is not restored."""
LEAST = QSize(960, 600)
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
        self.setMinimumSize(LEAST)
        self.files = ProjectFiles(document, memory, self)
        self.canvas = CanvasView(document, hub, self)
        self.workspaces = Workspaces(self, document, hub, self.canvas)
        self.status = StatusBar(hub, self)
        self.setStatusBar(self.status)
        self._make_panels()
        self._make_transport()
        # These follow the document after everything that shows it, so that a report meets the nodes that it is about.
        self.analysis = Analysis(document, self)
        self.runs = RunController(document, self.analysis, self)
        self.weights = WeightFiles(self.files, self.runs, memory, self)
        self.tools = ToolWindows(document, hub, self.runs, self.training, self)
        self.exports = Exports(self)
        self.actions_table = Actions(commands(self), hub, self, self.canvas)
        self._make_menus()
        self._placed = False
        self._connect()
        self._unsubscribe = document.subscribe(self._follow)
        self._show_report(self.analysis.report)
        self._show_state()
        self._show_title()

    # --- putting together -----------------------------------------------------------------------------

    def _make_panels(self) -> None:
        document, hub = self.document, self.hub
        self.palette_panel = PalettePanel(document, hub)
        self.inspector = Inspector(document, hub)
        self.data = DataPanel(document, hub)
        self.training = TrainingPanel(document, hub)
        self.problems = ProblemsPanel(document, hub)
        self.curves = CurvesPlot(hub)
        self.prediction = PredictionPlot(document, hub)
        self.contour = ContourPlot(document, hub)
        self.flow = GradientFlowPlot(hub)
        self.plots: tuple[PlotPanel, ...] = (self.curves, self.prediction, self.contour, self.flow)
        self.docks = Docks(self, hub)
        for name, title, panel in (
            ("palette", "Palette", self.palette_panel),
            ("inspector", "Inspector", self.inspector),
            ("data", "Data", self.data),
            ("training", "Training", self.training),
            ("problems", "Problems", self.problems),
            ("curves", "Curves", self.curves),
            ("prediction", "Prediction", self.prediction),
            ("contour", "Loss contour", self.contour),
            ("flow", "Gradient flow", self.flow),
        ):
            self.docks.add(name, title, panel)

    def _make_transport(self) -> None:
        self.transport = RunTransport(self.hub)
        bar = QToolBar("Run", self)
        bar.setObjectName("transport")
        bar.setMovable(False)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        bar.addWidget(self.transport)
        self.addToolBar(bar)
        self.workspaces.attend(self.docks, bar)

    def _make_menus(self) -> None:
        menus = self.actions_table.fill(self.menuBar())
        self._recent_menu = QMenu("Recent files", self)
        self._recent_menu.aboutToShow.connect(self._fill_recent)
        menus["File"].insertMenu(menus["File/Examples"].menuAction(), self._recent_menu)
        self.menuBar().setCornerWidget(self.workspaces.switch)
        self.palette_of_commands = CommandPalette(self.actions_table, self.hub, self)

    def _connect(self) -> None:
        canvas, runs, transport, status = self.canvas, self.runs, self.transport, self.status
        self.analysis.changed.connect(self._show_report)
        canvas.selection_changed.connect(self.inspector.set_selection)
        canvas.selection_changed.connect(self._selection_changed)
        canvas.message.connect(status.say)
        self.palette_panel.activated.connect(canvas.commands.add_entry)
        self.problems.node_requested.connect(canvas.commands.focus_node)
        self.files.said.connect(status.say)
        self.files.saved.connect(self._show_title)
        status.problems_clicked.connect(self.show_problems)
        self.docks.seen_changed.connect(self._ask_for_events)
        self.workspaces.changed.connect(self._workspace_changed)
        self.workspaces.race_made.connect(
            lambda: self.workspaces.race.network.continue_wanted.connect(self._go_on_with)
        )
        transport.play_clicked.connect(runs.toggle)
        transport.step_clicked.connect(runs.step)
        transport.epoch_clicked.connect(runs.epoch)
        transport.reset_clicked.connect(runs.reset)
        transport.new_seed_clicked.connect(runs.new_seed)
        transport.restart_clicked.connect(runs.reset)
        transport.fix_clicked.connect(runs.apply_fix)
        self.training.find_rate_clicked.connect(self.tools.find_rate)
        self.data.lab_clicked.connect(self.tools.show_preparation)
        transport.speed_changed.connect(runs.set_speed)
        runs.frame.connect(self._hand_out)
        runs.state_changed.connect(self._show_state)
        runs.stale_changed.connect(self._show_stale)
        runs.refused.connect(self._refused)
        runs.restarted.connect(partial(status.say, "Started anew with your changes, from the same seed."))
        runs.cleared.connect(self._clear)
        canvas.hud.show_minimap(self.memory.settings.minimap)

    # --- the run ----------------------------------------------------------------------------------------

    @Slot(list)
    def _hand_out(self, events: Sequence[Event]) -> None:
        for plot in self.plots:
            if plot.take(events):
                plot.redraw_soon()  # each in an event of its own, so that none holds up the window for long
        self.canvas.consume(events)
        self.inspector.consume(events)
        self.transport.consume(events)
        self.tools.consume(events)
        for event in events:
            if isinstance(event, Message):
                self.status.say(event.text)

    @Slot()
    def _clear(self) -> None:
        for plot in self.plots:
            plot.clear()
        self.canvas.clear_live()
        self.inspector.clear_live()
        self.transport.clear()

    @Slot()
    def _show_state(self) -> None:
        runs = self.runs
        fix = runs.fix.label if runs.fix is not None else ""
        self.transport.show_state(runs.state, stale=runs.stale, message=runs.message, fix=fix)
        self.actions_table.refresh()

    @Slot(bool)
    def _show_stale(self, stale: bool) -> None:  # noqa: FBT001 - Qt's signal
        self._show_state()
        if stale and self.runs.state in {RunState.RUNNING, RunState.PAUSED, RunState.FINISHED}:
            self.status.say(
                "This run goes on with the network as it was; “Restart with changes” trains the new one."
            )

    @Slot(str)
    def _refused(self, sentence: str) -> None:
        self.transport.show_state(self.runs.state, stale=self.runs.stale, message=sentence)
        self.status.say(sentence)
        self.show_problems()

    @Slot()
    def _ask_for_events(self) -> None:
        """Only what somebody can see is asked of the run."""
        seen = self.docks.seen_panels()
        wanted = set(self.canvas.wanted) if self.canvas.isVisible() else set()
        for plot in self.plots:
            if plot in seen:
                wanted |= plot.wanted
        if self.inspector in seen:
            wanted |= self.inspector.wanted
        self.runs.want(wanted)
        self.actions_table.refresh()

    # --- the document -------------------------------------------------------------------------------------

    def _follow(self, changed: Changed) -> None:
        self._show_title()
        self.actions_table.refresh()
        if changed.opened:
            self.status.say("")
            self.workspaces.show(changed.after.workspace)

    @Slot(object)
    def _show_report(self, report: Report) -> None:
        for part in (self.canvas, self.inspector, self.training, self.problems, self.status):
            part.show_report(report)
        count = len(report.problems)
        self.docks["problems"].setWindowTitle(f"Problems ({count})" if count else "Problems")

    @Slot()
    def _show_title(self) -> None:
        self.setWindowTitle(f"{self.document.title}[*] – Descent")
        self.setWindowModified(self.document.modified)

    @Slot(tuple)
    def _selection_changed(self, _selected: tuple[str, ...]) -> None:
        self._ask_for_events()

    def has_selection(self) -> bool:
        """Whether a node is selected."""
        return bool(self.canvas.selection.nodes)

    def has_several(self) -> bool:
        """Whether several nodes are selected."""
        return len(self.canvas.selection.nodes) > 1

    # --- commands ---------------------------------------------------------------------------------------

    @property
    def racing(self) -> bool:
        """Whether the workspace of races is shown."""
        return self.workspaces.current == "race"

    @Slot()
    def _workspace_changed(self) -> None:
        self.files.workspace = self.workspaces.current
        self._ask_for_events()

    @Slot()
    def play(self) -> None:
        """Play or pause what the workspace shows: the training of the network, or the race."""
        if self.racing:
            self.workspaces.race.toggle()
        else:
            self.runs.toggle()

    @Slot(object, object)
    def _go_on_with(self, path: Path, lane: Project) -> None:
        """Train on in the Network workspace what a lane of a race has become."""
        self.document.edit(
            "Go on with a lane of the race",
            lambda project: project.with_(training=lane.training, graph=lane.graph, workspace="network"),
        )
        self.workspaces.show("network")
        self.runs.load_weights(path)

    @Slot()
    def show_problems(self) -> None:
        """Bring the list of problems to the front."""
        self.docks["problems"].bring()

    def toggle_minimap(self) -> None:
        """Show or hide the overview of the canvas."""
        shown = not self.memory.settings.minimap
        self.memory.remember(minimap=shown)
        self.canvas.hud.show_minimap(shown)

    def choose_theme(self, choice: str) -> None:
        """Light, dark, or like the system; remembered."""
        self.hub.choose(choice)
        self.memory.remember(theme=choice)

    def toggle_full_screen(self) -> None:
        """Fill the screen, or be a window again."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    @Slot()
    def reset_layout(self) -> None:
        """Every dock at its first place."""
        self.docks.lay_out()
        self._ask_for_events()

    @Slot()
    def open_command_palette(self) -> None:
        """Find any command by its name."""
        self.palette_of_commands.open_over(self)

    @Slot()
    def show_shortcuts(self) -> None:
        """All keys on one page."""
        Shortcuts(self.actions_table.commands, self).exec()

    @Slot()
    def show_first_steps(self) -> None:
        """What to do first, in six lines."""
        FirstSteps(self).exec()

    @Slot()
    def show_about(self) -> None:
        """Version and licence."""
        About(self).exec()

    def _fill_recent(self) -> None:
        self._recent_menu.clear()
        for path in self.files.recent:
            action = self._recent_menu.addAction(path.name)
            action.setToolTip(str(path))
            action.triggered.connect(partial(self.files.open, path))
        if self._recent_menu.isEmpty():
            self._recent_menu.addAction("None yet").setEnabled(False)

    # --- beginning and end ----------------------------------------------------------------------------

    def begin(self) -> None:
        """Take the remembered size and layout, and build the first run; call once, before ``show``."""
        settings = self.memory.settings
        screen = QGuiApplication.primaryScreen().availableSize()
        self.resize(FIRST_SIZE.boundedTo(screen * 0.94))
        if settings.geometry:
            self.restoreGeometry(QByteArray.fromBase64(settings.geometry.encode()))
        remembered = QByteArray.fromBase64(settings.layout.encode())
        self._placed = bool(remembered) and self.restoreState(remembered, LAYOUT_VERSION)
        if not self._placed:
            self.docks.lay_out()
        self._ask_for_events()
        self.weights.begin()
        self.runs.restart()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: another size. The docks get their first places for the size that the screen allowed."""
        super().resizeEvent(event)
        if not self._placed and self.isVisible():
            self._placed = True
            QTimer.singleShot(0, self, self.reset_layout)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Qt: closing. Unsaved work is asked about; the thread ends before the window does."""
        if not self.files.may_discard():
            event.ignore()
            return
        self.workspaces.close()
        self.tools.end()
        self.memory.remember(
            geometry=bytes(self.saveGeometry().toBase64().data()).decode(),
            layout=bytes(self.saveState(LAYOUT_VERSION).toBase64().data()).decode(),
        )
        self._unsubscribe()
        self.runs.close()
        super().closeEvent(event)

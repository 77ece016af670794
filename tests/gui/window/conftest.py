"""The whole window on a small project, with settings of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QDialogButtonBox
from pytestqt.qtbot import QtBot
from shiboken6 import Shiboken

from playground.app.document import Document
from playground.app.settings import Memory, Settings
from playground.engine.events.run import Event, RunState, Started
from playground.spec.base import Choice
from playground.spec.data import DataSpec
from playground.spec.graph import Edge, Graph, Node
from playground.spec.project import Project
from playground.spec.training import TrainingSpec
from playground.ui.style.theme import ThemeHub
from playground.ui.window.main_window import MainWindow
from tests.gui.conftest import SHARED, settle

SIZE = (1500, 940)
FIRST_SETTINGS = {**Settings().model_dump(), "speed": "full", "auto_restart": False}


def small_project(**training: object) -> Project:
    """A network of 4 tanh units on the spiral; an epoch has 14 steps."""
    nodes = (
        Node(id="input-1", kind="input", x=0, y=0),
        Node(id="linear-1", kind="linear", params={"units": 4}, activation=Choice(kind="tanh"), x=208, y=0),
        Node(id="linear-2", kind="linear", params={"units": 2}, x=416, y=0),
        Node(id="output-1", kind="output", x=624, y=0),
    )
    wires = (("input-1", "linear-1"), ("linear-1", "linear-2"), ("linear-2", "output-1"))
    graph = Graph(nodes=nodes, edges=tuple(Edge(source=a, target=b) for a, b in wires))
    given = {
        "optimizer": Choice(kind="adam", params={"learning_rate": 0.02}),
        "batch_size": 10,
        "epochs": 100,
    }
    return Project(
        graph=graph,
        data=DataSpec(dataset=Choice(kind="spiral", params={"samples": 200})),
        training=TrainingSpec(**{**given, **training}),
    )


class Watch:
    """Collects the events of a window's runs."""

    def __init__(self, window: MainWindow) -> None:
        self.events: list[Event] = []
        window.runs.frame.connect(self.events.extend)

    def of(self, kind: type) -> list:
        return [event for event in self.events if isinstance(event, kind)]


@pytest.fixture
def project() -> Project:
    return small_project()


@pytest.fixture
def make_project() -> Callable[..., Project]:
    return small_project


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    """Settings of a window that trains at full speed and restarts when told to."""
    memory = Memory(tmp_path / "settings.json")
    memory.remember(speed="full", auto_restart=False)
    return memory


@pytest.fixture
def make_window(qtbot: QtBot, memory: Memory) -> Callable[..., MainWindow]:
    """Windows whose first run stands ready."""

    def make(project: Project, *, memory: Memory = memory) -> MainWindow:
        window = opened(qtbot, project, memory)
        qtbot.addWidget(window, before_close_func=_without_questions)
        return window

    return make


def opened(qtbot: QtBot, project: Project, memory: Memory) -> MainWindow:
    """Open a window; its first run stands ready."""
    window = MainWindow(Document(project), memory, ThemeHub("light"))
    window.begin()
    window.resize(*SIZE)
    window.show()
    qtbot.waitExposed(window)
    ready(qtbot, window)
    return window


def _without_questions(window: MainWindow) -> None:
    window.document.saved_as(Path("closed.descent"))
    window.files.may_lose = lambda: True


def ready(qtbot: QtBot, window: MainWindow) -> None:
    """Wait until the run is built: its first event has told the device."""
    qtbot.waitUntil(lambda: bool(window.transport.device.text()))


class SharedWindow:
    """A window that the tests of a module use one after another, as somebody does who works for a day in one.

    Each test finds it as one that has just opened on its project, but for what the window has drawn before.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._window: MainWindow | None = None

    def open(self, qtbot: QtBot, project: Project) -> MainWindow:
        """Show a project; in a new window unless the one of the test before is still open."""
        if self._window is not None and Shiboken.isValid(self._window) and self._window.isVisible():
            self._return_to(qtbot, self._window, project)
        else:
            self.close()
            memory = Memory(self._folder / "settings.json")
            memory.remember(speed="full", auto_restart=False)
            self._window = opened(qtbot, project, memory)
            self._window.setProperty(SHARED, True)
        return self._window

    def _return_to(self, qtbot: QtBot, window: MainWindow, project: Project) -> None:
        """Bring back what a new window has: layout, workspace, size, settings, and a run that stands ready."""
        window.memory.remember(**FIRST_SETTINGS)
        window.appearance.choose_theme("light")
        window.transport.speed.choose("full")
        window.workspaces.show("network")
        started = Watch(window)
        window.document.open(project, None)
        for dock in window.docks:
            if dock.view.closed:
                dock.close()
        window.docks.lay_out()
        window.resize(*SIZE)
        window.canvas.zoom_reset()
        window.canvas.setFocus()
        qtbot.waitUntil(lambda: bool(started.of(Started)) and window.runs.state is RunState.READY)
        ready(qtbot, window)
        window.runs.frame.disconnect(started.events.extend)

    def rest(self, qtbot: QtBot) -> None:
        """End what a test has begun and left running."""
        window = self._window
        if window is None or not (Shiboken.isValid(window) and window.isVisible()):
            return
        window.runs.pause()
        qtbot.waitUntil(lambda: window.runs.state is not RunState.RUNNING)

    def close(self) -> None:
        """Close the window without questions."""
        window, self._window = self._window, None
        if window is not None and Shiboken.isValid(window):
            _without_questions(window)
            window.close()
            window.deleteLater()
            settle()


@pytest.fixture(scope="module")
def shared_window(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SharedWindow]:
    shared = SharedWindow(tmp_path_factory.mktemp("shared"))
    yield shared
    shared.close()


@pytest.fixture
def show(shared_window: SharedWindow, qtbot: QtBot) -> Iterator[Callable[[Project], MainWindow]]:
    """Show a project in the window of the module; whoever looks at settings or arrangements uses ``make_window``."""
    yield lambda project: shared_window.open(qtbot, project)
    shared_window.rest(qtbot)


@pytest.fixture
def window(show: Callable[[Project], MainWindow], project: Project) -> MainWindow:
    """The window of the module on the project."""
    return show(project)


@pytest.fixture
def watch(window: MainWindow) -> Watch:
    return Watch(window)


@pytest.fixture
def make_watch() -> Callable[[MainWindow], Watch]:
    return Watch


@pytest.fixture
def hand(window: MainWindow, make_hand):
    window.canvas.zoom_reset()
    window.canvas.fit()
    return make_hand(window.canvas)


@pytest.fixture
def finish(qtbot: QtBot) -> Callable[[MainWindow], None]:
    """Wait until a run is at its end."""
    ends = {RunState.FINISHED, RunState.DIVERGED, RunState.FAILED}

    def wait(window: MainWindow) -> None:
        qtbot.waitUntil(lambda: window.runs.state in ends, timeout=300_000)

    return wait


class Answer:
    """Presses a button of the next dialog that opens; remembers what the dialog said."""

    def __init__(self, button: str) -> None:
        self.button, self.said = button, ""
        self._timer = QTimer()
        self._timer.timeout.connect(self._look)
        self._timer.start(5)

    def _look(self) -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QDialog):
            return
        boxes = dialog.findChildren(QDialogButtonBox)
        buttons: list[QAbstractButton] = [button for box in boxes for button in box.buttons()]
        chosen = [each for each in buttons if each.text().replace("&", "") == self.button]
        if chosen:
            self._timer.stop()
            self.said = f"{getattr(dialog, 'text', str)()}"
            chosen[0].click()


@pytest.fixture
def answer() -> Callable[[str], Answer]:
    answers: list[Answer] = []

    def make(button: str) -> Answer:
        answers.append(Answer(button))  # kept, so that it acts also where the test has no name for it
        return answers[-1]

    return make

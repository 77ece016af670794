"""The whole window on a small project, with settings of its own."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QDialogButtonBox
from pytestqt.qtbot import QtBot

from playground.app.document import Document
from playground.app.settings import Memory
from playground.engine.events.run import Event, RunState
from playground.spec.base import Choice
from playground.spec.data import DataSpec
from playground.spec.graph import Edge, Graph, Node
from playground.spec.project import Project
from playground.spec.training import TrainingSpec
from playground.ui.style.theme import ThemeHub
from playground.ui.window.main_window import MainWindow


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
        window = MainWindow(Document(project), memory, ThemeHub("light"))
        qtbot.addWidget(window, before_close_func=_without_questions)
        window.begin()
        window.resize(1500, 940)
        window.show()
        qtbot.waitExposed(window)
        ready(qtbot, window)
        return window

    return make


def _without_questions(window: MainWindow) -> None:
    window.document.saved_as(Path("closed.descent"))
    window.files.may_lose = lambda: True


def ready(qtbot: QtBot, window: MainWindow) -> None:
    """Wait until the run is built: its first event has told the device."""
    qtbot.waitUntil(lambda: bool(window.transport.device.text()))


@pytest.fixture
def window(make_window: Callable[..., MainWindow], project: Project) -> MainWindow:
    return make_window(project)


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

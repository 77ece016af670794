"""GUI tests fail if they leave anything behind. Also: simulated mouse and keys, and a race in a window."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QObject,
    QPoint,
    QPointF,
    Qt,
    QThread,
    QTimer,
    SignalInstance,
)
from PySide6.QtGui import (
    QAccessible,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QGraphicsObject, QLabel, QTabBar, QWidget
from pytestqt.qtbot import QtBot
from pytestqt.wait_signal import SignalBlocker
from shiboken6 import Shiboken

from playground.app.document import Document
from playground.spec.base import Choice
from playground.spec.project import Project
from playground.spec.race import LaneSpec, RaceSpec
from playground.ui.canvas.geometry import WIDTH
from playground.ui.canvas.items.port_item import EXIT, Port
from playground.ui.canvas.view.view import CanvasView
from playground.ui.race.workspace import RaceWorkspace
from playground.ui.style.theme import ThemeHub
from playground.ui.widgets.mime import pack

NONE = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


PATIENCE_MS = 300_000
"""A limit only against hanging: on a busy machine anything may take minutes. pytest-qt gives it 5 s."""


class PatientBot(QtBot):
    """Waits longer before it says that something did not happen, and keeps widgets until they are closed."""

    def __init__(self, request: pytest.FixtureRequest) -> None:
        super().__init__(request)
        self._kept: list[QWidget] = []

    def addWidget(self, widget: QWidget, **kwargs: Any) -> None:
        # What only a test's variable holds would be garbage once the test has returned, while it is still shown.
        self._kept.append(widget)
        super().addWidget(widget, **kwargs)

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE_MS) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitExposed(self, widget: QWidget, *, timeout: int = PATIENCE_MS) -> AbstractContextManager[None]:
        return super().waitExposed(widget, timeout=timeout)

    def waitSignal(
        self, signal: SignalInstance, *, timeout: int = PATIENCE_MS, **kwargs: Any
    ) -> SignalBlocker:
        return super().waitSignal(signal, timeout=timeout, **kwargs)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """pytest-qt's, with more patience."""
    return PatientBot(request)


def settle() -> None:
    """Let everything that was told to go, go."""
    for _ in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QCoreApplication.processEvents()


def wrapped(kinds: type | tuple[type, ...]) -> list[QObject]:
    """Objects of Qt of some kinds that Python has met."""
    found = [each for each in Shiboken.getAllValidWrappers() if isinstance(each, kinds)]
    return [each for each in found if Shiboken.isValid(each)]


def left_behind(before: set[int]) -> list[str]:
    """What a test must not leave: shown windows, running threads, active timers."""
    found = []
    for each in wrapped((QThread, QTimer)):
        if of_shared_window(each):
            continue
        if isinstance(each, QThread) and each.isRunning() and each is not QThread.currentThread():
            found.append(f"running thread {each}")
        elif isinstance(each, QTimer) and each.isActive() and id(each) not in before:
            found.append(f"active timer {each} of {each.parent()}")
    found += [
        f"top-level widget {widget}"
        for widget in windows()
        if id(widget) not in before and not of_shared_window(widget)
    ]
    return found


SHARED = "shared between tests"
"""Name of the property of a window that stays for the next test of its module."""


def of_shared_window(thing: QObject | None) -> bool:
    """Whether something is a window that tests share, or belongs to it."""
    while thing is not None:
        if thing.property(SHARED):
            return True
        scene = thing.scene() if isinstance(thing, QGraphicsObject) else None
        thing = scene.views()[0] if scene is not None else thing.parent()
    return False


def windows() -> list[QWidget]:
    """Top-level widgets that are on the screen."""
    return [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]


@pytest.fixture(autouse=True)
def nothing_left_behind(qapp: QApplication) -> Iterator[None]:
    """Fail a test that leaks a thread, an active timer or a window."""
    settle()
    before = {id(each) for each in wrapped(QTimer) if each.isActive()}
    before |= {id(widget) for widget in windows()}
    yield
    settle()
    assert left_behind(before) == []


def unnamed(root: QWidget) -> list[str]:
    """Widgets that take the focus and have no name or role for a screen reader."""
    found = []
    for widget in (root, *root.findChildren(QWidget)):
        passed_on = widget.focusPolicy() == Qt.FocusPolicy.NoFocus or widget.focusProxy() is not None
        # What a list of Qt's own drop-downs is called, the drop-down says; tabs and buttons may not be filled yet.
        inside = "PrivateContainer" in widget.window().metaObject().className()
        empty = isinstance(widget, QTabBar) or (
            isinstance(widget, QAbstractButton | QLabel) and not widget.isVisible()
        )
        if passed_on or inside or empty:
            continue
        seen = QAccessible.queryAccessibleInterface(widget)
        if not seen.text(QAccessible.Text.Name) or seen.role() == QAccessible.Role.NoRole:
            found.append(f"{type(widget).__name__} in {type(widget.parent()).__name__}")
    return found


@pytest.fixture(name="unnamed")
def _unnamed() -> Callable[[QWidget], list[str]]:
    return unnamed


class Hand:
    """Points in the scene, presses on the viewport."""

    def __init__(self, view: CanvasView) -> None:
        self.view = view
        self.area = view.viewport()

    def pixel(self, at: QPointF) -> QPoint:
        return self.view.viewportTransform().map(at).toPoint()

    def card(self, node: str) -> QPointF:
        """A point on a node's card away from its title and ports."""
        card = self.view.canvas.nodes[node].card()
        return QPointF(card.left() + WIDTH / 2, card.bottom() - 12)

    def port(self, node: str, slot: int = EXIT) -> QPointF:
        return self.view.canvas.port_position(Port(node, slot))

    def wire(self, source: str, target: str) -> QPointF:
        return next(
            item.middle
            for edge, item in self.view.canvas.edges.items()
            if (edge.source, edge.target) == (source, target)
        )

    def press(self, at: QPointF, modifiers=NONE, button=Qt.MouseButton.LeftButton) -> None:
        QTest.mousePress(self.area, button, modifiers, self.pixel(at))

    def move(self, at: QPointF, modifiers=NONE, buttons=Qt.MouseButton.LeftButton) -> None:
        place = QPointF(self.pixel(at))
        event = QMouseEvent(
            QEvent.Type.MouseMove,
            place,
            self.area.mapToGlobal(place),
            Qt.MouseButton.NoButton,
            buttons,
            modifiers,
        )
        QApplication.sendEvent(self.area, event)

    def release(self, at: QPointF, modifiers=NONE, button=Qt.MouseButton.LeftButton) -> None:
        QTest.mouseRelease(self.area, button, modifiers, self.pixel(at))

    def click(self, at: QPointF, modifiers=NONE) -> None:
        self.press(at, modifiers)
        self.release(at, modifiers)

    def double_click(self, at: QPointF) -> None:
        self.click(at)
        QTest.mouseDClick(self.area, Qt.MouseButton.LeftButton, NONE, self.pixel(at))

    def drag(self, start: QPointF, end: QPointF, modifiers=NONE, button=Qt.MouseButton.LeftButton) -> None:
        self.press(start, modifiers, button)
        self.drag_on(start, end, modifiers, button)
        self.release(end, modifiers, button)

    def drag_on(self, start: QPointF, end: QPointF, modifiers=NONE, button=Qt.MouseButton.LeftButton) -> None:
        for part in (0.3, 0.7, 1.0):
            self.move(start + (end - start) * part, modifiers, button)

    def key(self, key, modifiers=NONE) -> None:
        QTest.keyClick(self.view, key, modifiers)

    def hold_entry(self, registry: str, key: str, at: QPointF):
        """Drag an entry in and over the canvas without letting go; returns its mime data and whether it may fall."""
        mime = pack(registry, key)
        place, copy = self.pixel(at), Qt.DropAction.CopyAction
        left = Qt.MouseButton.LeftButton
        enter = QDragEnterEvent(place, copy, mime, left, NONE)
        QApplication.sendEvent(self.area, enter)
        over = QDragMoveEvent(place, copy, mime, left, NONE)
        over.ignore()
        QApplication.sendEvent(self.area, over)
        return mime, enter.isAccepted() and over.isAccepted()

    def drop(self, registry: str, key: str, at: QPointF) -> bool:
        mime, welcome = self.hold_entry(registry, key, at)
        if not welcome:
            QApplication.sendEvent(self.area, QDragLeaveEvent())
            return False
        fall = QDropEvent(
            QPointF(self.pixel(at)), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, NONE
        )
        QApplication.sendEvent(self.area, fall)
        return fall.isAccepted()


@pytest.fixture
def make_hand() -> Callable[[CanvasView], Hand]:
    return Hand


class Fingers:
    """Types into fields, clicks, chooses and turns the wheel, as a person does."""

    def __init__(self, qtbot):
        self.qtbot = qtbot

    def focus(self, widget):
        widget.window().activateWindow()
        widget.setFocus()
        self.qtbot.waitUntil(widget.hasFocus)

    def write(self, line, text):
        """Replace what stands in a line, without Enter."""
        self.focus(line)
        line.selectAll()
        QTest.keyClick(line, Qt.Key.Key_Delete)
        for sign in text:
            QApplication.sendEvent(line, QKeyEvent(QEvent.Type.KeyPress, 0, NONE, sign))

    def enter(self, line, text):
        self.write(line, text)
        self.key(line, Qt.Key.Key_Return)

    def number(self, form, name, text):
        """Type a parameter into a form, with Enter."""
        self.enter(form.field(name).line, text)

    def key(self, widget, key, modifiers=NONE):
        QTest.keyClick(widget, key, modifiers)

    def click(self, widget, at=None):
        QTest.mouseClick(widget, LEFT, NONE, at or widget.rect().center())

    def pick(self, box, key):
        """Open a box and click the row with this key."""
        self.key(box, Qt.Key.Key_Space)
        if getattr(box, "options", ()):
            self.qtbot.waitUntil(box.popup.isVisible)
            rows, row = box.popup.list, box.popup.row_of(key)
            rows.scrollToItem(row)
            self.click(rows.viewport(), rows.visualItemRect(row).center())
            return
        view = box.view()
        self.qtbot.waitUntil(view.isVisible)
        index = box.model().index(box.findData(key), 0)
        view.scrollTo(index)
        self.click(view.viewport(), view.visualRect(index).center())

    def wheel(self, widget, notches):
        """Turn the wheel over a widget; returns whether the widget took it."""
        at = QPointF(widget.rect().center())
        event = QWheelEvent(
            at,
            widget.mapToGlobal(at),
            QPoint(),
            QPoint(0, 120 * notches),
            Qt.MouseButton.NoButton,
            NONE,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        event.ignore()
        QApplication.sendEvent(widget, event)
        return event.isAccepted()


class Ear:
    """Remembers what a signal said."""

    def __init__(self, signal):
        self.heard = []
        signal.connect(self._hear)

    def _hear(self, *words):
        self.heard.append(words[0] if len(words) == 1 else words)

    @property
    def last(self):
        return self.heard[-1]


@pytest.fixture
def fingers(qtbot: QtBot) -> Fingers:
    return Fingers(qtbot)


@pytest.fixture
def ear() -> type[Ear]:
    return Ear


class Laid(QObject):
    """Counts how often a widget is asked to lay out what is in it."""

    def __init__(self, widget):
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched, event):
        self.count += event.type() == QEvent.Type.LayoutRequest
        return super().eventFilter(watched, event)


@pytest.fixture
def make_laid() -> type[Laid]:
    return Laid


@pytest.fixture
def hub(qapp: QApplication) -> ThemeHub:
    return ThemeHub("light")


@pytest.fixture
def size() -> tuple[int, int]:
    """Of what ``shown`` shows: a common dock."""
    return 520, 380


@pytest.fixture
def shown(qtbot: QtBot, size: tuple[int, int]) -> Callable[[QWidget], QWidget]:
    """Show a widget alone in a window."""

    def show(widget: QWidget, width: int = size[0], height: int = size[1]) -> QWidget:
        qtbot.addWidget(widget)
        widget.resize(width, height)
        widget.show()
        qtbot.waitExposed(widget)
        return widget

    return show


def lane(number: int, kind: str, rate: float) -> LaneSpec:
    return LaneSpec(id=f"lane-{number}", optimizer=Choice(kind=kind, params={"learning_rate": rate}))


Over = Callable[[RaceWorkspace], None]


@pytest.fixture
def over(qtbot: QtBot) -> Over:
    """Waits until the race of the newest edit is over."""
    return lambda workspace: qtbot.waitUntil(lambda: bool(workspace.surface.race.results))


@pytest.fixture
def race_document() -> Document:
    lanes = (lane(1, "sgd", 0.01), lane(2, "momentum", 0.01), lane(3, "adam", 0.05))
    return Document(Project(race=RaceSpec(surface=Choice(kind="booth"), lanes=lanes, steps=200)))


@pytest.fixture
def workspace(race_document: Document, hub: ThemeHub, qtbot: QtBot, over: Over) -> Iterator[RaceWorkspace]:
    made = RaceWorkspace(race_document, hub)
    qtbot.addWidget(made)
    made.resize(1400, 800)
    made.show()
    qtbot.waitExposed(made)
    made.surface.race.set_active(active=True)
    over(made)
    qtbot.waitUntil(lambda: bool(made.surface.curves.chart.bottom.title))  # they are drawn a moment later
    yield made
    made.close_race()

"""A canvas on a small network, and a hand that uses mouse and keys on it."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.app.document import Document
from playground.build.shapes import analyze
from playground.spec.base import Choice
from playground.spec.graph import Edge, Graph, Node
from playground.spec.project import Project
from playground.ui.canvas.geometry import WIDTH
from playground.ui.canvas.port_item import EXIT, Port
from playground.ui.canvas.view import CanvasView
from playground.ui.mime import pack
from playground.ui.theme import ThemeHub

NONE = Qt.KeyboardModifier.NoModifier


def chain() -> Graph:
    """Input, two Linear layers, Output, in a row, 208 px apart."""
    nodes = (
        Node(id="input-1", kind="input", x=0, y=0),
        Node(id="linear-1", kind="linear", params={"units": 8}, activation=Choice(kind="tanh"), x=208, y=0),
        Node(id="linear-2", kind="linear", params={"units": 2}, x=416, y=0),
        Node(id="output-1", kind="output", x=624, y=0),
    )
    wires = (("input-1", "linear-1"), ("linear-1", "linear-2"), ("linear-2", "output-1"))
    return Graph(nodes=nodes, edges=tuple(Edge(source=a, target=b) for a, b in wires))


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
def hub(qapp: QApplication) -> ThemeHub:
    return ThemeHub("light")


@pytest.fixture
def make_view(qtbot: QtBot, hub: ThemeHub) -> Callable[[Graph], CanvasView]:
    """Views on documents of their own, with shapes and problems kept up to date."""

    def make(graph: Graph) -> CanvasView:
        document = Document(Project(graph=graph))
        view = CanvasView(document, hub)
        qtbot.addWidget(view)
        view.resize(1100, 640)
        view.show_report(analyze(document.project))
        document.subscribe(lambda changed: view.show_report(analyze(changed.after)))
        view.show()
        view.zoom_reset()
        return view

    return make


@pytest.fixture
def view(make_view: Callable[[Graph], CanvasView]) -> CanvasView:
    return make_view(chain())


@pytest.fixture
def document(view: CanvasView) -> Document:
    return view.document


@pytest.fixture
def hand(view: CanvasView) -> Hand:
    return Hand(view)


@pytest.fixture
def make_hand() -> Callable[[CanvasView], Hand]:
    return Hand

"""A canvas on a small network."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from playground.app.document import Document
from playground.build.analysis.shapes import analyze
from playground.spec.base import Choice
from playground.spec.graph import Edge, Graph, Node
from playground.spec.project import Project
from playground.ui.canvas.view.view import CanvasView
from playground.ui.style.theme import ThemeHub

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
def hand(view: CanvasView, make_hand):
    return make_hand(view)

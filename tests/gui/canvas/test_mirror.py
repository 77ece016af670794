"""Whatever happens to the document, the scene shows its graph."""

import gc

import shiboken6
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication

from playground.app.document import Document
from playground.build.analysis.shapes import analyze
from playground.spec.graph import Graph, Node
from playground.spec.project import Project
from playground.ui.canvas.edits.edits import Edits
from playground.ui.canvas.items.port_item import EXIT
from playground.ui.canvas.items.scene import CanvasScene
from playground.ui.canvas.view.view import CanvasView
from playground.ui.style.theme import ThemeHub

KINDS = ("input", "linear", "conv2d", "dropout", "add", "concat", "output", "activation", "unheard-of")


class Mirror(RuleBasedStateMachine):
    """Random edits by commands, by others, undo, redo, and opening of other projects."""

    def __init__(self) -> None:
        super().__init__()
        self.app = QApplication.instance() or QApplication([])
        self.document = Document(Project())
        self.scene = CanvasScene(self.document, ThemeHub("light"))
        self.document.subscribe(self.scene.on_document_changed)
        self.edits = Edits(self.scene, lambda _: None)

    @property
    def ids(self) -> list[str]:
        return [node.id for node in self.document.project.graph.nodes]

    @initialize()
    def begin(self) -> None:
        self.edits.adding.add("layers", "linear", (0.0, 0.0))

    @rule(kind=st.sampled_from(KINDS), x=st.integers(-40, 40), y=st.integers(-40, 40))
    def add(self, kind: str, x: int, y: int) -> None:
        graph = self.document.project.graph
        node = Node(id=graph.fresh_id(kind), kind=kind, x=8.0 * x, y=8.0 * y)
        self.document.edit("Add", lambda p: p.with_(graph=p.graph.add(node)))

    @rule(data=st.data())
    def insert(self, data: st.DataObject) -> None:
        edges = self.document.project.graph.edges
        if edges:
            self.edits.adding.add("layers", "dropout", (3.0, 5.0), wire=data.draw(st.sampled_from(edges)))

    @rule(data=st.data(), slot=st.integers(0, 3))
    def connect(self, data: st.DataObject, slot: int) -> None:
        if self.ids:
            source, target = (data.draw(st.sampled_from(self.ids)) for _ in range(2))
            self.edits.wiring.connect(source, target, slot)

    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        if self.ids:
            gone = data.draw(st.lists(st.sampled_from(self.ids), unique=True, min_size=1, max_size=3))
            self.edits.nodes.delete(gone, ())

    @rule(data=st.data())
    def duplicate(self, data: st.DataObject) -> None:
        if self.ids and len(self.ids) < 12:
            part = data.draw(st.lists(st.sampled_from(self.ids), unique=True, min_size=1))
            self.edits.nodes.copy_in(self.document.project.graph.part(part), (32.0, 32.0), "Duplicate")

    @rule(data=st.data())
    def drag_and_give_up(self, data: st.DataObject) -> None:
        if self.ids:
            self.scene.place({data.draw(st.sampled_from(self.ids)): QPointF(999, 999)})
            self.scene.settle()

    @rule()
    def tidy(self) -> None:
        self.edits.arranging.tidy()

    @rule(data=st.data())
    def select(self, data: st.DataObject) -> None:
        if self.ids:
            self.scene.selection.set(data.draw(st.lists(st.sampled_from(self.ids), unique=True)))

    @rule()
    def undo(self) -> None:
        self.document.undo()

    @rule()
    def redo(self) -> None:
        self.document.redo()

    @rule()
    def report(self) -> None:
        self.scene.show_report(analyze(self.document.project))

    @rule()
    def open_another(self) -> None:
        self.document.open(Project(graph=Graph(nodes=(Node(id="linear-1", kind="add", x=5),))), None)

    @invariant()
    def scene_equals_graph(self) -> None:
        graph = self.document.project.graph
        assert self.scene.nodes.keys() == {node.id for node in graph.nodes}
        assert set(self.scene.edges) == set(graph.edges)
        for node in graph.nodes:
            item = self.scene.nodes[node.id]
            assert item.node is node
            assert (item.x(), item.y()) == (node.x, node.y)
            assert item.scene() is self.scene
            assert item.state.kind == node.kind
            entering = {edge.slot for edge in graph.inputs_of(node.id)}
            assert {slot for slot, taken in enumerate(item.state.inputs) if taken} == entering
            assert item.state.feeds == bool(graph.outputs_of(node.id))
            assert item.state.selected == (node.id in self.scene.selection.nodes)
        for edge, wire in self.scene.edges.items():
            assert (wire.start - self.scene.nodes[edge.source].port(EXIT)).manhattanLength() < 1e-6
            assert (wire.end - self.scene.nodes[edge.target].port(edge.slot)).manhattanLength() < 1e-6
        assert set(self.scene.selection.nodes) <= self.scene.nodes.keys()

    def teardown(self) -> None:
        self.scene.clear()


Mirror.TestCase.settings = settings(
    max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
TestMirror = Mirror.TestCase


def test_a_view_that_is_gone_no_longer_follows(qapp):
    document = Document(Project())
    hub = ThemeHub("light")
    for _ in range(3):
        view = CanvasView(document, hub)
        view.show()
        view.close()
        shiboken6.delete(view)
        del view
        gc.collect()
    document.edit("Add", lambda p: p.with_(graph=p.graph.add(Node(id="a", kind="add"))))
    hub.choose("dark")
    assert document._subscribers == []

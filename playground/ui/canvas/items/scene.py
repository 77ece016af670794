"""The canvas as a picture of the document's graph: it mirrors by comparing what changed."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from PySide6.QtCore import QObject, QPointF, QRectF, Signal
from PySide6.QtWidgets import QGraphicsScene

from playground.app.document import Changed, Document
from playground.build.report import Report
from playground.spec.block import Path
from playground.spec.graph import Edge, Node
from playground.spec.project import Project
from playground.ui.canvas.card.card_builder import card_state
from playground.ui.canvas.card.card_cache import CardCache
from playground.ui.canvas.card.card_state import CardState
from playground.ui.canvas.items.edge_item import EdgeItem
from playground.ui.canvas.items.feedback import Feedback
from playground.ui.canvas.items.live_values import LiveValues
from playground.ui.canvas.items.marks import Marks
from playground.ui.canvas.items.node_item import NodeItem
from playground.ui.canvas.items.port_item import EXIT, Port
from playground.ui.canvas.items.weight_fans import WeightFans
from playground.ui.canvas.state.scope import Scope
from playground.ui.canvas.state.selection import Selection
from playground.ui.style.theme import Theme, ThemeHub

PLANE = 1_010_000.0
"""Half the side of the plane that one can pan over; nodes lie within a million pixels of the origin."""


class CanvasScene(QGraphicsScene):
    """Items for nodes and wires, kept equal to the part of the document in scope, and the feedback of gestures."""

    mirrored = Signal()
    """Nodes or wires were added, removed, moved or changed."""
    moved = Signal()
    """Nodes were moved in the picture, while the document stays: a drag or an animation."""
    entered = Signal()
    """Another part of the network is shown."""

    def __init__(self, document: Document, hub: ThemeHub, parent: QObject | None = None) -> None:
        super().__init__(-PLANE, -PLANE, 2 * PLANE, 2 * PLANE, parent)
        self.document = document
        self.scope = Scope(document)
        self.report = Report()
        self.nodes: dict[str, NodeItem] = {}
        self.edges: dict[Edge, EdgeItem] = {}
        self.selection = Selection(self)
        self.cards = CardCache(hub.theme)
        self._wires_at: dict[str, set[Edge]] = {}
        self.feedback = Feedback(self.cards)
        for overlay in self.feedback:
            self.addItem(overlay)
        self.marks = Marks(self.nodes, self.edges)
        self.fans = WeightFans(self, self.nodes, hub.theme)
        self.live = LiveValues(self.scope, self.nodes, self.edges, self.feedback.lens, self.fans)
        self.selection.changed.connect(self._show_selection)
        self.mirror()

    # --- mirroring the document ------------------------------------------------------------------

    def on_document_changed(self, changed: Changed) -> None:
        """Show the document as it is now."""
        if changed.opened:
            self.scope.whole = self.report = Report()
            self.live.clear()
        if (changed.opened and self.scope.path) or self.scope.keep_existing():
            self.show_part(() if changed.opened else self.scope.path)
        before, after = changed.before, changed.after
        if before.graph is not after.graph:
            self.mirror()
        if before.graph is not after.graph or before.data is not after.data:
            self.live.follow_items()
        if _captioned(before) != _captioned(after):
            self._refresh(self.nodes)

    def show_part(self, path: Path) -> None:
        """Show the inside of a block, or the whole network, with the newest live values."""
        self.selection.set()
        self.marks.hover(None)
        self.marks.aim()
        for edge in list(self.edges):
            self._drop_edge(edge)
        for node_id in list(self.nodes):
            self.removeItem(self.nodes.pop(node_id))
        self._wires_at.clear()
        self.scope.go(path)
        self.report = self.scope.report()
        self.mirror()
        self._mark_broken()
        self.live.follow_items()
        self.entered.emit()

    def show_repeat(self, number: int) -> bool:
        """Show another repeat of the block that is shown; return whether it exists."""
        if not self.scope.turn(number):
            return False
        self.show_report(self.scope.whole)
        self.live.show_again()
        return True

    def mirror(self) -> None:
        """Make the items equal to the graph; only differences are touched."""
        graph = self.scope.graph
        nodes, edges = graph.by_id(), dict.fromkeys(graph.edges)
        self._forget_missing(nodes)
        touched = {end for edge in self.edges.keys() ^ edges.keys() for end in (edge.source, edge.target)}
        for edge in [edge for edge in self.edges if edge not in edges]:
            self._drop_edge(edge)
        for node_id in [node_id for node_id in self.nodes if node_id not in nodes]:
            self.removeItem(self.nodes.pop(node_id))
            self._wires_at.pop(node_id, None)
        for edge in edges:
            if edge not in self.edges:
                self._add_edge(edge)
        moved = [node.id for node in graph.nodes if self._adopt(node)]
        self._refresh({*moved, *(i for i in touched if i in self.nodes)})
        self._span_wires({*moved, *touched})
        self.selection.keep_existing(graph)
        self.mirrored.emit()

    def _forget_missing(self, nodes: Mapping[str, Node]) -> None:
        """Hide what is shown beside nodes that may be gone."""
        self.feedback.lens.leave()
        port = self.feedback.glow.port
        if port is not None and port.node not in nodes:
            self.feedback.glow.show_at(None)

    def _adopt(self, node: Node) -> bool:
        """Show a node; return whether it is new or different."""
        item = self.nodes.get(node.id)
        if item is None:
            state = self._state_of(node, None)
            item = self.nodes[node.id] = NodeItem(node, state, self.cards)
            self.addItem(item)
            return True
        if item.node is node and item.x() == node.x and item.y() == node.y:
            return False
        item.node = node
        item.setPos(node.x, node.y)
        return True

    def _add_edge(self, edge: Edge) -> None:
        item = self.edges[edge] = EdgeItem(edge, self.cards.theme)
        for end in (edge.source, edge.target):
            self._wires_at.setdefault(end, set()).add(edge)
        self.addItem(item)

    def _drop_edge(self, edge: Edge) -> None:
        self.fans.drop(edge)
        self.removeItem(self.edges.pop(edge))
        for end in (edge.source, edge.target):
            self._wires_at.get(end, set()).discard(edge)

    def _state_of(self, node: Node, item: NodeItem | None) -> CardState:
        wires = self._wires_at.get(node.id, set())
        state = card_state(
            self.scope.project,
            self.report,
            node,
            tuple(edge for edge in wires if edge.target == node.id),
            feeds=any(edge.source == node.id for edge in wires),
            before=item.state if item is not None else None,
            inside=bool(self.scope.path),
            frozen=self.scope.is_frozen,
        )
        processes = self.scope.processes(node.id)
        return self.marks.marked(replace(state, processes=processes) if processes else state, node.id)

    def _refresh(self, ids: Iterable[str]) -> None:
        for node_id in ids:
            item = self.nodes[node_id]
            before = item.state
            item.show_state(self._state_of(item.node, item))
            if item.state.inputs != before.inputs or item.height != before.height:
                self._span_wires((node_id,))

    def _span_wires(self, ids: Iterable[str]) -> None:
        for edge in {edge for node_id in ids for edge in self._wires_at.get(node_id, ())}:
            start = self.nodes[edge.source].port(EXIT)
            self.edges[edge].span(start, self.nodes[edge.target].port(edge.slot))
            self.fans.span(edge)

    # --- what gestures do to the picture -----------------------------------------------------------

    def place(self, positions: Mapping[str, QPointF]) -> None:
        """Move items during a gesture, without changing the document."""
        for node_id, position in positions.items():
            self.nodes[node_id].setPos(position)
        self._span_wires(positions)
        self.moved.emit()

    def settle(self) -> None:
        """Move every item back to its position in the document."""
        away = {
            i: QPointF(item.node.x, item.node.y)
            for i, item in self.nodes.items()
            if (item.x(), item.y()) != (item.node.x, item.node.y)
        }
        self.place(away)

    def _show_selection(self) -> None:
        self.marks.select([*self.selection.nodes, *self.selection.edges])
        self.mirrored.emit()

    # --- report, live values, theme ----------------------------------------------------------------

    def show_report(self, report: Report) -> None:
        """Show shapes, counts and problems of the whole network."""
        self.scope.whole = report
        self.report = self.scope.report()
        self._refresh(self.nodes)
        self._mark_broken()
        self.live.follow_items()
        self.mirrored.emit()

    def _mark_broken(self) -> None:
        broken = {problem.edge for problem in self.report.problems if problem.edge is not None}
        for edge, item in self.edges.items():
            item.mark("broken", on=(edge.source, edge.target) in broken)

    def restyle(self, theme: Theme) -> None:
        """Paint everything with another theme."""
        self.cards.restyle(theme)
        self.fans.restyle(theme)
        for item in (*self.nodes.values(), *self.edges.values(), *self.feedback):
            item.restyle(theme)

    def extent(self, ids: Iterable[str] | None = None) -> QRectF:
        """Return the rectangle around the cards of some nodes, or of all."""
        box = QRectF()
        for node_id in self.nodes if ids is None else ids:
            box = box.united(self.nodes[node_id].card())
        return box

    def port_position(self, port: Port) -> QPointF:
        """Return the position of a port."""
        return self.nodes[port.node].port(port.slot)


def _captioned(project: Project) -> tuple[object, ...]:
    """Return the parts of a project outside its network that cards mention."""
    training = project.training
    shared = training.split, training.processes
    return project.data.dataset.kind, training.loss.kind, project.data.features, shared

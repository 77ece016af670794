"""The canvas as a picture of the document's graph: it only mirrors, by comparing what changed."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from PySide6.QtCore import QObject, QPointF, QRectF, Signal
from PySide6.QtWidgets import QGraphicsScene

from playground.app.document import Changed, Document
from playground.build.report import Report
from playground.engine.events.pictures import NodeActivity, UnitMaps, WireWeights
from playground.engine.events.run import Event
from playground.spec.block import Path
from playground.spec.graph import Edge, Node
from playground.ui.canvas.card.card_builder import look_of
from playground.ui.canvas.card.card_state import Body, Look
from playground.ui.canvas.card.faces import Faces
from playground.ui.canvas.card.live_maps import UnitPictures, sheets
from playground.ui.canvas.edits.scope import Scope
from playground.ui.canvas.edits.selection import Selection
from playground.ui.canvas.items.edge_item import EdgeItem, Strand
from playground.ui.canvas.items.lens import Lens
from playground.ui.canvas.items.node_item import NodeItem
from playground.ui.canvas.items.overlays import Ghost, Guides, Pill, PreviewWire, RubberBand
from playground.ui.canvas.items.port_item import EXIT, Port, PortItem
from playground.ui.style.theme import Theme, ThemeHub

PLANE = 200_000.0
"""Half the side of the plane that one can pan over."""


class CanvasScene(QGraphicsScene):
    """Items for nodes and wires, kept equal to the part of the document in scope; and the overlays of gestures."""

    mirrored = Signal()
    """Nodes or wires came, went, moved or changed their look."""
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
        self.faces = Faces(hub.theme)
        self._wires_at: dict[str, set[Edge]] = {}
        self._hovered: str | Edge | None = None
        self._targets: frozenset[str | Edge] = frozenset()
        self._newest: dict[type[Event], Event] = {}
        self.seen = QRectF()
        """The part in sight; live pictures elsewhere wait."""
        self.band = RubberBand(hub.theme, 8.0)
        self.ghost = Ghost(self.faces, 7.0)
        self.preview = PreviewWire(hub.theme, 5.0)
        self.guides = Guides(hub.theme, 4.0)
        self.pill = Pill(hub.theme, 9.0)
        self.glow = PortItem(hub.theme)
        self.lens = Lens(hub.theme, 10.0)
        self._overlays = (self.band, self.ghost, self.preview, self.guides, self.pill, self.glow, self.lens)
        for overlay in self._overlays:
            self.addItem(overlay)
        self.selection.changed.connect(self._show_selection)
        self._shown_selection: set[str | Edge] = set()
        self.mirror()

    # --- mirroring the document ------------------------------------------------------------------

    def follow(self, changed: Changed) -> None:
        """The document changed."""
        if changed.opened:
            self.scope.whole = self.report = Report()
            self.clear_live()
        if (changed.opened and self.scope.path) or self.scope.keep_existing():
            self.show_part(() if changed.opened else self.scope.path)
        before, after = changed.before, changed.after
        if before.graph is not after.graph:
            self.mirror()
        if before.data is not after.data or before.training is not after.training:
            self._refresh(self.nodes)

    def show_part(self, path: Path) -> None:
        """Show the inside of a block, or the whole network, with the newest live values."""
        self.selection.set()
        self.hover(None)
        self.aim()
        for edge in list(self.edges):
            self._drop_edge(edge)
        for node_id in list(self.nodes):
            self.removeItem(self.nodes.pop(node_id))
        self._wires_at.clear()
        self.scope.go(path)
        self.report = self.scope.report()
        self.mirror()
        self._mark_broken()
        self._show_newest()
        self.entered.emit()

    def show_repeat(self, number: int) -> bool:
        """Show another repeat of the block that is shown; whether there is such a one."""
        if not self.scope.turn(number):
            return False
        for item in self.nodes.values():
            item.clear_live()
        self.show_report(self.scope.whole)
        self._show_newest()
        return True

    def _show_newest(self) -> None:
        for event in list(self._newest.values()):
            self.show_live(event)

    def mirror(self) -> None:
        """Make the items equal to the graph; only what differs is touched."""
        graph = self.scope.graph
        nodes, edges = graph.by_id(), dict.fromkeys(graph.edges)
        self.lens.leave()
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

    def _adopt(self, node: Node) -> bool:
        """Take over a node; whether it is new or differs."""
        item = self.nodes.get(node.id)
        if item is None:
            look = self._look(node, None)
            item = self.nodes[node.id] = NodeItem(node, look, self.faces)
            self.addItem(item)
            return True
        if item.node is node and item.x() == node.x and item.y() == node.y:
            return False
        item.node = node
        item.setPos(node.x, node.y)
        return True

    def _add_edge(self, edge: Edge) -> None:
        item = self.edges[edge] = EdgeItem(edge, self.faces.theme)
        for end in (edge.source, edge.target):
            self._wires_at.setdefault(end, set()).add(edge)
        self.addItem(item)

    def _drop_edge(self, edge: Edge) -> None:
        self.removeItem(self.edges.pop(edge))
        for end in (edge.source, edge.target):
            self._wires_at.get(end, set()).discard(edge)

    def _look(self, node: Node, item: NodeItem | None) -> Look:
        wires = self._wires_at.get(node.id, set())
        look = look_of(
            self.scope.project,
            self.report,
            node,
            tuple(edge for edge in wires if edge.target == node.id),
            feeds=any(edge.source == node.id for edge in wires),
            before=item.look if item is not None else None,
            inside=bool(self.scope.path),
        )
        return replace(
            look,
            selected=node.id in self.selection.nodes,
            hovered=node.id == self._hovered,
            target=node.id in self._targets,
        )

    def _refresh(self, ids: Iterable[str]) -> None:
        for node_id in ids:
            item = self.nodes[node_id]
            before = item.look
            item.show_look(self._look(item.node, item))
            if item.look.inputs != before.inputs:
                self._span_wires((node_id,))

    def _span_wires(self, ids: Iterable[str]) -> None:
        for edge in {edge for node_id in ids for edge in self._wires_at.get(node_id, ())}:
            start = self.nodes[edge.source].port(EXIT)
            self.edges[edge].span(start, self.nodes[edge.target].port(edge.slot))

    # --- what gestures do to the picture -----------------------------------------------------------

    def place(self, positions: Mapping[str, QPointF]) -> None:
        """Put items elsewhere for the time of a gesture; the document does not know."""
        for node_id, position in positions.items():
            self.nodes[node_id].setPos(position)
        self._span_wires(positions)

    def settle(self) -> None:
        """Put every item back to where the document has it."""
        away = {
            i: QPointF(item.node.x, item.node.y)
            for i, item in self.nodes.items()
            if (item.x(), item.y()) != (item.node.x, item.node.y)
        }
        self.place(away)

    def hover(self, what: str | Edge | None) -> None:
        """Mark what the mouse is over."""
        if what == self._hovered:
            return
        for item, on in ((self._hovered, False), (what, True)):
            if isinstance(item, Edge) and item in self.edges:
                self.edges[item].mark("hovered", on=on)
            elif isinstance(item, str) and item in self.nodes:
                self.nodes[item].show_look(replace(self.nodes[item].look, hovered=on))
        self._hovered = what

    def aim(self, targets: Iterable[str | Edge] = ()) -> None:
        """Mark where something being dragged would land."""
        new = frozenset(targets)
        for item in self._targets ^ new:
            on = item in new
            if isinstance(item, Edge) and item in self.edges:
                self.edges[item].mark("target", on=on)
            elif isinstance(item, str) and item in self.nodes:
                self.nodes[item].show_look(replace(self.nodes[item].look, target=on))
        self._targets = new

    def _show_selection(self) -> None:
        new: set[str | Edge] = {*self.selection.nodes, *self.selection.edges}
        for item in self._shown_selection ^ new:
            on = item in new
            if isinstance(item, Edge) and item in self.edges:
                self.edges[item].mark("selected", on=on)
            elif isinstance(item, str) and item in self.nodes:
                self.nodes[item].show_look(replace(self.nodes[item].look, selected=on))
                self.nodes[item].setZValue(3.0 if on else 2.0)
        self._shown_selection = new
        self.mirrored.emit()

    # --- report, live values, theme ----------------------------------------------------------------

    def show_report(self, report: Report) -> None:
        """Show shapes, counts and problems of the whole network."""
        self.scope.whole = report
        self.report = self.scope.report()
        self._refresh(self.nodes)
        self._mark_broken()
        self.mirrored.emit()

    def _mark_broken(self) -> None:
        broken = {problem.edge for problem in self.report.problems if problem.edge is not None}
        for edge, item in self.edges.items():
            item.mark("broken", on=(edge.source, edge.target) in broken)

    def show_live(self, event: Event) -> None:
        """Show live values, wherever in the network they belong; others are not ours."""
        if isinstance(event, UnitMaps):
            self._show_maps(event)
        elif isinstance(event, NodeActivity):
            self._show_activity(event)
        elif isinstance(event, WireWeights):
            self._show_weights(event)
        else:
            return
        self._newest[type(event)] = event

    def _show_maps(self, event: UnitMaps) -> None:
        """What units compute; pictures out of sight are made when they come into it."""
        mapped = self.scope.maps(event, (i for i, item in self.nodes.items() if item.look.body is Body.MAPS))
        made = sheets({i: m for i, m in mapped.items() if self.nodes[i].card().intersects(self.seen)})
        for node_id, maps in mapped.items():
            self.nodes[node_id].show_maps(UnitPictures(maps, made.get(node_id)))
        self.lens.refresh()

    def _show_activity(self, event: NodeActivity) -> None:
        """Continue the lines of activation and gradient."""
        for node_id, values in self.scope.activity(event, self.nodes).items():
            self.nodes[node_id].add_activity(*values)

    def _show_weights(self, event: WireWeights) -> None:
        """Show strength and sign of the weights behind each wire, relative to the strongest."""
        known = {edge: self.scope.strand(event, edge) for edge in self.edges}
        strongest = max((strand[0] for strand in known.values() if strand), default=0.0) or 1.0
        for edge, strand in known.items():
            if strand is None:
                self.edges[edge].show_strand(Strand())
                continue
            width = 1.25 + round(15.0 * min(1.0, strand[0] / strongest)) / 4.0
            self.edges[edge].show_strand(Strand(width, round(8.0 * strand[1])))

    def clear_live(self) -> None:
        """Forget all live values."""
        self._newest.clear()
        self.lens.leave()
        for item in self.nodes.values():
            item.clear_live()
        for wire in self.edges.values():
            wire.show_strand(Strand())

    def restyle(self, theme: Theme) -> None:
        """Paint everything with another theme."""
        self.faces.restyle(theme)
        for item in (*self.nodes.values(), *self.edges.values(), *self._overlays):
            item.restyle(theme)

    def extent(self, ids: Iterable[str] | None = None) -> QRectF:
        """Rectangle around the cards of some nodes, or of all."""
        box = QRectF()
        for node_id in self.nodes if ids is None else ids:
            box = box.united(self.nodes[node_id].card())
        return box

    def port_position(self, port: Port) -> QPointF:
        """Where a port is."""
        return self.nodes[port.node].port(port.slot)

"""Live values of a run on the items of a scene: maps, lines, and the strength of wires."""

from collections.abc import Mapping

from PySide6.QtCore import QRectF

from playground.engine.events.pictures import NodeActivity, UnitMaps, WireWeights
from playground.engine.events.run import Event
from playground.spec.graph import Edge
from playground.spec.project import Project
from playground.ui.canvas.card.card_state import Body
from playground.ui.canvas.card.live_maps import Lines, UnitPictures, sheets
from playground.ui.canvas.items.edge_item import EdgeItem, Strand
from playground.ui.canvas.items.lens import Lens
from playground.ui.canvas.items.node_item import NodeItem
from playground.ui.canvas.items.weight_fans import WeightFans
from playground.ui.canvas.state.scope import Scope


class LiveValues:
    """Keeps the newest values of a run and shows those of nodes that are still as they were when it began.

    Values outlive their items, so that they return when a node is deleted and restored, or a block left and entered.

    Attributes:
        in_sight: The visible part of the scene; pictures elsewhere are made when they come into sight.
    """

    def __init__(
        self,
        scope: Scope,
        nodes: Mapping[str, NodeItem],
        edges: Mapping[Edge, EdgeItem],
        lens: Lens,
        fans: WeightFans,
    ) -> None:
        self._scope = scope
        self._nodes = nodes
        self._edges = edges
        self._lens = lens
        self._fans = fans
        self._run: int | None = None
        self._trained: Project | None = None
        """The document when the run began."""
        self._known: frozenset[str] = frozenset()
        """The nodes shown to which the values of the run belong."""
        self._newest: dict[type[Event], Event] = {}
        self._lines: dict[str, Lines] = {}
        """By the node's name in the whole network."""
        self.in_sight = QRectF()

    def show(self, event: Event) -> None:
        """Show live values, wherever in the network they belong; the first event of a run forgets another run."""
        if event.run != self._run:
            self._begin(event.run)
        if not isinstance(event, UnitMaps | NodeActivity | WireWeights):
            return
        self._newest[type(event)] = event
        if isinstance(event, UnitMaps):
            self._show_maps(event, self._known)
        elif isinstance(event, NodeActivity):
            self._continue_lines(event)
        else:
            self._show_weights(event)

    def _begin(self, run: int) -> None:
        """Forget another run; maps and colours of unchanged nodes stay until the first new ones."""
        self._run, self._trained = run, self._scope.document_project
        self._newest.clear()
        self._lines.clear()
        self._known = self._scope.unchanged_since(self._trained)
        for item in self._nodes.values():
            item.show_lines(None)

    def follow_items(self) -> None:
        """Show the newest values on items that are new, and none on nodes that have changed since the run began."""
        if self._trained is None:
            return
        self._known = self._scope.unchanged_since(self._trained)
        for name, item in self._nodes.items():
            if name not in self._known:
                item.show_maps(None)
                item.show_lines(None)
            elif self._lines:
                item.show_lines(self._lines.get(self._scope.full(name)))
        maps, weights = self._newest.get(UnitMaps), self._newest.get(WireWeights)
        if isinstance(maps, UnitMaps):
            self._show_maps(maps, {name for name in self._known if not self._nodes[name].has_maps})
        if isinstance(weights, WireWeights):
            self._show_weights(weights)

    def show_again(self) -> None:
        """Show the newest values of other layers: the items stand for another repeat now."""
        for item in self._nodes.values():
            item.show_maps(None)
            item.show_lines(None)
        self.follow_items()

    def clear(self) -> None:
        """Forget all live values."""
        self._run = self._trained = None
        self._known = frozenset()
        self._newest.clear()
        self._lines.clear()
        self._lens.leave()
        for item in self._nodes.values():
            item.show_maps(None)
            item.show_lines(None)
        for wire in self._edges.values():
            wire.show_strand(Strand())
        self._fans.show({})

    def _show_maps(self, event: UnitMaps, names: frozenset[str] | set[str]) -> None:
        mapped = self._scope.maps(event, (i for i in names if self._nodes[i].state.body is Body.MAPS))
        made = sheets({i: m for i, m in mapped.items() if self._nodes[i].card().intersects(self.in_sight)})
        classes = self._scope.of_classes(event)
        for node_id, maps in mapped.items():
            of_classes = node_id in classes
            self._nodes[node_id].show_maps(UnitPictures(maps, made.get(node_id), of_classes=of_classes))
        self._lens.refresh()

    def _continue_lines(self, event: NodeActivity) -> None:
        for node_id, values in self._scope.activity(event, self._known).items():
            lines = self._lines.setdefault(self._scope.full(node_id), Lines())
            lines.add(*values)
            self._nodes[node_id].show_lines(lines)

    def _show_weights(self, event: WireWeights) -> None:
        """Show each weight where they are few, and strength and sign behind each wire, relative to the strongest."""
        layers = {
            edge: layer
            for edge in self._edges
            if {edge.source, edge.target} <= self._known
            and self._nodes[edge.target].node.kind == "linear"
            and (layer := self._scope.dense(event, edge)) is not None
        }
        self._fans.show(layers)
        known = {
            edge: self._scope.strand(event, edge) if {edge.source, edge.target} <= self._known else None
            for edge in self._edges
        }
        strongest = max((strand[0] for strand in known.values() if strand), default=0.0) or 1.0
        for edge, strand in known.items():
            if strand is None or edge in layers:  # a bundle beside its single lines would say the same twice
                self._edges[edge].show_strand(Strand())
                continue
            width = 1.25 + round(15.0 * min(1.0, strand[0] / strongest)) / 4.0
            self._edges[edge].show_strand(Strand(width, round(8.0 * strand[1])))

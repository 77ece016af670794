"""Live values of a run on the items of a scene: maps, lines, and the strength of wires."""

from collections.abc import Mapping

from PySide6.QtCore import QRectF

from playground.engine.events.pictures import NodeActivity, UnitMaps, WireWeights
from playground.engine.events.run import Event
from playground.spec.graph import Edge
from playground.ui.canvas.card.card_state import Body
from playground.ui.canvas.card.live_maps import UnitPictures, sheets
from playground.ui.canvas.items.edge_item import EdgeItem, Strand
from playground.ui.canvas.items.lens import Lens
from playground.ui.canvas.items.node_item import NodeItem
from playground.ui.canvas.state.scope import Scope


class LiveValues:
    """Shows the newest values of each kind, also after another part of the network is shown.

    Attributes:
        in_sight: The visible part of the scene; pictures elsewhere are made when they come into sight.
    """

    def __init__(
        self, scope: Scope, nodes: Mapping[str, NodeItem], edges: Mapping[Edge, EdgeItem], lens: Lens
    ) -> None:
        self._scope = scope
        self._nodes = nodes
        self._edges = edges
        self._lens = lens
        self._newest: dict[type[Event], Event] = {}
        self.in_sight = QRectF()

    def show(self, event: Event) -> None:
        """Show live values, wherever in the network they belong; ignore other events."""
        if isinstance(event, UnitMaps):
            self._show_maps(event)
        elif isinstance(event, NodeActivity):
            self._show_activity(event)
        elif isinstance(event, WireWeights):
            self._show_weights(event)
        else:
            return
        self._newest[type(event)] = event

    def show_newest(self) -> None:
        """Show the newest values again after the items have changed."""
        for event in list(self._newest.values()):
            self.show(event)

    def clear_nodes(self) -> None:
        """Show no live pictures on nodes."""
        for item in self._nodes.values():
            item.clear_live()

    def clear(self) -> None:
        """Forget all live values."""
        self._newest.clear()
        self._lens.leave()
        self.clear_nodes()
        for wire in self._edges.values():
            wire.show_strand(Strand())

    def _show_maps(self, event: UnitMaps) -> None:
        mapped = self._scope.maps(
            event, (i for i, item in self._nodes.items() if item.state.body is Body.MAPS)
        )
        made = sheets({i: m for i, m in mapped.items() if self._nodes[i].card().intersects(self.in_sight)})
        for node_id, maps in mapped.items():
            self._nodes[node_id].show_maps(UnitPictures(maps, made.get(node_id)))
        self._lens.refresh()

    def _show_activity(self, event: NodeActivity) -> None:
        """Continue the lines of activation and gradient."""
        for node_id, values in self._scope.activity(event, self._nodes).items():
            self._nodes[node_id].add_activity(*values)

    def _show_weights(self, event: WireWeights) -> None:
        """Show strength and sign of the weights behind each wire, relative to the strongest."""
        known = {edge: self._scope.strand(event, edge) for edge in self._edges}
        strongest = max((strand[0] for strand in known.values() if strand), default=0.0) or 1.0
        for edge, strand in known.items():
            if strand is None:
                self._edges[edge].show_strand(Strand())
                continue
            width = 1.25 + round(15.0 * min(1.0, strand[0] / strongest)) / 4.0
            self._edges[edge].show_strand(Strand(width, round(8.0 * strand[1])))

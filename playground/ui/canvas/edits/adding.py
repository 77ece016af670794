"""Adding entries of the catalog to the network: as nodes, into wires and blocks, or as the whole network."""

from playground.app.ready import with_network
from playground.build.data.choose_data import with_dataset
from playground.build.data.features import FEATURES, toggled
from playground.build.nodes import accepts
from playground.catalog.kinds import Shape
from playground.spec.base import Choice
from playground.spec.block import edit_within
from playground.spec.graph import Edge, Graph, Node
from playground.ui.canvas.card.captions import node_title
from playground.ui.canvas.card.card_builder import insertable, leaves
from playground.ui.canvas.edits.attaching import Attaching
from playground.ui.canvas.edits.editor import Editor
from playground.ui.canvas.edits.entries import REGISTRIES, new_node
from playground.ui.canvas.edits.surgery import Position, free_spot, insert_with_room
from playground.ui.canvas.geometry import GAP, WIDTH
from playground.ui.canvas.items.port_item import EXIT, Port

CARD_HEIGHT = 104.0
"""Room kept free for a card whose final height is not known yet."""


class Adding:
    """Adds entries; new nodes end up selected."""

    def __init__(self, editor: Editor, attaching: Attaching) -> None:
        self._editor = editor
        self._attaching = attaching

    def add(self, registry: str, key: str, at: Position, *, wire: Edge | None = None) -> bool:
        """Put an entry on the canvas as a node, in the middle of a wire where one is given."""
        shape = self._shape_of(wire.source if wire else None)
        node = new_node(self._editor.graph, registry, key, at, shape)
        if node is None:
            return False
        title = node_title(node)
        if wire is not None and insertable(node):
            self._editor.edit(f"Insert {title}", lambda graph: insert_with_room(graph, node, wire))
        else:
            self._editor.edit(f"Add {title}", lambda graph: graph.add(node))
        self._editor.selection.set([node.id])
        return True

    def _shape_of(self, node_id: str | None) -> Shape | None:
        return None if node_id is None else self._editor.report.shapes.get(node_id)

    def add_connected(self, registry: str, key: str, at: Position, port: Port) -> bool:
        """Put an entry on the canvas and connect it to a port."""
        shape = self._shape_of(port.node if port.leaves else None)
        node = new_node(self._editor.graph, registry, key, at, shape)
        if node is None:
            return False

        def change(graph: Graph) -> Graph:
            graph = graph.add(node)
            if port.leaves and accepts(node)[1] != 0:
                return graph.connect(port.node, node.id, 0)
            if not port.leaves and leaves(node.kind):
                return graph.connect(node.id, port.node, port.slot)
            return graph

        self._editor.edit(f"Add {node_title(node)}", change)
        self._editor.selection.set([node.id])
        return True

    def add_by_context(self, registry: str, key: str, centre: Position, *, wire: Edge | None = None) -> bool:
        """Add an entry onto or after the selection; without one into a wire, else before the output, else near a point.

        Args:
            registry: Of the entry.
            key: Of the entry.
            centre: Where the user looks.
            wire: The wire at which the user points.
        """
        selected = self._editor.selection.nodes
        fitting = self._attaching.fitting(registry, selected)
        if fitting:
            return self._attaching.attach(registry, key, fitting)
        if registry == "initializers":
            self._editor.say("Select a layer with weights first; an initializer applies to a layer.")
            return False
        if registry in {"datasets", "networks"}:
            return self.use(registry, key)
        graph = self._editor.graph
        node = new_node(graph, registry, key, centre)
        if node is not None and insertable(node):
            after = graph.node(selected[-1]) if selected else None
            wire = self._wire_beside(after) if after is not None else wire or self._wire_to_output()
            if wire is not None:
                source = graph.node(wire.source)
                return self.add(registry, key, (source.x + WIDTH + GAP, source.y), wire=wire)
            if after is not None:
                return self._add_beside(registry, key, after)
        return self.add(registry, key, self.free_place((centre[0] - WIDTH / 2, centre[1] - 36)))

    def _add_beside(self, registry: str, key: str, node: Node) -> bool:
        """Add behind a node without a wire there, or before an output without one, and connect."""
        if leaves(node.kind):
            port, x = Port(node.id, EXIT), node.x + WIDTH + GAP
        else:
            port, x = Port(node.id, 0), node.x - WIDTH - GAP
        return self.add_connected(registry, key, self.free_place((x, node.y)), port)

    def _wire_to_output(self) -> Edge | None:
        """Return the wire into the output, if there is exactly one."""
        graph = self._editor.graph
        ends = {node.id for node in graph.nodes if node.kind == "output"}
        wires = [edge for edge in graph.edges if edge.target in ends]
        return wires[0] if len(wires) == 1 else None

    def _wire_beside(self, node: Node) -> Edge | None:
        """Return the wire behind a node: its first outgoing one, for the output its incoming one."""
        graph = self._editor.graph
        wires = graph.outputs_of(node.id) if leaves(node.kind) else graph.inputs_of(node.id)
        return next(iter(wires), None)

    def free_place(self, wish: Position) -> Position:
        """Return the position nearest to a wish where a new card covers no other."""
        boxes = [item.card() for item in self._editor.scene.nodes.values()]
        return free_spot(wish, (WIDTH, CARD_HEIGHT), ((b.x(), b.y(), b.width(), b.height()) for b in boxes))

    def use(self, registry: str, key: str) -> bool:
        """Choose a data set with its default parameters, or replace the whole network by a ready one."""
        if key not in REGISTRIES[registry]:
            return False
        label = f"Use {REGISTRIES[registry].entry(key).title}"
        if registry == "datasets":
            choice = Choice(kind=key)
            return self._editor.edit_project(label, lambda project: with_dataset(project, choice))
        whole = self._editor.scene.scope.whole
        self._editor.selection.set()
        starts = (node.id for node in self._editor.document.project.graph.nodes if node.kind == "input")
        shape = next((whole.shapes[node] for node in starts if node in whole.shapes), None)
        return self._editor.edit_project(
            label, lambda project: with_network(project, key, shape, whole.outputs)
        )

    def toggle_feature(self, name: str) -> bool:
        """Give the network one more input of 2-D data, or one less; the last one stays."""
        return self._editor.edit_project(
            f"Toggle input {FEATURES[name].title}",
            lambda project: project.with_(data=toggled(project.data, name)),
        )

    def add_into(self, registry: str, key: str, block_id: str) -> bool:
        """Put an entry at the end of what is inside a block."""
        block = self._editor.graph.node(block_id).block
        assert block is not None
        last = next((e for e in block.graph.edges if block.graph.node(e.target).kind == "output"), None)
        inside = f"{block_id}/1/{last.source}" if last is not None else None
        at = (max(node.x for node in block.graph.nodes), max(node.y for node in block.graph.nodes))
        node = new_node(block.graph, registry, key, at, self._shape_of(inside))
        if node is None:
            return False

        def change(graph: Graph) -> Graph:
            return graph.add(node) if last is None else insert_with_room(graph, node, last)

        where = node_title(self._editor.graph.node(block_id))
        self._editor.selection.set([block_id])
        return self._editor.edit(
            f"Add {node_title(node)} to {where}", lambda graph: edit_within(graph, (block_id,), change)
        )

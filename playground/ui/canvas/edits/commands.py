"""Every edit that the canvas makes, each as one named step of the document's history."""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from playground.app.choose_data import with_dataset
from playground.app.layout import arrange
from playground.app.ready import with_network
from playground.build.nodes import accepts
from playground.build.wires import can_connect
from playground.catalog.kinds import Shape
from playground.spec.base import Choice
from playground.spec.block import BlockProblem, edit_within
from playground.spec.graph import Edge, Graph, Node
from playground.ui.canvas.card.captions import count_words, entry_title, node_title
from playground.ui.canvas.card.card_builder import insertable, leaves, takes_activation, takes_initializer
from playground.ui.canvas.edits.entries import REGISTRIES, new_node
from playground.ui.canvas.edits.surgery import Position, free_spot, insert_with_room, lined_up
from playground.ui.canvas.items.geometry import GAP, WIDTH
from playground.ui.canvas.items.port_item import EXIT, Port
from playground.ui.canvas.items.scene import CanvasScene

HOW_WORDS = {
    "left": "Align left", "centre": "Align centres", "right": "Align right", "top": "Align tops",
    "middle": "Align middles", "bottom": "Align bottoms",
    "distribute_across": "Distribute across", "distribute_down": "Distribute down",
}  # fmt: skip


class Commands:
    """Edits of the document's graph; new nodes end up selected."""

    def __init__(self, scene: CanvasScene, say: Callable[[str], None]) -> None:
        self._scene = scene
        self._document = scene.document
        self._say = say

    @property
    def graph(self) -> Graph:
        """The graph as it is now."""
        return self._scene.scope.graph

    def edit(self, label: str, change: Callable[[Graph], Graph], *, merge: str | None = None) -> bool:
        """Change what is shown; whether anything changed. What cannot be is told in words."""
        try:
            return self._document.edit(label, self._scene.scope.edit(change), merge=merge, by=self)
        except BlockProblem as problem:
            self._say(str(problem))
            return False

    # --- adding ------------------------------------------------------------------------------------

    def add(self, registry: str, key: str, at: Position, *, wire: Edge | None = None) -> bool:
        """Put an entry on the canvas as a node, in the middle of a wire where one is given."""
        node = new_node(self.graph, registry, key, at, self._shape_of(wire.source if wire else None))
        if node is None:
            return False
        title = node_title(node)
        if wire is not None and insertable(node):
            self.edit(f"Insert {title}", lambda graph: insert_with_room(graph, node, wire))
        else:
            self.edit(f"Add {title}", lambda graph: graph.add(node))
        self._scene.selection.set([node.id])
        return True

    def _shape_of(self, node_id: str | None) -> Shape | None:
        return None if node_id is None else self._scene.report.shapes.get(node_id)

    def add_connected(self, registry: str, key: str, at: Position, port: Port) -> bool:
        """Put an entry on the canvas and lead a wire between it and a port."""
        node = new_node(self.graph, registry, key, at, self._shape_of(port.node if port.leaves else None))
        if node is None:
            return False

        def change(graph: Graph) -> Graph:
            graph = graph.add(node)
            if port.leaves and accepts(node)[1] != 0:
                return graph.connect(port.node, node.id, 0)
            if not port.leaves and leaves(node.kind):
                return graph.connect(node.id, port.node, port.slot)
            return graph

        self.edit(f"Add {node_title(node)}", change)
        self._scene.selection.set([node.id])
        return True

    def add_sensibly(self, registry: str, key: str, centre: Position) -> bool:
        """Add an entry where it makes sense: onto or after the selection, else near a point."""
        selected = self._scene.selection.nodes
        fitting = self.fitting(registry, selected)
        if fitting:
            return self.snap_on(registry, key, fitting)
        if registry == "initializers":
            self._say("Select a layer with weights first; the initializer goes onto it.")
            return False
        if registry in {"datasets", "networks"}:
            return self.use(registry, key)
        return self._add_after(registry, key, centre, selected[-1] if selected else None)

    def _add_after(self, registry: str, key: str, centre: Position, after: str | None) -> bool:
        """Into the wire behind a node, else behind it with a new wire, else free near a point."""
        node = new_node(self.graph, registry, key, centre)
        last = self.graph.node(after) if after is not None else None
        if last is not None and node is not None and insertable(node):
            wire = self._wire_beside(last)
            if wire is not None:
                source = self.graph.node(wire.source)
                return self.add(registry, key, (source.x + WIDTH + GAP, source.y), wire=wire)
            if leaves(last.kind):
                spot = self.free_place((last.x + WIDTH + GAP, last.y))
                return self.add_connected(registry, key, spot, Port(last.id, EXIT))
        return self.add(registry, key, self.free_place((centre[0] - WIDTH / 2, centre[1] - 36)))

    def _wire_beside(self, node: Node) -> Edge | None:
        """The wire on which "after this node" is: its first outgoing one, for the output its incoming one."""
        wires = self.graph.outputs_of(node.id) if leaves(node.kind) else self.graph.inputs_of(node.id)
        return next(iter(wires), None)

    def free_place(self, wish: Position) -> Position:
        """The place nearest to a wish where a new card covers no other."""
        boxes = [item.card() for item in self._scene.nodes.values()]
        return free_spot(wish, (WIDTH, 104.0), ((b.x(), b.y(), b.width(), b.height()) for b in boxes))

    def fitting(self, registry: str, ids: Sequence[str]) -> tuple[str, ...]:
        """Those nodes onto which an activation or initializer can be snapped."""
        fits = {"activations": takes_activation, "initializers": takes_initializer}.get(registry)
        nodes = self.graph.by_id()
        return tuple(i for i in ids if fits is not None and fits(nodes[i].kind))

    def snap_on(self, registry: str, key: str, ids: Sequence[str]) -> bool:
        """Give nodes an activation or initializer."""
        field = "activation" if registry == "activations" else "initializer"
        title = entry_title(REGISTRIES[registry], key)
        where = count_words(self.graph, tuple(ids))
        choice = Choice(kind=key)

        def change(graph: Graph) -> Graph:
            return graph.replace(*(graph.node(i).with_(**{field: choice}) for i in ids))

        self._scene.selection.set(ids)
        return self.edit(f"Set {title} on {where}", change)

    def take_off(self, ids: Sequence[str]) -> bool:
        """Remove the activations of nodes."""
        nodes = [self.graph.node(i) for i in ids]
        having = [n for n in nodes if n.activation is not None and n.kind != "activation"]

        def change(graph: Graph) -> Graph:
            return graph.replace(*(node.with_(activation=None) for node in having))

        where = count_words(self.graph, tuple(n.id for n in having)) if having else ""
        return self.edit(f"Remove activation of {where}", change)

    def use(self, registry: str, key: str) -> bool:
        """Choose a data set with its default parameters, or put a ready network in place of the whole one."""
        if key not in REGISTRIES[registry]:
            return False
        label = f"Use {REGISTRIES[registry].entry(key).title}"
        if registry == "datasets":
            choice = Choice(kind=key)
            return self._document.edit(label, lambda project: with_dataset(project, choice), by=self)
        whole = self._scene.scope.whole
        self._scene.selection.set()
        starts = (node.id for node in self._document.project.graph.nodes if node.kind == "input")
        shape = next((whole.shapes[node] for node in starts if node in whole.shapes), None)
        return self._document.edit(
            label, lambda project: with_network(project, key, shape, whole.outputs), by=self
        )

    def add_into(self, registry: str, key: str, block_id: str) -> bool:
        """Put an entry at the end of what is inside a block."""
        block = self.graph.node(block_id).block
        assert block is not None
        last = next((e for e in block.graph.edges if block.graph.node(e.target).kind == "output"), None)
        inside = f"{block_id}/1/{last.source}" if last is not None else None
        at = (max(node.x for node in block.graph.nodes), max(node.y for node in block.graph.nodes))
        node = new_node(block.graph, registry, key, at, self._shape_of(inside))
        if node is None:
            return False

        def change(graph: Graph) -> Graph:
            return graph.add(node) if last is None else insert_with_room(graph, node, last)

        where = node_title(self.graph.node(block_id))
        self._scene.selection.set([block_id])
        return self.edit(
            f"Add {node_title(node)} to {where}", lambda graph: edit_within(graph, (block_id,), change)
        )

    # --- wires -------------------------------------------------------------------------------------

    def refusal(self, source: str, target: str, slot: int, without: Edge | None = None) -> str | None:
        """Why a wire cannot be, in words; None when it can. ``without`` is a wire being led elsewhere."""
        project = self._scene.scope.project
        if without is not None:
            project = project.with_(graph=project.graph.disconnect(without))
        return can_connect(project, self._scene.report, source, target, slot)

    def connect(self, source: str, target: str, slot: int, instead_of: Edge | None = None) -> bool:
        """Lead a wire, in place of another one where given."""
        nodes = self.graph.by_id()
        names = f"{node_title(nodes[source])} to {node_title(nodes[target])}"
        if instead_of is None:
            return self.edit(f"Connect {names}", lambda graph: graph.connect(source, target, slot))

        def reroute(graph: Graph) -> Graph:
            return graph.disconnect(instead_of).connect(source, target, slot)

        return self.edit(f"Reconnect {names}", reroute)

    def connect_selected(self) -> bool:
        """Connect the selected nodes in the order in which they were chosen."""
        chosen = self._scene.selection.nodes
        if len(chosen) < 2:
            self._say("Select two nodes to connect, the source first.")
            return False
        wires = []
        for one, other in pairwise(chosen):
            slot = self._slot_for(other)
            reason = self.refusal(one, other, slot)
            if reason is None:
                wires.append((one, other, slot))
            elif self.refusal(other, one, self._slot_for(one)) is None:
                wires.append((other, one, self._slot_for(one)))
            else:
                self._say(reason)
                return False

        def change(graph: Graph) -> Graph:
            for wire in wires:
                graph = graph.connect(*wire)
            return graph

        nodes = self.graph.by_id()
        names = (
            " to ".join(node_title(nodes[i]) for i in chosen) if len(chosen) < 4 else f"{len(chosen)} nodes"
        )
        return self.edit(f"Connect {names}", change)

    def _slot_for(self, node_id: str) -> int:
        least, most = accepts(self.graph.node(node_id))
        return 0 if most == 1 and least <= 1 else self.graph.free_slot(node_id)

    def disconnect(self, edge: Edge) -> bool:
        """Remove a wire."""
        nodes = self.graph.by_id()
        label = f"Disconnect {node_title(nodes[edge.source])} from {node_title(nodes[edge.target])}"
        return self.edit(label, lambda graph: graph.disconnect(edge))

    # --- nodes that are there ------------------------------------------------------------------------

    def delete(self, nodes: Sequence[str], edges: Sequence[Edge]) -> bool:
        """Remove nodes, rewired, and wires."""
        if nodes:
            label = f"Delete {count_words(self.graph, tuple(nodes))}"
        else:
            label = "Delete wire" if len(edges) == 1 else f"Delete {len(edges)} wires"
        return self.edit(label, lambda graph: graph.disconnect(*edges).remove(nodes))

    def move(self, positions: Mapping[str, Position], *, merge: str | None = None) -> bool:
        """Put nodes elsewhere."""
        label = f"Move {count_words(self.graph, tuple(positions))}"
        return self.edit(label, lambda graph: graph.move(positions), merge=merge)

    def drop_on_wire(self, node_id: str, at: Position, wire: Edge, *, merge: str | None = None) -> bool:
        """Put an unconnected node in the middle of a wire."""
        node = self.graph.node(node_id).with_(x=at[0], y=at[1])
        label = f"Insert {node_title(node)}"
        return self.edit(label, lambda graph: insert_with_room(graph, node, wire), merge=merge)

    def copy_in(
        self, part: Graph, shift: Position, verb: str, *, merge: str | None = None
    ) -> tuple[str, ...]:
        """Add a copy of a part, moved by ``shift``; returns the new ids, which are selected."""
        added: list[str] = []

        def change(graph: Graph) -> Graph:
            graph, ids = graph.merge(part, *shift)
            added[:] = ids
            return graph

        words = count_words(part, tuple(node.id for node in part.nodes))
        self.edit(f"{verb} {words}", change, merge=merge)
        self._scene.selection.set(added)
        return tuple(added)

    def rename(self, node_id: str, title: str) -> bool:
        """Give a node a title; an empty one, or the layer's own name, brings that name back."""
        node = self.graph.node(node_id)
        plain = node_title(node.with_(title=""))
        title = "" if title.strip() == plain else title.strip()[:80]
        label = f"Rename {node_title(node)}"
        return self.edit(label, lambda graph: graph.replace(graph.node(node_id).with_(title=title)))

    def line_up(self, how: str) -> bool:
        """Align or distribute the selected nodes."""
        ids = self._scene.selection.nodes
        needed = 3 if how.startswith("distribute") else 2
        if len(ids) < needed:
            self._say(f"Select at least {'three' if needed == 3 else 'two'} nodes first.")
            return False
        return self.edit(HOW_WORDS[how], lambda graph: lined_up(graph, self.sizes(), ids, how))

    def tidy(self) -> bool:
        """Arrange the selected nodes, or all."""
        selected = self._scene.selection.nodes
        part = self.graph.part(selected) if len(selected) > 1 else self.graph
        positions = arrange(part, self.sizes())
        return self.edit("Auto-layout", lambda graph: graph.move(positions))

    def sizes(self) -> dict[str, tuple[float, float]]:
        """Of all cards."""
        return {i: (WIDTH, item.height) for i, item in self._scene.nodes.items()}

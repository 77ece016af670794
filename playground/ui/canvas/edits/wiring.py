"""Connecting nodes with wires, and removing wires."""

from itertools import pairwise

from playground.build.analysis.wires import can_connect
from playground.build.nodes import accepts
from playground.spec.graph import Edge, Graph
from playground.ui.canvas.card.captions import node_title
from playground.ui.canvas.edits.editor import Editor


class Wiring:
    """Edits of wires."""

    def __init__(self, editor: Editor) -> None:
        self._editor = editor

    def refusal(self, source: str, target: str, slot: int, without: Edge | None = None) -> str | None:
        """Return why a wire is impossible, in words; None when it is possible.

        Args:
            source: The node where the wire begins.
            target: The node where it ends.
            slot: The input of the target.
            without: A wire that the new one would replace.
        """
        project = self._editor.scene.scope.project
        if without is not None:
            project = project.with_(graph=project.graph.disconnect(without))
        return can_connect(project, self._editor.report, source, target, slot)

    def connect(self, source: str, target: str, slot: int, instead_of: Edge | None = None) -> bool:
        """Add a wire, in place of another one where given."""
        nodes = self._editor.graph.by_id()
        names = f"{node_title(nodes[source])} to {node_title(nodes[target])}"
        if instead_of is None:
            return self._editor.edit(f"Connect {names}", lambda graph: graph.connect(source, target, slot))

        def reroute(graph: Graph) -> Graph:
            return graph.disconnect(instead_of).connect(source, target, slot)

        return self._editor.edit(f"Reconnect {names}", reroute)

    def connect_selected(self) -> bool:
        """Connect the selected nodes in the order in which they were selected."""
        chosen = self._editor.selection.nodes
        if len(chosen) < 2:
            self._editor.say("Select two nodes to connect, the source first.")
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
                self._editor.say(reason)
                return False

        def change(graph: Graph) -> Graph:
            for wire in wires:
                graph = graph.connect(*wire)
            return graph

        nodes = self._editor.graph.by_id()
        names = (
            " to ".join(node_title(nodes[i]) for i in chosen) if len(chosen) < 4 else f"{len(chosen)} nodes"
        )
        return self._editor.edit(f"Connect {names}", change)

    def _slot_for(self, node_id: str) -> int:
        graph = self._editor.graph
        least, most = accepts(graph.node(node_id))
        return 0 if most == 1 and least <= 1 else graph.free_slot(node_id)

    def disconnect(self, edge: Edge) -> bool:
        """Remove a wire."""
        nodes = self._editor.graph.by_id()
        label = f"Disconnect {node_title(nodes[edge.source])} from {node_title(nodes[edge.target])}"
        return self._editor.edit(label, lambda graph: graph.disconnect(edge))

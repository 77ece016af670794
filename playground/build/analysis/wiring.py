"""The wires of a graph: what feeds each node, and what is wrong with them whatever the shapes are."""

from __future__ import annotations

from collections.abc import Iterator

from playground.build import fixes
from playground.build.nodes import title_of
from playground.build.report import Problem
from playground.spec.graph import Edge, Graph, Node


class Wiring:
    """The wires of one graph.

    Attributes:
        graph: The network, or the inside of a block.
        into: The wires into each node, by slot.
    """

    def __init__(self, graph: Graph, *, block: bool) -> None:
        """Sort the wires of a graph.

        Args:
            graph: The network, or the inside of a block.
            block: Whether it is the inside of a block, which may have several inputs.
        """
        self.graph = graph
        self._block = block
        self._nodes = graph.by_id()
        self._feeding = {edge.source for edge in graph.edges}
        self.into: dict[str, list[Edge]] = {node.id: [] for node in graph.nodes}
        self._out: dict[str, list[Edge]] = {node.id: [] for node in graph.nodes}
        for edge in sorted(graph.edges, key=lambda e: e.slot):
            self.into[edge.target].append(edge)
        for edge in graph.edges:
            self._out[edge.source].append(edge)
        self._starts = [n for n in graph.nodes if n.id not in self._feeding and n.kind != "output"]
        self._open_outputs = [n for n in graph.nodes if n.kind == "output" and not self.into[n.id]]

    def ends(self) -> Iterator[Problem]:
        """Missing or surplus inputs and outputs of the graph."""
        whole = "block" if self._block else "network"
        for kind, word, add in (("input", "an Input", fixes.prepend), ("output", "an Output", fixes.append)):
            found = [node for node in self.graph.nodes if node.kind == kind]
            if not found:
                yield Problem(f"The {whole} has no {kind}.", fixes=(add(f"Add {word}", kind),))
            for extra in found[1:] if not self._block or kind == "output" else ():
                yield Problem(
                    f"The {whole} has {len(found)} {kind}s, but can have only one.",
                    node=extra.id,
                    fixes=(fixes.remove(f"Remove this {kind}", extra.id),),
                )

    def cycle(self, circle: list[str]) -> Problem:
        """The problem of nodes that feed themselves, at the wire that leads furthest back to the left."""
        inside = [e for e in self.graph.edges if e.source in circle and e.target in circle]
        back = max(inside, key=lambda e: self._nodes[e.source].x - self._nodes[e.target].x)
        names = ", ".join(title_of(self._nodes[node_id]) for node_id in circle[:4])
        return Problem(
            f"The wires form a cycle through {names}{' …' if len(circle) > 4 else ''}.",
            node=back.source,
            fixes=(fixes.disconnect(f"Remove the wire to {title_of(self._nodes[back.target])}", back),),
            edge=(back.source, back.target),
        )

    def leaving(self, node: Node) -> Iterator[Problem]:
        """Wires that leave the output, or a node that no wire leaves."""
        if node.kind == "output":
            for edge in self._out[node.id]:
                remedy = fixes.disconnect("Remove the wire", edge)
                yield Problem("Nothing can follow the output.", node=node.id, fixes=(remedy,))
        elif node.id not in self._feeding:
            remedies = [fixes.remove("Remove it", node.id)] if node.kind != "input" else []
            if self._open_outputs:
                output = self._open_outputs[0]
                remedies.insert(0, fixes.connect("Connect it to the output", node.id, output.id))
            yield Problem(
                f"{title_of(node)} leads nowhere: its output is not connected.",
                node=node.id,
                fixes=tuple(remedies),
            )

    def arriving(self, node: Node, accepts: tuple[int, int | None]) -> Iterator[Problem]:
        """Too few or too many wires into a node, which takes between ``accepts[0]`` and ``accepts[1]``."""
        edges = self.into[node.id]
        least, most = accepts
        if node.kind == "input":
            for edge in edges:
                remedy = fixes.disconnect("Remove the wire", edge)
                yield Problem("Nothing can come before the input.", node=node.id, fixes=(remedy,))
        elif len(edges) < least:
            yield self._unfed(node, least)
        elif most is not None and len(edges) > most:
            noun = "input" if most == 1 else "inputs"
            end = "1 wire ends" if len(edges) == 1 else f"{len(edges)} wires end"
            remedy = fixes.disconnect("Remove the last wire", edges[-1])
            message = f"{title_of(node)} takes {most or 'no'} {noun}, but {end} there."
            yield Problem(message, node=node.id, fixes=(remedy,))

    def _unfed(self, node: Node, least: int) -> Problem:
        edges = self.into[node.id]
        missing = "nothing feeds it" if not edges else f"it needs {least} inputs and has {len(edges)}"
        remedies = [fixes.remove("Remove it", node.id)] if node.kind != "output" else []
        start = next((each for each in reversed(self._starts) if each.id != node.id), None)
        if not edges and start is not None and not self._leads_to(node.id, start.id):
            remedies.insert(0, fixes.connect(f"Connect {title_of(start)} to it", start.id, node.id))
        message = f"{title_of(node)} is not connected: {missing}."
        return Problem(message, node=node.id, fixes=tuple(remedies))

    def _leads_to(self, source: str, target: str) -> bool:
        stack, seen = [source], {source}
        while stack:
            for edge in self._out[stack.pop()]:
                if edge.target not in seen:
                    seen.add(edge.target)
                    stack.append(edge.target)
        return target in seen

    def without_cycles(self) -> tuple[str, ...]:
        """The nodes that do not depend on a cycle, in the order of computation."""
        waiting = {node.id: {e.source for e in self.into[node.id]} for node in self.graph.nodes}
        order: list[str] = []
        ready = [node_id for node_id, sources in waiting.items() if not sources]
        while ready:
            node_id = ready.pop(0)
            order.append(node_id)
            for target in dict.fromkeys(e.target for e in self._out[node_id]):
                waiting[target].discard(node_id)
                if not waiting[target]:
                    ready.append(target)
        return tuple(order)

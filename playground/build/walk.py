"""One pass through a network, or through the inside of a block, in the order of computation."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import playground.catalog.initializers  # noqa: F401
from playground.build import fixes
from playground.build.fixes import Part
from playground.build.nodes import OnActivation, outcome, title_of
from playground.build.report import Fix, Problem
from playground.catalog.kinds import (
    ACTIVATIONS,
    INITIALIZERS,
    LAYERS,
    Layer,
    Shape,
    ShapeProblem,
    UnknownEntry,
    describe,
)
from playground.spec.graph import Block, CycleError, Edge, Graph, Node

REMEMBERED = 512
"""Insides of blocks, each for one shape."""


@dataclass(frozen=True)
class Inside:
    """What is known of the inside of a block for the shapes that come in; by ids as the block has them.

    Attributes:
        shapes: Output shapes; those of later repeats of blocks in it are there too.
        parameters: Trainable parameters.
        multiply_adds: For one sample.
        problems: Their fixes edit the inside as if it were the whole network.
        leaves: Shape that is put out, None when it cannot be told.
    """

    shapes: dict[str, Shape]
    parameters: dict[str, int]
    multiply_adds: dict[str, int]
    problems: tuple[Problem, ...]
    leaves: Shape | None


_known: OrderedDict[tuple[int, tuple[Shape, ...]], tuple[Graph, Inside]] = OrderedDict()


def inside(graph: Graph, entries: tuple[Shape, ...]) -> Inside:
    """Look into a block, remembered: graphs never change, and edits keep those that they do not concern."""
    key = (id(graph), entries)
    found = _known.get(key)
    if found is None:
        walk = Walk(graph, entries, block=True)
        walk.run()
        known = Inside(walk.shapes, walk.parameters, walk.multiply_adds, tuple(walk.problems), walk.leaves)
        found = _known[key] = (graph, known)  # with the graph, so that no other one gets its number
        if len(_known) > REMEMBERED:
            _known.popitem(last=False)
    return found[1]


class Walk:
    """One pass through the graph in the order of computation."""

    def __init__(self, graph: Graph, entries: Sequence[Shape | None], *, block: bool = False) -> None:
        """Prepare.

        Args:
            graph: The network, or the inside of a block.
            entries: Shapes that come in, by input; None for one that is not known.
            block: It is the inside of a block, which may have several inputs and put out any shape.
        """
        self.graph = graph
        self.block = block
        self.nodes = graph.by_id()
        ports = [node.id for node in graph.nodes if node.kind == "input"]
        self.entries = dict(zip(ports, entries if block else [*entries] * len(ports), strict=False))
        self.leaves: Shape | None = None
        self.shapes: dict[str, Shape] = {}
        self.parameters: dict[str, int] = {}
        self.multiply_adds: dict[str, int] = {}
        self.problems: list[Problem] = []
        self.wires: dict[str, list[Edge]] = {node.id: [] for node in graph.nodes}
        self.fed: set[str] = {edge.source for edge in graph.edges}
        for edge in sorted(graph.edges, key=lambda e: e.slot):
            self.wires[edge.target].append(edge)

    def run(self) -> None:
        """Look at every node that does not depend on a cycle."""
        self._ends()
        try:
            order = self.graph.order()
        except CycleError as error:
            circle = list(dict.fromkeys(error.args[1]))
            self._cycle(circle)
            order = _sound_part(self.graph)
        for node_id in order:
            self._node(self.nodes[node_id])

    def _cycle(self, circle: list[str]) -> None:
        inside = [e for e in self.graph.edges if e.source in circle and e.target in circle]
        back = max(inside, key=lambda e: self.nodes[e.source].x - self.nodes[e.target].x)
        names = ", ".join(title_of(self.nodes[node_id]) for node_id in circle[:4])
        self.problems.append(
            Problem(
                f"The wires run in a circle through {names}{' …' if len(circle) > 4 else ''}.",
                node=back.source,
                fixes=(fixes.disconnect(f"Remove the wire to {title_of(self.nodes[back.target])}", back),),
                edge=(back.source, back.target),
            )
        )

    def _ends(self) -> None:
        for kind, word, add in (("input", "an Input", fixes.prepend), ("output", "an Output", fixes.append)):
            found = [node for node in self.graph.nodes if node.kind == kind]
            whole = "block" if self.block else "network"
            if not found:
                self.problems.append(
                    Problem(f"The {whole} has no {kind}.", fixes=(add(f"Add {word}", kind),))
                )
            for extra in found[1:] if not self.block or kind == "output" else ():
                message = f"The {whole} has {len(found)} {kind}s, but can have only one."
                fix = fixes.remove(f"Remove this {kind}", extra.id)
                self.problems.append(Problem(message, node=extra.id, fixes=(fix,)))

    def _node(self, node: Node) -> None:
        if node.block is not None:
            self._repeat(node, node.block)
            return
        layer = self._layer(node)
        if layer is None:
            return
        self._initializer(node)
        self._dangling(node)
        inputs = self._inputs(node, layer.inputs)
        if inputs is None:
            return
        if self.block and node.kind == "output":
            self.leaves = inputs[0]
            self._note(node.id, inputs[0], 0, 0)
            return
        try:
            known = outcome(node, inputs)
        except OnActivation as error:
            removal = fixes.drop_activation("Take the activation off", node.id)
            hints = fixes.from_hints(node, error.problem.fixes, on_activation=True)
            self._tell(node, str(error.problem), *hints, removal)
            return
        except ShapeProblem as error:
            edges = self.wires[node.id]
            cut = (fixes.disconnect("Remove the last wire", edges[-1]),) if len(edges) > 1 else ()
            self._tell(node, str(error), *fixes.from_hints(node, error.fixes), *cut)
            return
        self._note(node.id, *known)

    def _note(self, name: str, shape: Shape, parameters: int, multiply_adds: int) -> None:
        self.shapes[name], self.parameters[name], self.multiply_adds[name] = shape, parameters, multiply_adds

    # --- blocks ----------------------------------------------------------------------------------

    def _repeat(self, node: Node, block: Block) -> None:
        """Look into every repeat of a block, each with what the one before it puts out."""
        self._dangling(node)
        inputs = self._inputs(node, (len(block.inputs), len(block.inputs)))
        if inputs is None:
            return
        once = fixes.set_repeat("Do not repeat it", node.id, 1)
        if block.repeat > 1 and len(inputs) != 1:
            self._tell(
                node,
                f"{title_of(node)} has {len(inputs)} inputs, but only a block with one input can be repeated.",
                once,
            )
            return
        found: list[Inside] = []
        for number in range(1, block.repeat + 1):
            known = inside(block.graph, inputs)
            if known.problems and number > 1:
                self._tell(
                    node,
                    f"Repeat {number} of {title_of(node)} cannot take the {describe(inputs[0])} that repeat "
                    f"{number - 1} puts out: {known.problems[0].message}",
                    once,
                )
                return
            self._take_over(node, number, known)
            if known.leaves is None:
                return
            found.append(known)
            inputs = (known.leaves,)
        self._note(
            node.id,
            inputs[0],
            sum(_total(block.graph, known.parameters) for known in found),
            sum(_total(block.graph, known.multiply_adds) for known in found),
        )

    def _take_over(self, node: Node, number: int, known: Inside) -> None:
        """What is known of one repeat, under its layers' full names."""
        prefix = f"{node.id}/{number}/"
        self.shapes.update((prefix + name, shape) for name, shape in known.shapes.items())
        self.parameters.update((prefix + name, count) for name, count in known.parameters.items())
        self.multiply_adds.update((prefix + name, count) for name, count in known.multiply_adds.items())
        for problem in known.problems:
            edge = (prefix + problem.edge[0], prefix + problem.edge[1]) if problem.edge is not None else None
            self.problems.append(
                Problem(
                    problem.message,
                    node=node.id if problem.node is None else prefix + problem.node,
                    fixes=tuple(fixes.inside(node.id, fix) for fix in problem.fixes),
                    edge=edge,
                )
            )

    def _tell(self, node: Node, message: str, *remedies: Fix) -> None:
        self.problems.append(Problem(message, node=node.id, fixes=remedies))

    def _layer(self, node: Node) -> Layer | None:
        """The layer of a node; None when the node or its activation names something unknown."""
        try:
            layer = LAYERS.create(node.kind, dict(node.params))
        except UnknownEntry as error:
            self._tell(
                node, str(error), *_unset(node, error, "layer"), fixes.remove("Remove this layer", node.id)
            )
            return None
        if node.activation is None:
            return layer
        removal = fixes.drop_activation("Take the activation off", node.id)
        if not layer.takes_activation:
            self._tell(node, f"{title_of(node)} cannot carry an activation.", removal)
        try:
            ACTIVATIONS.of(node.activation)
        except UnknownEntry as error:
            self._tell(node, str(error), *_unset(node, error, "activation"), removal)
            return None
        return layer

    def _initializer(self, node: Node) -> None:
        if node.initializer is None:
            return
        try:
            INITIALIZERS.of(node.initializer)
        except UnknownEntry as error:
            removal = fixes.drop_initializer("Use the default initializer", node.id)
            self._tell(node, str(error), *_unset(node, error, "initializer"), removal)

    def _dangling(self, node: Node) -> None:
        title = title_of(node)
        if node.kind == "output":
            for edge in self.graph.outputs_of(node.id):
                self._tell(node, "Nothing can follow the output.", fixes.disconnect("Remove the wire", edge))
        elif node.id not in self.fed:
            remedies = [fixes.remove("Remove it", node.id)] if node.kind != "input" else []
            outputs = [n for n in self.graph.nodes if n.kind == "output" and not self.wires[n.id]]
            if outputs:
                remedies.insert(0, fixes.connect("Connect it to the output", node.id, outputs[0].id))
            self._tell(node, f"{title} leads nowhere: its output is not connected.", *remedies)

    def _inputs(self, node: Node, accepts: tuple[int, int | None]) -> tuple[Shape, ...] | None:
        """Shapes that arrive at a node; None when they are not known or not right in number."""
        if node.kind == "input":
            for edge in self.wires[node.id]:
                self._tell(
                    node, "Nothing can come before the input.", fixes.disconnect("Remove the wire", edge)
                )
            shape = self.entries.get(node.id)
            return None if shape is None else (shape,)
        edges = self.wires[node.id]
        least, most = accepts
        title = title_of(node)
        if len(edges) < least:
            self._unfed(node, least)
            return None
        if most is not None and len(edges) > most:
            cut = tuple(fixes.disconnect("Remove the last wire", edge) for edge in edges[-1:])
            noun = "input" if most == 1 else "inputs"
            end = "1 wire ends" if len(edges) == 1 else f"{len(edges)} wires end"
            self._tell(node, f"{title} takes {most or 'no'} {noun}, but {end} there.", *cut)
            return None
        if any(edge.source not in self.shapes for edge in edges):
            return None
        return tuple(self.shapes[edge.source] for edge in edges)

    def _unfed(self, node: Node, least: int) -> None:
        edges = self.wires[node.id]
        missing = "nothing feeds it" if not edges else f"it needs {least} inputs and has {len(edges)}"
        remedies = [fixes.remove("Remove it", node.id)] if node.kind != "output" else []
        starts = [
            n for n in self.graph.nodes if n.id not in self.fed and n.id != node.id and n.kind != "output"
        ]
        if not edges and starts and not self.graph.makes_cycle(starts[-1].id, node.id):
            label = f"Connect {title_of(starts[-1])} to it"
            remedies.insert(0, fixes.connect(label, starts[-1].id, node.id))
        self._tell(node, f"{title_of(node)} is not connected: {missing}.", *remedies)


def _total(graph: Graph, counts: Mapping[str, int]) -> int:
    """The sum over the nodes of a graph; a block's count holds those of its layers."""
    return sum(counts.get(node.id, 0) for node in graph.nodes)


def _unset(node: Node, error: UnknownEntry, part: Part) -> tuple[Fix, ...]:
    """The remedy for a parameter that is refused; none when the entry itself is unknown."""
    if error.parameter is None:
        return ()
    label = "Use the default" if error.known else "Remove the parameter"
    return (fixes.unset(label, node.id, error.parameter, part),)


def _sound_part(graph: Graph) -> tuple[str, ...]:
    """The order of the nodes that do not depend on a cycle."""
    waiting = {node.id: {e.source for e in graph.inputs_of(node.id)} for node in graph.nodes}
    order: list[str] = []
    ready = [node_id for node_id, sources in waiting.items() if not sources]
    while ready:
        node_id = ready.pop(0)
        order.append(node_id)
        for target in dict.fromkeys(e.target for e in graph.outputs_of(node_id)):
            waiting[target].discard(node_id)
            if not waiting[target]:
                ready.append(target)
    return tuple(order)

"""What a project's network does to shapes, and everything that keeps it from training. Never raises."""

from __future__ import annotations

import playground.catalog.initializers  # noqa: F401
from playground.build import fixes
from playground.build.choices import Choices, check_choices
from playground.build.fixes import Part
from playground.build.head import head_problems
from playground.build.nodes import OnActivation, outcome, title_of
from playground.build.report import Fix, Problem, Report
from playground.catalog.kinds import (
    ACTIVATIONS,
    INITIALIZERS,
    LAYERS,
    Layer,
    Shape,
    ShapeProblem,
    UnknownEntry,
)
from playground.spec.graph import CycleError, Edge, Graph, Node
from playground.spec.project import Project


def analyze(project: Project) -> Report:
    """Shapes, counts and problems of a project; what is sound is told whatever else is broken."""
    choices = check_choices(project)
    walk = _Walk(project.graph, choices)
    walk.run()
    problems = walk.problems
    if not problems and choices.outputs is not None:
        problems = [*head_problems(project, walk.shapes, choices)]
    return Report(
        shapes=walk.shapes,
        parameters=walk.parameters,
        multiply_adds=walk.multiply_adds,
        problems=(*problems, *choices.problems),
        data=choices.info,
        outputs=choices.outputs,
    )


class _Walk:
    """One pass through the graph in the order of computation."""

    def __init__(self, graph: Graph, choices: Choices) -> None:
        self.graph = graph
        self.choices = choices
        self.nodes = graph.by_id()
        self.shapes: dict[str, Shape] = {}
        self.parameters: dict[str, int] = {}
        self.multiply_adds: dict[str, int] = {}
        self.problems: list[Problem] = []
        self.wires: dict[str, list[Edge]] = {node.id: [] for node in graph.nodes}
        self.fed: set[str] = {edge.source for edge in graph.edges}
        for edge in sorted(graph.edges, key=lambda e: e.slot):
            self.wires[edge.target].append(edge)

    def run(self) -> None:
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
            if not found:
                self.problems.append(
                    Problem(f"The network has no {kind}.", fixes=(add(f"Add {word}", kind),))
                )
            for extra in found[1:]:
                message = f"The network has {len(found)} {kind}s, but can have only one."
                fix = fixes.remove(f"Remove this {kind}", extra.id)
                self.problems.append(Problem(message, node=extra.id, fixes=(fix,)))

    def _node(self, node: Node) -> None:
        layer = self._layer(node)
        if layer is None:
            return
        self._initializer(node)
        self._dangling(node, layer)
        inputs = self._inputs(node, layer)
        if inputs is None:
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
        self.shapes[node.id], self.parameters[node.id], self.multiply_adds[node.id] = known

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

    def _dangling(self, node: Node, layer: Layer) -> None:
        title = title_of(node)
        if layer.key == "output":
            for edge in self.graph.outputs_of(node.id):
                self._tell(node, "Nothing can follow the output.", fixes.disconnect("Remove the wire", edge))
        elif node.id not in self.fed:
            remedies = [fixes.remove("Remove it", node.id)] if layer.key != "input" else []
            outputs = [n for n in self.graph.nodes if n.kind == "output" and not self.wires[n.id]]
            if outputs:
                remedies.insert(0, fixes.connect("Connect it to the output", node.id, outputs[0].id))
            self._tell(node, f"{title} leads nowhere: its output is not connected.", *remedies)

    def _inputs(self, node: Node, layer: Layer) -> tuple[Shape, ...] | None:
        """Shapes that arrive at a node; None when they are not known or not right in number."""
        if layer.key == "input":
            for edge in self.wires[node.id]:
                self._tell(
                    node, "Nothing can come before the input.", fixes.disconnect("Remove the wire", edge)
                )
            return None if self.choices.shape is None else (self.choices.shape,)
        edges = self.wires[node.id]
        least, most = layer.inputs
        title = title_of(node)
        if len(edges) < least:
            missing = "nothing feeds it" if not edges else f"it needs {least} inputs and has {len(edges)}"
            remedies = [fixes.remove("Remove it", node.id)] if layer.key != "output" else []
            starts = [
                n for n in self.graph.nodes if n.id not in self.fed and n.id != node.id and n.kind != "output"
            ]
            if not edges and starts and not self.graph.makes_cycle(starts[-1].id, node.id):
                label = f"Connect {title_of(starts[-1])} to it"
                remedies.insert(0, fixes.connect(label, starts[-1].id, node.id))
            self._tell(node, f"{title} is not connected: {missing}.", *remedies)
            return None
        if most is not None and len(edges) > most:
            cut = tuple(fixes.disconnect("Remove the last wire", edge) for edge in edges[-1:])
            self._tell(node, f"{title} takes {most} input, but {len(edges)} wires end there.", *cut)
            return None
        if any(edge.source not in self.shapes for edge in edges):
            return None
        return tuple(self.shapes[edge.source] for edge in edges)


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

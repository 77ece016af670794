"""One pass through a network, or through the inside of a block, in the order of computation."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from playground.build import fixes
from playground.build.analysis.node_entries import entries_of
from playground.build.analysis.wiring import Wiring
from playground.build.nodes import OnActivation, outcome, title_of
from playground.build.report import Fix, Problem
from playground.catalog.kinds import Shape, ShapeProblem, describe
from playground.spec.graph import Block, CycleError, Graph, Node

REMEMBERED = 512
"""Number of analyses of blocks that are kept, each for one tuple of input shapes."""


@dataclass(frozen=True)
class BlockAnalysis:
    """What follows for the inside of a block from the shapes that come in; node ids are those inside the block.

    Attributes:
        shapes: Output shapes, also those in later repeats of nested blocks.
        parameters: Numbers of trainable parameters.
        multiply_adds: Multiply-add operations for one sample.
        problems: Their fixes edit the inside as if it were the whole network.
        output: Output shape of the block, None when it is unknown.
    """

    shapes: dict[str, Shape]
    parameters: dict[str, int]
    multiply_adds: dict[str, int]
    problems: tuple[Problem, ...]
    output: Shape | None


_known: OrderedDict[tuple[int, tuple[Shape, ...]], tuple[Graph, BlockAnalysis]] = OrderedDict()


def analyze_block(graph: Graph, inputs: tuple[Shape, ...]) -> BlockAnalysis:
    """Analyze the inside of a block, from memory where the same graph was analyzed for the same shapes.

    Graphs never change, and edits keep the graphs of blocks that they do not touch.
    """
    key = (id(graph), inputs)
    found = _known.get(key)
    if found is None:
        walk = Walk(graph, inputs, block=True)
        walk.run()
        analysis = BlockAnalysis(
            walk.shapes, walk.parameters, walk.multiply_adds, tuple(walk.problems), walk.output
        )
        found = _known[key] = (graph, analysis)  # keeps the graph alive, so that its id stays unique
        if len(_known) > REMEMBERED:
            _known.popitem(last=False)
    return found[1]


class Walk:
    """One pass through a graph in the order of computation.

    Attributes:
        shapes: Output shape of every node for which it is known.
        parameters: Numbers of trainable parameters by node.
        multiply_adds: Multiply-add operations for one sample by node.
        problems: Everything that is wrong with nodes and wires.
        output: Output shape of a block, None when it is unknown.
    """

    def __init__(self, graph: Graph, inputs: Sequence[Shape | None], *, block: bool = False) -> None:
        """Prepare.

        Args:
            graph: The network, or the inside of a block.
            inputs: Input shapes by slot; None for one that is unknown.
            block: Whether it is the inside of a block, which may have several inputs and any output shape.
        """
        self.graph = graph
        self.output: Shape | None = None
        self.shapes: dict[str, Shape] = {}
        self.parameters: dict[str, int] = {}
        self.multiply_adds: dict[str, int] = {}
        self.problems: list[Problem] = []
        self._block = block
        self._wiring = Wiring(graph, block=block)
        ports = [node.id for node in graph.nodes if node.kind == "input"]
        self._inputs = dict(zip(ports, inputs if block else [*inputs] * len(ports), strict=False))

    def run(self) -> None:
        """Visit every node that does not depend on a cycle."""
        self.problems += self._wiring.ends()
        try:
            order = self.graph.order()
        except CycleError as error:
            self.problems.append(self._wiring.cycle(list(dict.fromkeys(error.args[1]))))
            order = self._wiring.without_cycles()
        nodes = self.graph.by_id()
        for node_id in order:
            self._visit(nodes[node_id])

    def _visit(self, node: Node) -> None:
        if node.block is not None:
            self._visit_block(node, node.block)
            return
        layer, problems = entries_of(node)
        self.problems += problems
        if layer is None:
            return
        self.problems += self._wiring.leaving(node)
        inputs = self._arriving(node, layer.inputs)
        if inputs is None:
            return
        if self._block and node.kind == "output":
            self.output = inputs[0]
            self._note(node.id, inputs[0], 0, 0)
            return
        try:
            self._note(node.id, *outcome(node, inputs))
        except OnActivation as error:
            removal = fixes.drop_activation("Remove the activation", node.id)
            hints = fixes.from_hints(node, error.problem.fixes, on_activation=True)
            self._report(node, str(error.problem), *hints, removal)
        except ShapeProblem as error:
            edges = self._wiring.into[node.id]
            cut = (fixes.disconnect("Remove the last wire", edges[-1]),) if len(edges) > 1 else ()
            self._report(node, str(error), *fixes.from_hints(node, error.fixes), *cut)

    def _arriving(self, node: Node, accepts: tuple[int, int | None]) -> tuple[Shape, ...] | None:
        """Shapes that arrive at a node; None when they are unknown or not right in number."""
        problems = [*self._wiring.arriving(node, accepts)]
        self.problems += problems
        if node.kind == "input":
            shape = self._inputs.get(node.id)
            return None if shape is None else (shape,)
        edges = self._wiring.into[node.id]
        if problems or any(edge.source not in self.shapes for edge in edges):
            return None
        return tuple(self.shapes[edge.source] for edge in edges)

    def _note(self, name: str, shape: Shape, parameters: int, multiply_adds: int) -> None:
        self.shapes[name], self.parameters[name], self.multiply_adds[name] = shape, parameters, multiply_adds

    def _report(self, node: Node, message: str, *remedies: Fix) -> None:
        self.problems.append(Problem(message, node=node.id, fixes=remedies))

    # --- blocks ----------------------------------------------------------------------------------

    def _visit_block(self, node: Node, block: Block) -> None:
        """Analyze every repeat of a block, each with the output of the one before it."""
        self.problems += self._wiring.leaving(node)
        inputs = self._arriving(node, (len(block.inputs), len(block.inputs)))
        if inputs is None:
            return
        once = fixes.set_repeat("Do not repeat it", node.id, 1)
        if block.repeat > 1 and len(inputs) != 1:
            self._report(
                node,
                f"{title_of(node)} has {len(inputs)} inputs, but only a block with one input can be repeated.",
                once,
            )
            return
        repeats: list[BlockAnalysis] = []
        for number in range(1, block.repeat + 1):
            analysis = analyze_block(block.graph, inputs)
            if analysis.problems and number > 1:
                self._report(
                    node,
                    f"Repeat {number} of {title_of(node)} cannot take the {describe(inputs[0])} that repeat "
                    f"{number - 1} outputs: {analysis.problems[0].message}",
                    once,
                )
                return
            self._add_repeat(node, number, analysis)
            if analysis.output is None:
                return
            repeats.append(analysis)
            inputs = (analysis.output,)
        self._note(
            node.id,
            inputs[0],
            sum(_total(block.graph, each.parameters) for each in repeats),
            sum(_total(block.graph, each.multiply_adds) for each in repeats),
        )

    def _add_repeat(self, node: Node, number: int, analysis: BlockAnalysis) -> None:
        """Add the analysis of one repeat under its layers' full names."""
        prefix = f"{node.id}/{number}/"
        self.shapes.update((prefix + name, shape) for name, shape in analysis.shapes.items())
        self.parameters.update((prefix + name, count) for name, count in analysis.parameters.items())
        self.multiply_adds.update((prefix + name, count) for name, count in analysis.multiply_adds.items())
        for problem in analysis.problems:
            edge = (prefix + problem.edge[0], prefix + problem.edge[1]) if problem.edge is not None else None
            self.problems.append(
                Problem(
                    problem.message,
                    node=node.id if problem.node is None else prefix + problem.node,
                    fixes=tuple(fixes.inside(node.id, fix) for fix in problem.fixes),
                    edge=edge,
                )
            )


def _total(graph: Graph, counts: Mapping[str, int]) -> int:
    """The sum over the nodes of a graph; a block's count includes those of its layers."""
    return sum(counts.get(node.id, 0) for node in graph.nodes)

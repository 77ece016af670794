"""The passes through a graph, one step at a time: first the values, then the gradients."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

import numpy as np

from playground.arrays import Doubles
from playground.backprop.graph import PaperGraph


@dataclass(frozen=True, eq=False)
class ForwardStep:
    """A result is computed.

    Attributes:
        node: Its number.
    """

    node: int


@dataclass(frozen=True, eq=False)
class BackwardStep:
    """A gradient is handed to one operand, or the first gradient is set.

    Attributes:
        node: Whose gradient is handed on; the result for the first step.
        parent: Which node gets it; the same as ``node`` for the first step.
        operand: Which operand of ``node`` that is; −1 for the first step.
        above: The gradient of ``node``; None for the first step.
        count: Its number among the contributions to the parent's gradient, from 1.
        contribution: Product of local derivative and gradient, of the parent's shape.
        before: The parent's gradient before this contribution; None for the first one.
        total: With it.
    """

    node: int
    parent: int
    operand: int
    above: Doubles | None
    count: int
    contribution: Doubles
    before: Doubles | None
    total: Doubles

    @property
    def first(self) -> bool:
        """Whether it sets the derivative of the result by itself."""
        return self.operand < 0


Step = ForwardStep | BackwardStep


def forward_steps(graph: PaperGraph) -> list[ForwardStep]:
    """Return a step for each result, in the order of computation."""
    return [ForwardStep(number) for number, node in enumerate(graph.nodes) if node.operation is not None]


def backward_steps(graph: PaperGraph) -> list[BackwardStep]:
    """Return a step for each way a gradient takes, from the result to what is wanted; empty when nothing is."""
    if not graph.needed[graph.output]:
        return []
    one = np.ones_like(graph.nodes[-1].value)
    gradients: list[Doubles | None] = [None] * len(graph.nodes)
    counts = [0] * len(graph.nodes)
    gradients[graph.output] = one
    steps = [BackwardStep(graph.output, graph.output, -1, None, 1, one, None, one)]
    for number in reversed(range(len(graph.nodes))):
        gradient, node = gradients[number], graph.nodes[number]
        if gradient is None or node.operation is None:
            continue
        values = graph.operands(number)
        for operand, parent in enumerate(node.parents):
            if not graph.needed[parent]:
                continue
            with np.errstate(all="ignore"):
                part = node.operation.product(operand, values, node.value, gradient)
                before = gradients[parent]
                total = part if before is None else before + part
            gradients[parent] = total
            counts[parent] += 1
            steps.append(BackwardStep(number, parent, operand, gradient, counts[parent], part, before, total))
    return steps


class Walk:
    """A place among the steps of a graph, which can be moved forward and back.

    Attributes:
        graph: Whose steps they are.
        steps: Forward, then backward.
        turn: How many steps are forward ones: the place where all values and no gradients are known.
        at: How many steps are done.
        known: Whether the value of each node is known.
        gradients: Of each node so far; None where no contribution has come.
        counts: How many contributions have come.
    """

    def __init__(self, graph: PaperGraph) -> None:
        self.graph = graph
        forward = forward_steps(graph)
        self.steps: tuple[Step, ...] = (*forward, *backward_steps(graph))
        self.turn = len(forward)
        self._places = {
            (step.node, step.operand): place
            for place, step in enumerate(self.steps)
            if isinstance(step, BackwardStep)
        }
        self.at = 0
        self.known = [node.operation is None for node in graph.nodes]
        self.gradients: list[Doubles | None] = [None] * len(graph.nodes)
        self.counts = [0] * len(graph.nodes)
        self.move(self.turn)

    @property
    def step(self) -> Step | None:
        """The step that was done last; None at the start."""
        return self.steps[self.at - 1] if self.at else None

    @property
    def complete(self) -> bool:
        """Whether all steps are done."""
        return self.at == len(self.steps)

    def move(self, to: int) -> set[int]:
        """Go to a place; returns the nodes that look different there."""
        to = max(0, min(to, len(self.steps)))
        touched = set(chain(self._nodes_at(self.at), self._nodes_at(to)))
        while self.at < to:
            self._do(self.steps[self.at])
            self.at += 1
            touched.update(self._nodes_at(self.at))
        while self.at > to:
            touched.update(self._nodes_at(self.at))
            self.at -= 1
            self._undo(self.steps[self.at])
        return touched

    def whole(self, number: int) -> bool:
        """Whether all contributions to a gradient have come."""
        return self.counts[number] >= max(1, self.graph.uses[number])

    def passed(self, node: int, operand: int) -> bool:
        """Whether a gradient was handed from a node to one of its operands."""
        return self._places.get((node, operand), len(self.steps)) < self.at

    def _nodes_at(self, place: int) -> tuple[int, ...]:
        if not place:
            return ()
        step = self.steps[place - 1]
        return (step.node,) if isinstance(step, ForwardStep) else (step.node, step.parent)

    def _do(self, step: Step) -> None:
        if isinstance(step, ForwardStep):
            self.known[step.node] = True
        else:
            self.gradients[step.parent], self.counts[step.parent] = step.total, step.count

    def _undo(self, step: Step) -> None:
        if isinstance(step, ForwardStep):
            self.known[step.node] = False
        else:
            self.gradients[step.parent], self.counts[step.parent] = step.before, step.count - 1

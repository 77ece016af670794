"""Graphs of operations with their values, and what puts them together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np

from playground.arrays import Doubles
from playground.backprop.operation import Operation

Role = Literal["input", "parameter", "constant", "result"]
MOST_NODES = 3_000
"""Nodes of a graph; more cannot be laid out while somebody waits."""
MOST_NUMBERS = 20_000_000
"""Numbers in all values of a graph."""


class TooLarge(ValueError):
    """A graph that does not fit on paper; the message is one sentence."""


@dataclass(frozen=True, eq=False)
class Node:
    """A value of a graph.

    Attributes:
        name: E.g. ``W₁``; unique but for constants.
        role: ``result`` for what an operation computes.
        value: In double precision.
        operation: None unless it is a result.
        parents: Numbers of the operands.
        part: Of which layer it is; empty in an expression.
        hint: What it stands for, in a few words; may be empty.
    """

    name: str
    role: Role
    value: Doubles
    operation: Operation | None = None
    parents: tuple[int, ...] = ()
    part: str = ""
    hint: str = ""


@dataclass(frozen=True, eq=False)
class PaperGraph:
    """Nodes in the order of computation; the last one is a single number whose gradients are computed.

    Attributes:
        nodes: Operands stand before what is computed from them.
        wanted: Numbers of the inputs and parameters whose gradients are asked for; others are only intermediate.
    """

    nodes: tuple[Node, ...]
    wanted: frozenset[int]

    @cached_property
    def needed(self) -> tuple[bool, ...]:
        """Whether a gradient passes each node: it leads from something wanted to the result."""
        found: list[bool] = []
        for number, node in enumerate(self.nodes):
            found.append(number in self.wanted or any(found[parent] for parent in node.parents))
        return tuple(here and used for here, used in zip(found, self._leading, strict=True))

    @cached_property
    def _leading(self) -> tuple[bool, ...]:
        """Whether the result depends on each node."""
        found = [False] * len(self.nodes)
        found[-1] = True
        for number in reversed(range(len(self.nodes))):
            if found[number]:
                for parent in self.nodes[number].parents:
                    found[parent] = True
        return tuple(found)

    @cached_property
    def uses(self) -> tuple[int, ...]:
        """How many contributions the gradient of each node is the sum of."""
        counted = Counter(
            parent
            for node, needed in zip(self.nodes, self.needed, strict=True)
            if needed
            for parent in node.parents
        )
        return tuple(counted[number] for number in range(len(self.nodes)))

    @property
    def output(self) -> int:
        """Number of the last node."""
        return len(self.nodes) - 1

    def intermediate(self, number: int) -> bool:
        """Whether a gradient passes a node that nobody has asked for."""
        return self.needed[number] and number not in self.wanted

    def names(self, numbers: Iterable[int]) -> list[str]:
        """Return the names of some nodes."""
        return [self.nodes[number].name for number in numbers]

    def text(self, number: int) -> str:
        """Write how a result is computed; empty for the others."""
        node = self.nodes[number]
        return "" if node.operation is None else node.operation.text(self.names(node.parents))

    def operands(self, number: int) -> list[Doubles]:
        """Return the values of a node's parents."""
        return [self.nodes[parent].value for parent in self.nodes[number].parents]


class Builder:
    """Puts a graph together node by node; values are computed at once."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._names: set[str] = set()
        self._next: Counter[str] = Counter()
        self._numbers = 0
        self.part = ""

    def reserve(self, names: Iterable[str]) -> None:
        """Keep names free for nodes that come later."""
        self._names.update(names)

    def leaf(self, name: str, role: Role, value: Doubles, hint: str = "") -> int:
        """Add a value that is given; returns its number."""
        if role != "constant":
            self._names.add(name)
        return self._add(Node(name, role, np.asarray(value, np.float64), part=self.part, hint=hint))

    def apply(
        self, operation: Operation, parents: Sequence[int], name: str = "", stem: str = "", hint: str = ""
    ) -> int:
        """Add the result of an operation; returns its number.

        Args:
            operation: What is computed.
            parents: Numbers of its operands.
            name: Of the result.
            stem: Without a name, begins the next free one; with neither, ``finish`` names it.
            hint: What it stands for.

        Raises:
            ValueError: When shapes do not fit.
            TooLarge: When the graph becomes too large.
        """
        with np.errstate(all="ignore"):
            value = operation.forward([self.nodes[parent].value for parent in parents])
        return self._add(
            Node(
                name or (self._free(stem) if stem else ""),
                "result",
                value,
                operation,
                tuple(parents),
                self.part,
                hint,
            )
        )

    def name(self, number: int, name: str) -> None:
        """Name a result that has no name yet."""
        if not self.nodes[number].name:
            self._names.add(name)
            self.nodes[number] = replace(self.nodes[number], name=name)

    def finish(self, wanted: Iterable[int]) -> PaperGraph:
        """Return the graph; the last node must be a single number."""
        chosen = frozenset(wanted)
        for number, node in enumerate(self.nodes):
            if not node.name:
                self.name(number, self._free("v"))
        return PaperGraph(tuple(self.nodes), chosen)

    def _add(self, node: Node) -> int:
        self._numbers += node.value.size
        if len(self.nodes) >= MOST_NODES:
            raise TooLarge(f"The graph would have more than {MOST_NODES:,} nodes; fold some layers.")
        if self._numbers > MOST_NUMBERS:
            raise TooLarge(
                f"The values of one sample are more than {MOST_NUMBERS:,} numbers; leave more layers as one node."
            )
        self.nodes.append(node)
        return len(self.nodes) - 1

    def _free(self, stem: str) -> str:
        while True:
            self._next[stem] += 1
            name = f"{stem}{subscript(self._next[stem])}"
            if name not in self._names:
                self._names.add(name)
                return name


def subscript(number: int) -> str:
    """Return a whole number in small digits below the line."""
    return str(number).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))

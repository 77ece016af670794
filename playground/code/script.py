"""A script, and the page on which it is written line by line."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from numpy.typing import NDArray

Lines = tuple[int, int]
"""First and last line of a passage, counted from 1."""


class AboveRung(ValueError):
    """Something of a project cannot be written on the chosen rung; the message is one sentence that says what.

    Attributes:
        node: Full id of the layer that is above the rung; None when it is about training or data.
    """

    def __init__(self, message: str, node: str | None = None) -> None:
        super().__init__(message)
        self.node = node


@dataclass(frozen=True)
class Weights:
    """Where the weights of a layer or activation are in the data file.

    Attributes:
        node: Full id of the node.
        activation: Whether they belong to its activation.
        names: Array of each parameter, by the parameter's name in the module; None for ``prefix`` and that name.
        prefix: The module's name with a dot.
        computed: Buffers that the script computes itself.
        convert: From the weights of the module to arrays ``prefix`` and 0, 1, ...; None to keep them as they are.
    """

    node: str
    activation: bool = False
    names: Mapping[str, str] | None = None
    prefix: str = ""
    computed: tuple[str, ...] = ()
    convert: Callable[[Mapping[str, NDArray[Any]]], Sequence[NDArray[Any]]] | None = None

    def name_of(self, parameter: str) -> str | None:
        """The array of a parameter or buffer; None for one that is not stored."""
        if self.names is not None:
            return self.names.get(parameter)
        return None if parameter in self.computed else f"model.{self.prefix}{parameter}"


@dataclass(frozen=True)
class Script:
    """A script that runs alone beside its data file.

    Attributes:
        text: The source.
        lines_by_node: The passages about each node by its full id, e.g. ``block-1/2/linear-1``; blocks have those of
            all layers inside them.
        weights: Which weights the data file holds under which names.
        orders: Whether the data file holds the order of the samples, which torch draws and numpy cannot.
        prepares: Whether the script does the preprocessing, so that the data file holds samples without it.
    """

    text: str
    lines_by_node: Mapping[str, tuple[Lines, ...]]
    weights: tuple[Weights, ...] = ()
    orders: bool = False
    prepares: bool = False

    def node_at(self, line: int) -> str | None:
        """The innermost node that a line is about; None for lines about the whole."""
        about = (node for node, parts in self.lines_by_node.items() if any(a <= line <= b for a, b in parts))
        return max(about, key=lambda node: node.count("/"), default=None)


def as_words(text: str) -> str:
    """Return a name for comments and docstrings: one line, with nothing that would end them or that an editor obeys."""
    line = "".join(c if c.isprintable() else "�" for c in " ".join(text.split()))
    return re.sub('"{2,}', '"', line).replace("\\", "/")


def as_literal(text: str) -> str:
    """Return a text as a string in the script."""
    return json.dumps(text, ensure_ascii=not text.isprintable())


@dataclass
class Page:
    """A script in the making.

    Attributes:
        lines: The lines so far.
        weights: See ``Script``.
    """

    lines: list[str] = field(default_factory=list)
    weights: list[Weights] = field(default_factory=list)
    _marks: dict[str, list[Lines]] = field(default_factory=dict)

    def write(self, text: str = "", node: str | None = None, indent: int = 0) -> None:
        """Add lines, which are about a node if one is given."""
        new = [" " * indent + line if line else "" for line in text.split("\n")]
        first = len(self.lines) + 1
        self.lines += new
        if node is not None:
            self._mark(node, first, len(self.lines))

    def section(self, title: str) -> None:
        """Begin a section with a headline, below an empty line."""
        self.lines += [f"# {title}"] if self.lines and not self.lines[-1] else ["", f"# {title}"]

    def define(self, source: str) -> None:
        """Write a class or function between empty lines."""
        while self.lines and not self.lines[-1]:
            self.lines.pop()
        self.write(f"\n\n{source.strip()}\n\n")

    def script(self, *, orders: bool = False, prepares: bool = False) -> Script:
        """The finished script."""
        marks = {node: tuple(parts) for node, parts in self._marks.items()}
        return Script("\n".join(self.lines).strip("\n") + "\n", marks, tuple(self.weights), orders, prepares)

    def _mark(self, node: str, first: int, last: int) -> None:
        for name in _around(node):
            parts = self._marks.setdefault(name, [])
            if parts and parts[-1][1] == first - 1:
                parts[-1] = (parts[-1][0], last)
            else:
                parts.append((first, last))


def _around(node: str) -> Iterable[str]:
    """A layer and the blocks around it: ``a/1/b/2/c`` lies in ``a`` and in ``a/1/b``."""
    parts = node.split("/")
    return ("/".join(parts[:count]) for count in range(1, len(parts) + 1, 2))

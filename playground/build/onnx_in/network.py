"""The network of an ONNX file on the canvas, with its weights."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from playground.build.onnx_in.board import Board, NotInCatalog, Wire
from playground.build.onnx_in.fuse import fuse
from playground.build.onnx_in.rules import RULES
from playground.build.onnx_in.source import Array, Operation, Source, read_source
from playground.catalog.kinds import Shape, Tokens
from playground.spec.graph import Graph
from playground.spec.paths import FileProblem, checked_path, shown_name

NAMED = 3
"""Operations that a sentence names."""
MOST_NUMBERS = 2**28
"""Numbers in one sample."""


@dataclass(frozen=True)
class Imported:
    """A network from a file.

    Attributes:
        graph: The layers.
        arrays: Weights by ``node/parameter``.
        shape: Shape of a sample.
        outputs: Numbers that it puts out.
        probabilities: Whether it ends with a softmax.
    """

    graph: Graph
    arrays: Mapping[str, Array]
    shape: Shape
    outputs: int
    probabilities: bool


def read_network(path: str | os.PathLike[str]) -> Imported:
    """Read a file; nothing in it is run.

    Raises:
        FileProblem: When the file is damaged, or holds operations that are not in the catalog; one sentence names them.
    """
    name = shown_name(checked_path(path))
    source = read_source(path)
    fuse(source)
    _drop_log_softmax(source)
    _refuse_unknown(source.operations, name)
    board = Board(source.operations, source.sizes[0] if source.sizes else None)
    shape = _begin(board, source, name)
    board.values.update(source.constants)
    for number, operation in enumerate(source.operations, 1):
        try:
            made = RULES[operation.kind](board, operation)
            board.values[operation.outputs[0]] = np.asarray(made) if isinstance(made, np.generic) else made
        except NotInCatalog as problem:
            raise _refusal(name, operation, number, len(source.operations), str(problem)) from None
        except (ValueError, IndexError, KeyError, TypeError, AttributeError, OverflowError, MemoryError):
            words = "its settings do not fit its inputs"
            raise _refusal(name, operation, number, len(source.operations), words) from None
    return _finished(board, source, shape, name)


def _refusal(name: str, operation: Operation, number: int, count: int, words: str) -> FileProblem:
    return FileProblem(
        f"{name}: {_named(operation)} (operation {number} of {count}) is not in the catalog: {words}."
    )


def _named(operation: Operation) -> str:
    kind = operation.kind.rsplit(".", 1)[-1]
    return f"{kind} “{operation.name}”"


def _refuse_unknown(operations: Sequence[Operation], name: str) -> None:
    unknown = [(number, op) for number, op in enumerate(operations, 1) if op.kind not in RULES]
    if not unknown:
        return
    first = {operation.kind: (number, operation) for number, operation in reversed(unknown)}
    listed = [f"{_named(op)} (operation {number} of {len(operations)})" for number, op in first.values()][
        ::-1
    ]
    more = f" and {len(listed) - NAMED} more" if len(listed) > NAMED else ""
    verb = "is" if len(listed) == 1 else "are"
    raise FileProblem(f"{name}: {', '.join(listed[:NAMED])}{more} {verb} not in the catalog.")


def _drop_log_softmax(source: Source) -> None:
    """Leave out a logarithm of shares at the end, which cross-entropy takes by itself."""
    if source.operations and source.operations[-1].kind == "LogSoftmax":
        source.operations[-1] = replace(source.operations[-1], kind="Identity", attributes={})


def _begin(board: Board, source: Source, name: str) -> Shape:
    """Place the input, laid out as the first operations want it."""
    sizes = source.sizes[1:]
    if not sizes or len(sizes) > 3 or any(size is None or size < 1 for size in sizes):
        given = " × ".join("?" if size is None else str(size) for size in source.sizes) or "none"
        raise FileProblem(
            f"{name}: its input has the sizes {given}; the canvas takes samples of one to three sizes that are known."
        )
    known = [size for size in sizes if size is not None]
    numbers = 1
    for size in known:
        numbers *= size
    if numbers > MOST_NUMBERS:
        raise FileProblem(f"{name}: a sample has {numbers:,} numbers, more than {MOST_NUMBERS:,}.")
    axes = _axes(source, len(known))
    shape = tuple(known[axes.index(axis) - 1] for axis in range(1, len(axes)))
    kept: Shape = Tokens(shape[0], _vocabulary(source)) if source.tokens and len(shape) == 1 else shape
    board.begin(source.input, kept, axes)
    return kept


def _axes(source: Source, count: int) -> tuple[int, ...]:
    """Where the file has each axis: a sequence with features first, or an image with channels last, is turned."""
    users = [operation for operation in source.operations if source.input in operation.inputs]
    first = {operation.kind for operation in users}
    if count == 2 and first <= {"Conv", "BatchNormalization"}:
        return (0, 2, 1)
    if count == 3 and all(
        op.kind == "Transpose" and list(op.attributes.get("perm", ())) == [0, 3, 1, 2] for op in users
    ):
        return (0, 2, 3, 1)
    return tuple(range(count + 1))


def _vocabulary(source: Source) -> int:
    """Rows of the table that tokens are looked up in."""
    for operation in source.operations:
        if operation.kind == "Gather" and operation.inputs[0] in source.constants:
            return max(1, len(source.constants[operation.inputs[0]]))
    return 2


def _finished(board: Board, source: Source, shape: Shape, name: str) -> Imported:
    end = board.values[source.output]
    if not isinstance(end, Wire) or len(end.shape) != 1 or end.columns is not None:
        raise FileProblem(f"{name}: the output is not a list of numbers for each sample.")
    activation = board.placed[end.node].activation
    try:
        board.place("output", {}, (end,), {})
        graph = board.graph()
    except (NotInCatalog, ValueError):
        raise FileProblem(f"{name}: the network is larger than a canvas takes.") from None
    softmax = activation is not None and activation[0] == "softmax"
    return Imported(graph, board.arrays(), shape, end.shape[0], softmax)

"""Other shapes of the same numbers, and sizes that are computed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import prod

import numpy as np

from playground.build.onnx_in.board import BATCH, Board, Carried, NotInCatalog, Pending, Wire
from playground.build.onnx_in.source import Array, Operation


def passed(board: Board, operation: Operation) -> Carried:
    """What passes its input on."""
    found = board.get(operation, 0)
    if found is None:
        raise NotInCatalog("its input is missing")
    if isinstance(found, Wire) and board.users[operation.inputs[0]] > 1:
        board.share(found)
    return found


def cast(board: Board, operation: Operation) -> Carried:
    """Numbers stay numbers; known sizes become whole."""
    found = passed(board, operation)
    if isinstance(found, np.ndarray) and operation.attributes.get("to") in {6, 7}:
        return found.astype(np.int64)
    return found


def dropout(board: Board, operation: Operation) -> Carried:
    """``Dropout``."""
    x = board.wire(operation)
    ratio = operation.attributes.get("ratio")
    given = board.known(operation, 1)
    share = float(ratio if ratio is not None else 0.5 if given is None else given.ravel()[0])
    if not share:
        return x
    placed = board.place("dropout", {"probability": round(share, 7)}, (x,), {})
    return replace(placed, axes=x.axes, columns=x.columns)


def transpose(board: Board, operation: Operation) -> Carried:
    """Axes in another order, which is noted; the layers that follow take it into account."""
    found = board.get(operation, 0)
    if isinstance(found, np.ndarray):
        return np.transpose(found, operation.attributes.get("perm"))
    x = board.wire(operation)
    order = operation.attributes.get("perm", list(range(len(x.axes)))[::-1])
    if board.users[operation.inputs[0]] > 1:
        board.share(x)
    return replace(x, axes=tuple(x.axes[axis] for axis in order))


def shape(board: Board, operation: Operation) -> Carried:
    """Known sizes."""
    found = board.get(operation, 0)
    sizes = found.shape if isinstance(found, np.ndarray) else board.wire(operation).sizes
    start, end = operation.attributes.get("start", 0), operation.attributes.get("end")
    return np.array(sizes[start:end], np.int64)


def sliced(board: Board, operation: Operation) -> Carried:
    """A part of known sizes, or the last step of a sequence."""
    found = board.get(operation, 0)
    starts, ends = board.ints(operation, "starts", 1), board.ints(operation, "ends", 2)
    axes, steps = board.ints(operation, "axes", 3), board.ints(operation, "steps", 4)
    if not isinstance(found, np.ndarray) or not starts or not ends:
        raise NotInCatalog("it takes a part of the values")
    for axis, start, end, step in zip(
        axes or range(len(starts)), starts, ends, steps or [1] * len(starts), strict=True
    ):
        found = np.take(found, range(*slice(start, end, step).indices(found.shape[axis])), axis)
    return found


def flatten(board: Board, operation: Operation) -> Carried:
    """``Flatten``."""
    x = board.wire(operation)
    axis = operation.attributes.get("axis", 1)
    if axis % max(1, len(x.axes)) != 1 and not (axis == 1 or len(x.axes) == 1):
        raise NotInCatalog("it does not keep the samples apart")
    return laid_out(board, operation.inputs[0], x, (prod(x.shape),))


def reshape(board: Board, operation: Operation) -> Carried:
    """``Flatten``, ``Reshape`` or ``Rows``; known sizes take the shape themselves."""
    found, wanted = board.get(operation, 0), board.ints(operation, "shape", 1)
    if wanted is None:
        raise NotInCatalog("its shape is missing")
    if isinstance(found, np.ndarray):
        return found.reshape(wanted)
    x = board.wire(operation)
    return laid_out(board, operation.inputs[0], x, _sizes(x, wanted, board.batch))


def _sizes(x: Wire, wanted: Sequence[int], batch: int | None) -> tuple[int, ...]:
    """The sizes of a sample, without 0 for “as before” and -1 for “what is left”."""
    if x.axes[0] != 0:
        raise NotInCatalog("the samples do not come first")
    before = x.sizes
    filled = [
        before[place] if size == 0 and place < len(before) else size for place, size in enumerate(wanted)
    ]
    first, *rest = filled
    numbers = prod(x.shape)
    known = prod(size for size in rest if size != -1)
    if known <= 0 or any(size == BATCH or size < -1 for size in rest) or rest.count(-1) > 1:
        raise NotInCatalog("its shape does not keep the samples apart")
    rest = [numbers // known if size == -1 else size for size in rest]
    if prod(rest) != numbers or not (first in {BATCH, -1} or first == batch):
        raise NotInCatalog(f"its shape {' × '.join(map(str, wanted))} does not keep the samples apart")
    return tuple(rest)


def squeeze(board: Board, operation: Operation) -> Carried:
    """Axes of length 1 less, or the steps of a recurrent layer."""
    found, axes = board.get(operation, 0), board.ints(operation, "axes", 1)
    if isinstance(found, Pending):
        params = {**found.params, "every_step": not found.last}
        placed = board.place(found.kind, params, (found.source,), found.arrays)
        return placed if found.last else replace(placed, axes=(1, 0, 2))
    if isinstance(found, np.ndarray):
        return np.squeeze(found, None if axes is None else tuple(axes))
    x = board.wire(operation)
    count = len(x.axes)
    gone = {axis % count for axis in axes} if axes else {p for p, size in enumerate(x.sizes) if size == 1}
    if 0 in gone or any(x.sizes[axis] != 1 for axis in gone):
        raise NotInCatalog("it removes axes that are not of length 1")
    sizes = tuple(size for place, size in enumerate(x.sizes) if place and place not in gone)
    return laid_out(board, operation.inputs[0], x, sizes)


def unsqueeze(board: Board, operation: Operation) -> Carried:
    """Axes of length 1 more."""
    found, axes = board.get(operation, 0), board.ints(operation, "axes", 1)
    if axes is None:
        raise NotInCatalog("its axes are missing")
    if isinstance(found, np.ndarray):
        return np.expand_dims(found, tuple(axes))
    x = board.wire(operation)
    sizes = list(x.sizes)
    for axis in sorted(axis % (len(sizes) + len(axes)) for axis in axes):
        sizes.insert(axis, 1)
    return laid_out(board, operation.inputs[0], x, _sizes(x, sizes, board.batch))


def laid_out(board: Board, value: str, x: Wire, sizes: tuple[int, ...]) -> Wire:
    """Lay out each sample in other sizes, row after row as the file sees it."""
    if sizes == x.sizes[1:]:
        return x
    if not sizes or len(sizes) > 3:
        raise NotInCatalog(f"samples of {len(sizes)} dimensions are not offered")
    if x.plain:
        return _reshaped(board, value, x, sizes)
    if len(sizes) == 1 and x.axes[0] == 0 and x.columns is None:
        places = np.arange(prod(x.shape)).reshape(x.shape)
        own: Array = places.transpose([axis - 1 for axis in x.axes[1:]]).ravel()
        flat = board.place("flatten", {}, (x,), {})
        return flat if np.array_equal(own, np.arange(len(own))) else replace(flat, columns=own)
    if x.axes == (0, 2, 1, 3) and sizes == (x.shape[1], x.shape[0] * x.shape[2]):
        return board.place("rows", {}, (x,), {})
    raise NotInCatalog("it lays out values whose axes were swapped before")


def _reshaped(board: Board, value: str, x: Wire, sizes: tuple[int, ...]) -> Wire:
    placed = board.placed[x.node]
    back = placed.kind == "reshape" and placed.activation is None and board.alone(value, x)
    if back and board.shape_before(placed.inputs[0]) == sizes:  # a pixel for each channel, and a list again
        del board.placed[x.node]
        return Wire(placed.inputs[0], sizes, tuple(range(len(sizes) + 1)))
    if len(sizes) == 1:
        return board.place("flatten", {}, (x,), {})
    return board.place("reshape", {"shape": " × ".join(map(str, sizes))}, (x,), {})

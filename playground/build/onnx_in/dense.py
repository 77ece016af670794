"""Products with matrices, sums and products with constants, joins of branches, and tokens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from playground.build.onnx_in.board import Board, Carried, NotInCatalog, Placed, Wire, same
from playground.build.onnx_in.source import Array, Operation
from playground.catalog.kinds import features_axis

Rule = Callable[[Board, Operation], Carried]
"""Places what an operation does and returns its output."""
MOST_DIAGONAL = 2048
"""Features that a dense layer may scale one by one."""
NORMS = ("layer_norm", "rms_norm", "group_norm", "instance_norm", "batch_norm")


def gemm(board: Board, operation: Operation) -> Carried:
    """A dense layer."""
    x, weight, bias = board.wire(operation), board.weights(operation, 1), board.known(operation, 2)
    settings = operation.attributes
    if settings.get("transA", 0) or weight.ndim != 2 or len(x.shape) != 1:
        raise NotInCatalog("its input is not a list of numbers")
    weight = settings.get("alpha", 1.0) * (weight if settings.get("transB", 0) else weight.T)
    if bias is not None:
        bias = np.broadcast_to(settings.get("beta", 1.0) * bias.astype(np.float32).ravel(), len(weight))
    return linear(board, x, weight, bias)


def matmul(board: Board, operation: Operation) -> Carried:
    """A dense layer without a bias, which the next operation may add."""
    x, weight = board.wire(operation), board.weights(operation, 1)
    if weight.ndim != 2 or len(x.shape) > 2:
        raise NotInCatalog("it is a product of values that are not a list and a matrix")
    return linear(board, x, weight.T, None)


def linear(board: Board, x: Wire, weight: Array, bias: Array | None) -> Wire:
    """Place a dense layer, its columns in the order of the catalog."""
    if x.columns is not None and len(x.columns) == weight.shape[1]:
        ordered = np.empty_like(weight)
        ordered[:, x.columns] = weight
        weight, x = ordered, replace(x, columns=None)
    need_plain(x)
    if weight.shape[1] != x.shape[-1]:
        raise NotInCatalog(f"its matrix takes {weight.shape[1]} numbers, but gets {x.shape[-1]}")
    arrays = {"weight": weight} | ({} if bias is None else {"bias": bias})
    params = {"units": len(weight), "bias": bias is not None}
    return board.place("linear", params, (x,), arrays)


def need_plain(*wires: Wire) -> None:
    """Refuse values that the file lays out in another way than the catalog."""
    if not all(wire.plain for wire in wires):
        raise NotInCatalog("it works along axes that were swapped before")


def joined(kind: str) -> Rule:
    """A sum or product of branches, or of one with a constant."""

    def rule(board: Board, operation: Operation) -> Carried:
        left, right = board.get(operation, 0), board.get(operation, 1)
        if isinstance(left, np.ndarray) and isinstance(right, np.ndarray):
            return left + right if kind == "add" else left * right
        for place, (wire, array) in enumerate(((left, right), (right, left))):
            if isinstance(wire, Wire) and isinstance(array, np.ndarray):
                return _with_constant(board, operation.inputs[place], wire, array.astype(np.float32), kind)
        wires = [board.wire(operation, place) for place in range(len(operation.inputs))]
        return merged(board, kind, _gated(board, wires) if kind == "multiply" else wires)

    return rule


def merged(board: Board, kind: str, wires: Sequence[Wire]) -> Wire:
    """Branches joined; all must be laid out alike."""
    axes = {wire.axes for wire in wires if len(wire.axes) == max(len(w.axes) for w in wires)}
    if len(axes) != 1 or any(wire.columns is not None for wire in wires):
        raise NotInCatalog("its inputs are laid out differently")
    return replace(board.place(kind, {}, wires, {}), axes=axes.pop())


def _gated(board: Board, wires: list[Wire]) -> list[Wire]:
    """Images of one pixel become lists, which the catalog multiplies with whole channels."""
    largest = max((wire.shape for wire in wires), key=lambda shape: (len(shape), sum(shape)))
    if len(largest) != 3:
        return wires
    found = []
    for wire in wires:
        if wire.shape != (largest[0], 1, 1) or wire.shape == largest:
            found.append(wire)
            continue
        placed = board.placed[wire.node]
        if placed.kind == "reshape" and placed.activation is None:
            found.append(Wire(placed.inputs[0], (largest[0],), (0, 1)))
            if not any(wire.node in other.inputs for other in board.placed.values()):
                del board.placed[wire.node]
        else:
            found.append(board.place("flatten", {}, (wire,), {}))
    return found


def subtract(board: Board, operation: Operation) -> Carried:
    """A sum with the negative constant."""
    left, right = board.wire(operation), board.weights(operation, 1)
    return _with_constant(board, operation.inputs[0], left, -right, "add")


def divide(board: Board, operation: Operation) -> Carried:
    """A product with one over the constant."""
    left, right = board.get(operation, 0), board.get(operation, 1)
    if isinstance(left, np.ndarray) and isinstance(right, np.ndarray):
        return left // right if left.dtype.kind == "i" else left / right
    divisor = board.weights(operation, 1)
    if np.any(divisor == 0):
        raise NotInCatalog("it divides by 0")
    return _with_constant(board, operation.inputs[0], board.wire(operation), 1 / divisor, "multiply")


def _with_constant(board: Board, value: str, wire: Wire, array: Array, kind: str) -> Wire:
    """Add or multiply a constant: as the bias or scale of the layer before, or in a layer of its own."""
    if np.all(array == (0 if kind == "add" else 1)):
        return wire
    steps = kind == "add" and len(wire.shape) == 2 and wire.plain and array.size == np.prod(wire.shape)
    if steps and array.shape[-2:] == wire.shape:
        if np.allclose(array.reshape(wire.shape), _waves(*wire.shape), atol=1e-6):
            return board.place("positional_encoding", {}, (wire,), {})
        return board.place("learned_positions", {}, (wire,), {"weight": array.reshape(wire.shape)})
    features = _per_feature(wire, array)
    placed = board.placed[wire.node]
    if placed.activation is None and board.alone(value, wire) and _absorbed(placed, features, kind):
        return wire
    return _scaled(board, wire, features, kind)


def _waves(steps: int, features: int) -> Array:
    """What ``Positional encoding`` adds."""
    angle = np.arange(steps)[:, None] * 10_000 ** (-np.arange(0, features, 2) / features)
    waves = np.empty((steps, features))
    waves[:, 0::2], waves[:, 1::2] = np.sin(angle), np.cos(angle[:, : features // 2])
    return waves


def _absorbed(placed: Placed, features: Array, kind: str) -> bool:
    """Make it the bias of a dense layer or convolution, or scale and shift of a norm; whether that is possible."""
    if kind == "add" and placed.params.get("bias") is False and placed.kind in {"linear", "conv1d", "conv2d"}:
        placed.params["bias"] = True
        placed.arrays["bias"] = features
        return True
    if placed.kind in NORMS and not placed.params.get("affine", True):
        if kind == "add" and placed.kind == "rms_norm":
            return False
        ones, zeros = np.ones_like(features), np.zeros_like(features)
        placed.params["affine"] = True
        placed.arrays["weight"] = features if kind == "multiply" else ones
        if placed.kind != "rms_norm":
            placed.arrays["bias"] = features if kind == "add" else zeros
        return True
    if placed.kind in NORMS and kind == "add" and "bias" in placed.arrays:
        placed.arrays["bias"] = placed.arrays["bias"] + features.reshape(placed.arrays["bias"].shape)
        return True
    return False


def _per_feature(wire: Wire, array: Array) -> Array:
    """The constant as one number for each feature or channel."""
    axis = features_axis(wire.shape)
    count = wire.shape[axis]
    if array.size == 1:
        return np.full(count, array.ravel()[0])
    place = wire.axes.index(1 + axis) - len(wire.axes)
    if wire.columns is None and array.size == count and array.ndim >= -place and array.shape[place] == count:
        return array.ravel()
    raise NotInCatalog("its constant is not one number, nor one for each feature or channel")


def _scaled(board: Board, wire: Wire, features: Array, kind: str) -> Wire:
    """A layer that scales or shifts every feature or channel: one filter each, or a matrix with a diagonal."""
    count = len(features)
    scale, shift = (features, None) if kind == "multiply" else (np.ones(count), features)
    arrays = {} if shift is None else {"bias": shift}
    if len(wire.shape) == 3:
        params = {"channels": count, "kernel": 1, "padding": 0, "groups": count, "bias": shift is not None}
        placed = board.place("conv2d", params, (wire,), {"weight": scale.reshape(-1, 1, 1, 1), **arrays})
        return replace(placed, axes=wire.axes)
    if count > MOST_DIAGONAL:
        raise NotInCatalog(f"it changes {count:,} features one by one")
    params = {"units": count, "bias": shift is not None}
    placed = board.place("linear", params, (wire,), {"weight": np.diag(scale), **arrays})
    return replace(placed, axes=wire.axes)


def concat(board: Board, operation: Operation) -> Carried:
    """Branches side by side; sizes that are known are put together."""
    found = [board.get(operation, place) for place in range(len(operation.inputs))]
    axis = operation.attributes.get("axis", 1)
    arrays = [each for each in found if isinstance(each, np.ndarray)]
    if len(arrays) == len(found):
        return np.concatenate(arrays, axis)
    wires = [board.wire(operation, place) for place in range(len(found))]
    own = {wire.axes[axis] for wire in wires}
    if own != {1 + features_axis(wires[0].shape)}:
        raise NotInCatalog("it does not join features or channels")
    return merged(board, "concat", wires)


def gather(board: Board, operation: Operation) -> Carried:
    """Vectors of tokens, or the last step of a sequence; of known sizes, one of them."""
    table, places = board.get(operation, 0), board.get(operation, 1)
    axis = operation.attributes.get("axis", 0)
    if isinstance(table, np.ndarray) and isinstance(places, np.ndarray):
        return np.take(table, places.astype(np.int64), axis)
    if isinstance(table, np.ndarray) and isinstance(places, Wire) and table.ndim == 2 and axis == 0:
        params = {"size": table.shape[1], "vocabulary": table.shape[0]}
        return board.place("embedding", params, (places,), {"weight": table})
    if isinstance(table, Wire) and isinstance(places, np.ndarray) and places.size == 1:
        steps, which = table.shape[0], int(places.ravel()[0])
        if len(table.shape) == 2 and table.axes[axis] == 1 and which in {-1, steps - 1} and places.ndim == 0:
            return board.place("step_pool", {"keep": "last"}, (table,), {})
    raise NotInCatalog("it chooses among values in another way than Embedding and Step pool")


def window(operation: Operation, name: str, dimensions: int, default: int = 1) -> int:
    """A setting that must be the same along all dimensions."""
    return same(operation.attributes.get(name, [default] * dimensions), name.replace("_", " "))

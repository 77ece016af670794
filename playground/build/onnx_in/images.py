"""Convolutions, pooling, norms and other sizes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from playground.build.onnx_in.board import Board, Carried, NotInCatalog, Wire, same
from playground.build.onnx_in.dense import Rule, need_plain, window
from playground.build.onnx_in.source import Array, Operation
from playground.catalog.kinds import features_axis
from playground.spec.base import Value

FIRST = {2: (0, 2, 1), 3: (0, 1, 2, 3)}
"""Axes of sequences and images whose features or channels come first, as these operators want them."""


def _spatial(x: Wire) -> int:
    """Number of dimensions that a window slides along."""
    if x.axes != FIRST.get(len(x.shape)):
        raise NotInCatalog("its input is not an image or a sequence with the channels first")
    return len(x.shape) - 1


def _padding(operation: Operation, x: Wire, kernel: int, stride: int, dilation: int) -> int:
    """Zeros on each side, which must be the same."""
    return same(_both_paddings(operation, x, kernel, stride, dilation), "padding")


def _both_paddings(operation: Operation, x: Wire, kernel: int, stride: int, dilation: int) -> tuple[int, int]:
    """Zeros before and after, the same for height and width."""
    sides = _spatial(x)
    how = operation.attributes.get("auto_pad", "NOTSET")
    if how in {"NOTSET", "", "VALID"}:
        pads = operation.attributes.get("pads", [0] * 2 * sides) if how != "VALID" else [0] * 2 * sides
        return same(pads[:sides], "padding"), same(pads[sides:], "padding")
    totals = [
        max((-(-size // stride) - 1) * stride + dilation * (kernel - 1) + 1 - size, 0) for size in x.sizes[2:]
    ]
    total = same(totals, "padding")
    smaller, larger = total // 2, total - total // 2
    return (larger, smaller) if how == "SAME_LOWER" else (smaller, larger)


def conv(board: Board, operation: Operation) -> Carried:
    """``Conv 2D`` or ``Conv 1D``."""
    x, weight, bias = board.wire(operation), board.weights(operation, 1), board.known(operation, 2)
    sides = _spatial(x)
    if weight.ndim != sides + 2:
        raise NotInCatalog("its filters have another number of dimensions than its input")
    kernel = same(weight.shape[2:], "window")
    stride, dilation = window(operation, "strides", sides), window(operation, "dilations", sides)
    groups = int(operation.attributes.get("group", 1))
    params: dict[str, Value] = {
        "channels": len(weight),
        "kernel": kernel,
        "stride": stride,
        "dilation": dilation,
        "bias": bias is not None,
    }
    if x.shape[features_axis(x.shape)] != weight.shape[1] * groups:
        raise NotInCatalog(f"its filters take {weight.shape[1] * groups} channels")
    before, after = _both_paddings(operation, x, kernel, stride, dilation)
    params["padding"] = before
    if sides == 2:
        params["groups"] = groups
    elif groups != 1:
        raise NotInCatalog("its groups are not offered for sequences")
    if sides == 2 and after > before:
        params["padding_end"] = after - before
    elif after != before:
        raise NotInCatalog(f"its padding {before} × {after} is not the same on both sides")
    arrays = {"weight": weight} | ({} if bias is None else {"bias": bias})
    return replace(board.place("conv2d" if sides == 2 else "conv1d", params, (x,), arrays), axes=x.axes)


def conv_transpose(board: Board, operation: Operation) -> Carried:
    """``Conv transpose 2D``."""
    x, weight, bias = board.wire(operation), board.weights(operation, 1), board.known(operation, 2)
    if _spatial(x) != 2 or weight.ndim != 4 or operation.attributes.get("group", 1) != 1:
        raise NotInCatalog("it is not one of images without groups")
    if any(operation.attributes.get("output_padding", [0])) or window(operation, "dilations", 2) != 1:
        raise NotInCatalog("its output padding or dilation is not offered")
    if operation.attributes.get("auto_pad", "NOTSET") not in {"NOTSET", "VALID"}:
        raise NotInCatalog("its padding depends on the size of the image")
    params: dict[str, Value] = {
        "channels": weight.shape[1],
        "kernel": same(weight.shape[2:], "window"),
        "stride": window(operation, "strides", 2),
        "padding": same(operation.attributes.get("pads", [0] * 4), "padding"),
        "bias": bias is not None,
    }
    arrays = {"weight": weight} | ({} if bias is None else {"bias": bias})
    return board.place("conv_transpose2d", params, (x,), arrays)


def pool(kind: str) -> Rule:
    """The largest or the mean of each window."""

    def rule(board: Board, operation: Operation) -> Carried:
        x = board.wire(operation)
        if _spatial(x) != 2:
            raise NotInCatalog("windows along sequences are not offered")
        kernel, stride = window(operation, "kernel_shape", 2), window(operation, "strides", 2)
        if window(operation, "dilations", 2) != 1:
            raise NotInCatalog("its dilation is not offered")
        ceil = bool(operation.attributes.get("ceil_mode", 0))
        params: dict[str, Value] = {"kernel": kernel, "stride": stride, "ceil": ceil}
        params["padding"] = _pool_padding(operation, x, kernel, stride, params)
        counts = operation.attributes.get("count_include_pad", 0)
        if kind == "avg_pool" and not counts and (params["padding"] or ceil):
            raise NotInCatalog("its mean does not count the padding")
        return board.place(kind, params, (x,), {})

    return rule


def _pool_padding(operation: Operation, x: Wire, kernel: int, stride: int, params: dict[str, Value]) -> int:
    """Padding; more after than before is what rounding up does."""
    pads = operation.attributes.get("pads", [0] * 4)
    if operation.attributes.get("auto_pad", "NOTSET") == "NOTSET" and len(pads) == 4:
        before = same(pads[:2], "padding")
        if list(pads[2:]) != [before, before] and operation.kind == "MaxPool":
            reached = [
                -(-(size + 2 * before - kernel) // stride) * stride + kernel - before - size
                for size in x.sizes[2:]
            ]
            if all(
                before <= after <= max(before, most) for after, most in zip(pads[2:], reached, strict=True)
            ):
                params["ceil"] = True
                return before
    return _padding(operation, x, kernel, stride, 1)


def adaptive_pool(board: Board, operation: Operation) -> Carried:
    """``Adaptive pool``, which ``fuse`` has put together."""
    x = board.wire(operation)
    need_plain(x)
    if len(x.shape) != 3:
        raise NotInCatalog("it is not about images")
    return board.place("adaptive_pool", dict(operation.attributes), (x,), {})


def global_pool(keep: str) -> Rule:
    """One number for each channel, as an image of one pixel."""

    def rule(board: Board, operation: Operation) -> Carried:
        x = board.wire(operation)
        if _spatial(x) != 2:
            raise NotInCatalog("it is not about images")
        return one_pixel(board, x, keep)

    return rule


def one_pixel(board: Board, x: Wire, keep: str) -> Wire:
    """One number for each channel, in the shape of an image."""
    pooled = board.place("global_pool", {"keep": keep}, (x,), {})
    shape = f"{x.shape[0]} × 1 × 1"
    return board.place("reshape", {"shape": shape}, (pooled,), {})


def reduced(keep: str) -> Rule:
    """The mean or the largest over the pixels or the steps."""

    def rule(board: Board, operation: Operation) -> Carried:
        x = board.wire(operation)
        axes = board.ints(operation, "axes", 1)
        own = {x.axes[axis] for axis in axes} if axes else set()
        kept = operation.attributes.get("keepdims", 1)
        if len(x.shape) == 3 and own == {2, 3} and x.axes == FIRST[3]:
            return one_pixel(board, x, keep) if kept else board.place("global_pool", {"keep": keep}, (x,), {})
        if len(x.shape) == 3 and own == {2, 3} and not kept:
            return board.place("global_pool", {"keep": keep}, (x,), {})
        if len(x.shape) == 2 and own == {1} and not kept:
            return board.place("step_pool", {"keep": keep}, (x,), {})
        raise NotInCatalog("it does not reduce all pixels or all steps")

    return rule


def batch_norm(board: Board, operation: Operation) -> Carried:
    """``Batch norm`` with its statistics."""
    x = board.wire(operation)
    if len(x.shape) > 1:
        _spatial(x)
    names = ("weight", "bias", "running_mean", "running_var")
    arrays = {name: board.weights(operation, place) for place, name in enumerate(names, 1)}
    momentum = 1 - float(operation.attributes.get("momentum", 0.9))
    params: dict[str, Value] = {"epsilon": _epsilon(operation), "momentum": round(momentum, 6)}
    return replace(board.place("batch_norm", params, (x,), arrays), axes=x.axes)


def _epsilon(operation: Operation) -> float:
    """Seven digits of a number that the file holds in single precision."""
    return float(f"{operation.attributes.get('epsilon', 1e-5):.7g}")


def instance_norm(board: Board, operation: Operation) -> Carried:
    """``Instance norm``."""
    x = board.wire(operation)
    weight, bias = board.weights(operation, 1), board.weights(operation, 2)
    affine = bool(np.any(weight != 1) or np.any(bias != 0))
    params: dict[str, Value] = {"epsilon": _epsilon(operation), "affine": affine}
    return board.place("instance_norm", params, (x,), {"weight": weight, "bias": bias} if affine else {})


def layer_norm(board: Board, operation: Operation) -> Carried:
    """``Layer norm`` over all that the catalog normalizes."""
    x, weight, bias = board.wire(operation), board.weights(operation, 1), board.known(operation, 2)
    need_plain(x)
    sizes = x.shape[1:] if len(x.shape) == 2 else x.shape
    axis = operation.attributes.get("axis", -1)
    if len(x.axes) - axis % len(x.axes) != len(sizes):
        raise NotInCatalog("it normalizes other axes than Layer norm")
    shift = np.zeros(sizes) if bias is None else bias.reshape(sizes)
    arrays: dict[str, Array] = {"weight": weight.reshape(sizes), "bias": shift}
    affine = bool(np.any(arrays["weight"] != 1) or np.any(shift != 0))
    params: dict[str, Value] = {"epsilon": _epsilon(operation), "affine": affine}
    return board.place("layer_norm", params, (x,), arrays if affine else {})


def own_norm(board: Board, operation: Operation) -> Carried:
    """A norm that ``fuse`` has put together, without scale and shift, which the next operations may bring."""
    x, settings = board.wire(operation), operation.attributes
    need_plain(x)
    params: dict[str, Value] = {"epsilon": _epsilon(operation), "affine": False}
    if settings["kind"] == "group_norm":
        return board.place("group_norm", params | {"groups": settings["groups"]}, (x,), {})
    sizes = x.shape[1:] if len(x.shape) == 2 else x.shape
    if len(settings["axes"]) != len(sizes):
        raise NotInCatalog("it normalizes other axes than Layer norm and RMS norm")
    return board.place(settings["kind"], params, (x,), {})


def resize(board: Board, operation: Operation) -> Carried:
    """``Upsample`` by a whole factor."""
    x = board.wire(operation)
    sides, settings = _spatial(x), operation.attributes
    place = 1 if operation.kind == "Upsample" else 2
    scales, sizes = board.known(operation, place), board.known(operation, 3)
    if scales is not None and scales.size:
        factors = [float(scale) for scale in scales.ravel()[2:]]
    elif sizes is not None:
        factors = [size / own for size, own in zip(sizes.ravel()[2:], x.sizes[2:], strict=True)]
    else:
        raise NotInCatalog("it does not say a factor")
    mode = settings.get("mode", "nearest")
    if sides != 2 or mode not in {"nearest", "linear"} or any(f != int(f) or f < 1 for f in factors):
        raise NotInCatalog("it does not enlarge an image by a whole factor")
    how = settings.get("coordinate_transformation_mode", "half_pixel")
    if mode == "linear" and how not in {"half_pixel", "pytorch_half_pixel"}:
        raise NotInCatalog(f"its coordinates are {how}")
    kinds = {"nearest": "nearest", "linear": "bilinear"}
    params: dict[str, Value] = {"factor": int(same(factors, "factor")), "mode": kinds[mode]}
    return board.place("upsample", params, (x,), {})

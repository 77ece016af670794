"""Layers on images in ONNX: convolutions, pooling, and other sizes."""

from __future__ import annotations

import numpy as np

from playground.build.onnx_in.fuse import means_of_windows
from playground.exchange.onnx_out.place import Place


def conv2d(at: Place) -> str:
    """``Conv``."""
    side = {name: [at.setting(name)] * 2 for name in ("stride", "padding", "dilation")}
    end = [at.setting("padding") + at.setting("padding_end")] * 2
    return at.node(
        "Conv",
        at.x,
        *_filters(at),
        kernel_shape=[at.setting("kernel")] * 2,
        strides=side["stride"],
        pads=[*side["padding"], *end],
        dilations=side["dilation"],
        group=at.setting("groups"),
    )


def conv_transpose2d(at: Place) -> str:
    """``ConvTranspose``."""
    return at.node(
        "ConvTranspose",
        at.x,
        *_filters(at),
        kernel_shape=[at.setting("kernel")] * 2,
        strides=[at.setting("stride")] * 2,
        pads=[at.setting("padding")] * 4,
    )


def conv1d(at: Place) -> str:
    """``Conv`` along the steps; features come first there."""
    y = at.node(
        "Conv",
        at.transposed(at.x, 0, 2, 1),
        *_filters(at),
        kernel_shape=[at.setting("kernel")],
        strides=[at.setting("stride")],
        pads=[at.setting("padding")] * 2,
        dilations=[at.setting("dilation")],
    )
    return at.transposed(y, 0, 2, 1)


def _filters(at: Place) -> list[str]:
    return [at.weight(name) for name in ("weight", "bias") if at.array(name) is not None]


def max_pool(at: Place) -> str:
    """``MaxPool``; the last window may reach over the edge."""
    return at.node("MaxPool", at.x, pads=_pads(at), **_window(at))


def avg_pool(at: Place) -> str:
    """``AveragePool``; where the last window reaches over the padding, what lies beyond does not count."""
    if not at.setting("ceil"):
        return at.node("AveragePool", at.x, pads=_pads(at), count_include_pad=1, **_window(at))
    kernel, padding = at.setting("kernel"), at.setting("padding")
    pads = _pads(at)
    x = at.node("Pad", at.x, at.constant([0, 0, *pads[:2], 0, 0, *pads[2:]], "pads"))
    y = at.node("AveragePool", x, **_window(at))
    counted = [
        [min(kernel, size + 2 * padding - place * at.setting("stride")) for place in range(positions)]
        for size, positions in zip(at.shape[1:], at.out_shape[1:], strict=True)
    ]
    factor = kernel**2 / np.outer(counted[0], counted[1])
    return y if np.all(factor == 1) else at.node("Mul", y, at.constant(factor, "factor"))


def _window(at: Place) -> dict[str, list[int]]:
    return {"kernel_shape": [at.setting("kernel")] * 2, "strides": [at.setting("stride")] * 2}


def _pads(at: Place) -> list[int]:
    """Rows and columns before and after; as many after as all windows reach."""
    kernel, stride, padding = (at.setting(name) for name in ("kernel", "stride", "padding"))
    if not at.setting("ceil"):
        return [padding] * 4
    after = [
        max(padding, (positions - 1) * stride + kernel - size - padding)
        for size, positions in zip(at.shape[1:], at.out_shape[1:], strict=True)
    ]
    return [padding, padding, *after]


def adaptive_pool(at: Place) -> str:
    """Means of windows of different sizes, as products with matrices from the left and from the right."""
    (_, height, width), (_, rows, columns) = at.shape, at.out_shape
    y = at.node("MatMul", at.constant(means_of_windows(rows, height), "rows"), at.x)
    return at.node("MatMul", y, at.constant(means_of_windows(columns, width).T, "columns"))


def global_pool(at: Place) -> str:
    """The mean or the largest of each channel, or of each feature over the steps."""
    largest = at.setting("keep") == "max"
    if len(at.shape) == 2:
        return at.node("ReduceMax" if largest else "ReduceMean", at.x, axes=[1], keepdims=0)
    return at.node("Flatten", at.node("GlobalMaxPool" if largest else "GlobalAveragePool", at.x))


def upsample(at: Place) -> str:
    """``Resize`` between the centres of pixels, or by repeating them."""
    scales = at.constant(np.array([1, 1, at.setting("factor"), at.setting("factor")], np.float32), "scales")
    if at.setting("mode") == "nearest":
        how = {"mode": "nearest", "coordinate_transformation_mode": "asymmetric", "nearest_mode": "floor"}
    else:
        how = {"mode": "linear", "coordinate_transformation_mode": "half_pixel"}
    return at.node("Resize", at.x, "", scales, **how)

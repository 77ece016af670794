"""Layers for Keras, by key."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from playground.catalog.kinds import Shape
from playground.code.keras.layer import (
    About,
    Array,
    Convert,
    KerasLayer,
    Rule,
    Written,
    largest_piece,
    to_rows,
)
from playground.code.keras.sequences import (
    learned_positions,
    positional_encoding,
    recurrent,
    self_attention,
)


def _kept(_about: About) -> Written:
    return ()


def _plain(name: str) -> Rule:
    return lambda _about: (KerasLayer(name),)


def _with(name: str, setting: str) -> Rule:
    return lambda about: (KerasLayer(name, (about.setting(setting),)),)


def _product(*axes: int) -> Convert:
    """A kernel with its axes in Keras's order, and a bias."""

    def convert(state: Mapping[str, Array]) -> list[Array]:
        kernel = state["weight"].transpose(axes)
        return [kernel, state["bias"]] if "bias" in state else [kernel]

    return convert


def _linear(about: About) -> Written:
    bias = about.setting("bias")
    layer = KerasLayer(
        "Dense", (about.setting("units"),), {"use_bias": (bias, True)}, _product(1, 0), activates=True
    )
    return (layer,)


def _maxout(about: About) -> Written:
    """All pieces in one dense layer, those of a unit beside each other."""
    count = about.setting("units") * about.setting("pieces")
    dense = KerasLayer("Dense", (count,), convert=_product(1, 0))
    return dense, *largest_piece((count,), about.setting("pieces"))


def _conv(name: str, sides: int, axes: tuple[int, ...]) -> Rule:
    """A convolution; ``same`` where the image keeps its size, else zeros around it."""

    def rule(about: About) -> Written:
        kernel, stride, padding, dilation = (
            about.setting(key) for key in ("kernel", "stride", "padding", "dilation")
        )
        end = padding + getattr(about.entry, "padding_end", 0)
        sizes = about.shape[-sides:] if sides == 2 else about.shape[:1]
        same = end > 0 and all(
            (padding, end) == _same_padding(size, kernel, stride, dilation) for size in sizes
        )
        settings = {
            "strides": (stride, 1),
            "padding": ("same" if same else "valid", "valid"),
            "dilation_rate": (dilation, 1),
            "groups": (getattr(about.entry, "groups", 1), 1),
            "use_bias": (about.setting("bias"), True),
        }
        if stride > 1 and dilation > 1:
            raise about.refuse("it has no convolution with a stride and a dilation")
        conv = KerasLayer(
            name, (about.setting("channels"), kernel), settings, _product(*axes), activates=True
        )
        if same or not end:
            return (conv,)
        around = padding if padding == end else ((padding, end),) * sides
        return KerasLayer(f"ZeroPadding{sides}D", (around,)), conv

    return rule


def _same_padding(size: int, kernel: int, stride: int, dilation: int) -> tuple[int, int]:
    """Zeros before and after that ``padding="same"`` adds along a side."""
    total = max((-(-size // stride) - 1) * stride + dilation * (kernel - 1) + 1 - size, 0)
    return total // 2, total - total // 2


def _conv_transpose(about: About) -> Written:
    kernel, stride, padding = (about.setting(key) for key in ("kernel", "stride", "padding"))
    if kernel < stride:
        raise about.refuse("its kernel is smaller than its stride")
    settings = {"strides": (stride, 1), "use_bias": (about.setting("bias"), True)}
    layer = KerasLayer(
        "Conv2DTranspose",
        (about.setting("channels"), kernel),
        settings,
        _product(2, 3, 1, 0),
        activates=not padding,
    )
    return (layer, KerasLayer("Cropping2D", (padding,))) if padding else (layer,)


def _pool(name: str) -> Rule:
    def rule(about: About) -> Written:
        kernel, stride, padding = (about.setting(key) for key in ("kernel", "stride", "padding"))
        whole = type(about.entry).model_validate({**about.entry.model_dump(), "ceil": False})
        if whole.out_shape(about.shape) != about.out_shape:
            raise about.refuse("its windows reach over the edge")
        pool = KerasLayer(name, (kernel,), {"strides": (stride, kernel)})
        if not padding:
            return (pool,)
        if name == "AveragePooling2D":
            return KerasLayer("ZeroPadding2D", (padding,)), pool
        if stride == 1 and 2 * padding == kernel - 1:
            return (KerasLayer(name, (kernel,), {"strides": (1, kernel), "padding": ("same", "valid")}),)
        raise about.refuse("its padding is not the same on all sides there")

    return rule


def _adaptive_pool(about: About) -> Written:
    (_, height, width), (_, rows, columns) = about.shape, about.out_shape
    if about.shape == about.out_shape:
        return ()
    if height % rows or width % columns:
        raise about.refuse("its windows are not all of one size")
    return (KerasLayer("AveragePooling2D", ((height // rows, width // columns),)),)


def _global_pool(about: About) -> Written:
    kind, sides = "Max" if about.setting("keep") == "max" else "Average", len(about.shape) - 1
    return (KerasLayer(f"Global{kind}Pooling{sides}D"),)


def _step_pool(about: About) -> Written:
    keep = about.setting("keep")
    if keep == "last":
        return KerasLayer("Cropping1D", ((about.shape[0] - 1, 0),)), KerasLayer("Flatten")
    return (KerasLayer(f"Global{'Max' if keep == 'max' else 'Average'}Pooling1D"),)


def _upsample(about: About) -> Written:
    settings = {"interpolation": (about.setting("mode"), "nearest")}
    return (KerasLayer("UpSampling2D", (about.setting("factor"),), settings),)


def _batch_norm(about: About) -> Written:
    affine = about.setting("affine")
    settings = {
        "momentum": (round(1 - about.setting("momentum"), 9), 0.99),
        "epsilon": (about.setting("epsilon"), 1e-3),
        "center": (affine, True),
        "scale": (affine, True),
    }
    names = (("weight", "bias") if affine else ()) + ("running_mean", "running_var")
    return (KerasLayer("BatchNormalization", (), settings, lambda state: [state[name] for name in names]),)


def _last(values: Array) -> Array:
    """Values of an image with the channels last."""
    return np.moveaxis(values, 0, -1) if values.ndim == 3 else values


def _layer_norm(about: About) -> Written:
    affine = about.setting("affine")
    settings: dict[str, tuple[object, object]] = {
        "axis": ([1, 2, 3] if len(about.shape) == 3 else -1, -1),
        "epsilon": (about.setting("epsilon"), 1e-3),
        "center": (affine, True),
        "scale": (affine, True),
    }
    layer = KerasLayer(
        "LayerNormalization",
        (),
        settings,
        (lambda state: [_last(state[name]) for name in ("weight", "bias")]) if affine else None,
    )
    return (layer,)


def _rms_norm(about: About) -> Written:
    if not about.setting("affine") or len(about.shape) == 3:
        raise about.refuse("its norm always has a scale, and is along one axis")
    settings = {"epsilon": (about.setting("epsilon"), 1e-6)}
    return (KerasLayer("RMSNormalization", (), settings, lambda state: [state["weight"]]),)


def _group_norm(about: About) -> Written:
    return (_groups(about, about.setting("groups")),)


def _instance_norm(about: About) -> Written:
    return (_groups(about, -1),)


def _groups(about: About, groups: int) -> KerasLayer:
    affine = about.setting("affine")
    settings = {
        "groups": (groups, 32),
        "epsilon": (about.setting("epsilon"), 1e-3),
        "center": (affine, True),
        "scale": (affine, True),
    }
    convert = (lambda state: [state["weight"], state["bias"]]) if affine else None
    return KerasLayer("GroupNormalization", (), settings, convert)


def _flatten(about: About) -> Written:
    return *to_rows(about.shape), KerasLayer("Flatten")


def _reshape(about: About) -> Written:
    return *to_rows(about.shape), *_laid_out(about.out_shape)


def _laid_out(shape: Shape) -> Written:
    if len(shape) < 3:
        return (KerasLayer("Reshape", (tuple(shape),)),)
    if shape[0] == 1:
        return (KerasLayer("Reshape", ((*shape[1:], 1),)),)
    return KerasLayer("Reshape", (tuple(shape),)), KerasLayer("Permute", ((2, 3, 1),))


def _rows(about: About) -> Written:
    channels, height, width = about.shape
    turn = [KerasLayer("Permute", ((1, 3, 2),))] if channels > 1 else []
    return *turn, KerasLayer("Reshape", ((height, channels * width),))


def _multiply(about: About) -> Written:
    if len({len(shape) for shape in about.shapes}) > 1:
        raise about.refuse("it does not multiply whole channels by a list")
    return (KerasLayer("Multiply"),)


def _embedding(about: About) -> Written:
    return (
        KerasLayer(
            "Embedding",
            (about.setting("vocabulary"), about.setting("size")),
            convert=lambda state: [state["weight"]],
        ),
    )


LAYERS: Mapping[str, Rule] = {
    "input": _kept,
    "output": _kept,
    "identity": _kept,
    "activation": _kept,
    "linear": _linear,
    "maxout": _maxout,
    "conv1d": _conv("Conv1D", 1, (2, 1, 0)),
    "conv2d": _conv("Conv2D", 2, (2, 3, 1, 0)),
    "conv_transpose2d": _conv_transpose,
    "max_pool": _pool("MaxPooling2D"),
    "avg_pool": _pool("AveragePooling2D"),
    "adaptive_pool": _adaptive_pool,
    "global_pool": _global_pool,
    "step_pool": _step_pool,
    "upsample": _upsample,
    "batch_norm": _batch_norm,
    "layer_norm": _layer_norm,
    "rms_norm": _rms_norm,
    "group_norm": _group_norm,
    "instance_norm": _instance_norm,
    "dropout": _with("Dropout", "probability"),
    "dropout2d": _with("SpatialDropout2D", "probability"),
    "gaussian_noise": _with("GaussianNoise", "std"),
    "flatten": _flatten,
    "reshape": _reshape,
    "rows": _rows,
    "add": _plain("Add"),
    "multiply": _multiply,
    "concat": _plain("Concatenate"),
    "embedding": _embedding,
    "positional_encoding": positional_encoding,
    "learned_positions": learned_positions,
    "rnn": recurrent("SimpleRNN"),
    "gru": recurrent("GRU"),
    "lstm": recurrent("LSTM"),
    "self_attention": self_attention,
}

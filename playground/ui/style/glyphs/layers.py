"""Glyphs of layers for numbers and images, of blocks and of whole networks."""

from collections.abc import Callable

from playground.ui.style.pencil import Pencil


def _input(pencil: Pencil) -> None:
    pencil.line((0.45, 0.12), (0.85, 0.12), (0.85, 0.88), (0.45, 0.88))
    pencil.line((0.08, 0.5), (0.6, 0.5))
    pencil.line((0.42, 0.32), (0.6, 0.5), (0.42, 0.68))


def _output(pencil: Pencil) -> None:
    pencil.line((0.55, 0.12), (0.15, 0.12), (0.15, 0.88), (0.55, 0.88))
    pencil.line((0.4, 0.5), (0.92, 0.5))
    pencil.line((0.74, 0.32), (0.92, 0.5), (0.74, 0.68))


def _linear(pencil: Pencil) -> None:
    for y in (0.14, 0.5, 0.86):
        for other in (0.28, 0.72):
            pencil.line((0.15, y), (0.85, other), width=0.05, alpha=0.75)
    for y in (0.14, 0.5, 0.86):
        pencil.dot(0.15, y, 0.1)
    for y in (0.28, 0.72):
        pencil.dot(0.85, y, 0.1)


def _conv(pencil: Pencil) -> None:
    pencil.box(0.08, 0.08, 0.84, 0.84)
    pencil.line((0.36, 0.08), (0.36, 0.92), width=0.05, alpha=0.7)
    pencil.line((0.64, 0.08), (0.64, 0.92), width=0.05, alpha=0.7)
    pencil.line((0.08, 0.36), (0.92, 0.36), width=0.05, alpha=0.7)
    pencil.line((0.08, 0.64), (0.92, 0.64), width=0.05, alpha=0.7)
    pencil.box(0.08, 0.08, 0.56, 0.56, fill=0.45)


def _max_pool(pencil: Pencil) -> None:
    pencil.box(0.08, 0.08, 0.84, 0.84)
    pencil.line((0.5, 0.08), (0.5, 0.92), width=0.05, alpha=0.7)
    pencil.line((0.08, 0.5), (0.92, 0.5), width=0.05, alpha=0.7)
    pencil.box(0.5, 0.08, 0.42, 0.42, fill=0.9)


def _avg_pool(pencil: Pencil) -> None:
    pencil.box(0.08, 0.08, 0.84, 0.84, fill=0.3)
    pencil.line((0.5, 0.08), (0.5, 0.92), width=0.05, alpha=0.7)
    pencil.line((0.08, 0.5), (0.92, 0.5), width=0.05, alpha=0.7)


def _global_pool(pencil: Pencil) -> None:
    pencil.box(0.08, 0.08, 0.84, 0.84)
    pencil.line((0.26, 0.26), (0.42, 0.42), width=0.07)
    pencil.line((0.74, 0.26), (0.58, 0.42), width=0.07)
    pencil.line((0.26, 0.74), (0.42, 0.58), width=0.07)
    pencil.line((0.74, 0.74), (0.58, 0.58), width=0.07)
    pencil.dot(0.5, 0.5, 0.07)


def _flatten(pencil: Pencil) -> None:
    pencil.box(0.06, 0.2, 0.26, 0.26, fill=0.35)
    pencil.box(0.06, 0.54, 0.26, 0.26, fill=0.35)
    pencil.line((0.44, 0.5), (0.62, 0.5), width=0.07)
    pencil.box(0.72, 0.08, 0.2, 0.84, fill=0.35)


def _bell(pencil: Pencil) -> None:
    pencil.curve(
        (0.06, 0.84), (0.36, 0.84), (0.34, 0.14), (0.5, 0.14), (0.66, 0.14), (0.64, 0.84), (0.94, 0.84)
    )


def _batch_norm(pencil: Pencil) -> None:
    _bell(pencil)
    pencil.line((0.5, 0.34), (0.5, 0.84), width=0.06, alpha=0.7)


def _layer_norm(pencil: Pencil) -> None:
    _bell(pencil)
    pencil.line((0.3, 0.62), (0.7, 0.62), width=0.06, alpha=0.7)


def _dropout(pencil: Pencil) -> None:
    kept = {(0, 0), (1, 1), (2, 1), (0, 2), (2, 2)}
    for column in range(3):
        for row in range(3):
            hollow = (column, row) not in kept
            pencil.dot(0.17 + 0.33 * column, 0.17 + 0.33 * row, 0.09 if hollow else 0.11, hollow=hollow)


def _ring(pencil: Pencil) -> None:
    pencil.curve(
        (0.5, 0.06), (0.74, 0.06), (0.94, 0.26), (0.94, 0.5), (0.94, 0.74), (0.74, 0.94), (0.5, 0.94),
        (0.26, 0.94), (0.06, 0.74), (0.06, 0.5), (0.06, 0.26), (0.26, 0.06), (0.5, 0.06),
    )  # fmt: skip


def _add(pencil: Pencil) -> None:
    _ring(pencil)
    pencil.line((0.5, 0.3), (0.5, 0.7))
    pencil.line((0.3, 0.5), (0.7, 0.5))


def _multiply(pencil: Pencil) -> None:
    _ring(pencil)
    pencil.line((0.36, 0.36), (0.64, 0.64))
    pencil.line((0.64, 0.36), (0.36, 0.64))


def _concat(pencil: Pencil) -> None:
    pencil.box(0.3, 0.06, 0.4, 0.36, fill=0.6)
    pencil.box(0.3, 0.58, 0.4, 0.36, fill=0.2)
    pencil.line((0.3, 0.42), (0.3, 0.58), width=0.08)
    pencil.line((0.7, 0.42), (0.7, 0.58), width=0.08)


def _activation(pencil: Pencil) -> None:
    pencil.curve((0.06, 0.86), (0.6, 0.86), (0.4, 0.14), (0.94, 0.14))


def _block(pencil: Pencil) -> None:
    pencil.box(0.06, 0.1, 0.88, 0.8)
    pencil.box(0.2, 0.36, 0.2, 0.28, fill=0.6)
    pencil.box(0.6, 0.36, 0.2, 0.28, fill=0.6)
    pencil.line((0.4, 0.5), (0.6, 0.5), width=0.06)


def _network(pencil: Pencil) -> None:
    pencil.box(0.06, 0.3, 0.2, 0.4, fill=0.6)
    pencil.box(0.4, 0.12, 0.2, 0.3, fill=0.3)
    pencil.box(0.4, 0.58, 0.2, 0.3, fill=0.3)
    pencil.box(0.74, 0.3, 0.2, 0.4, fill=0.6)
    for y in (0.27, 0.73):
        pencil.line((0.26, 0.5), (0.4, y), width=0.06)
        pencil.line((0.6, y), (0.74, 0.5), width=0.06)


def _maxout(pencil: Pencil) -> None:
    pencil.line((0.06, 0.14), (0.52, 0.92), width=0.05, alpha=0.6)
    pencil.line((0.94, 0.14), (0.48, 0.92), width=0.05, alpha=0.6)
    pencil.line((0.1, 0.62), (0.9, 0.62), width=0.05, alpha=0.6)
    pencil.line((0.06, 0.14), (0.34, 0.62), (0.66, 0.62), (0.94, 0.14))


def _conv1d(pencil: Pencil) -> None:
    pencil.box(0.06, 0.34, 0.88, 0.32)
    for x in (0.28, 0.5, 0.72):
        pencil.line((x, 0.34), (x, 0.66), width=0.05, alpha=0.7)
    pencil.box(0.06, 0.34, 0.66, 0.32, fill=0.45)


def _conv_transpose(pencil: Pencil) -> None:
    pencil.box(0.06, 0.38, 0.24, 0.24, fill=0.45)
    pencil.line((0.3, 0.38), (0.48, 0.1), width=0.05, alpha=0.7)
    pencil.line((0.3, 0.62), (0.48, 0.9), width=0.05, alpha=0.7)
    pencil.box(0.48, 0.1, 0.46, 0.8)
    pencil.line((0.71, 0.1), (0.71, 0.9), width=0.05, alpha=0.7)
    pencil.line((0.48, 0.5), (0.94, 0.5), width=0.05, alpha=0.7)


def _upsample(pencil: Pencil) -> None:
    pencil.box(0.08, 0.08, 0.84, 0.84)
    pencil.box(0.08, 0.56, 0.36, 0.36, fill=0.45)
    pencil.line((0.52, 0.48), (0.74, 0.26), width=0.07)
    pencil.line((0.56, 0.26), (0.74, 0.26), (0.74, 0.44), width=0.07)


def _adaptive_pool(pencil: Pencil) -> None:
    pencil.box(0.08, 0.08, 0.84, 0.84)
    pencil.box(0.34, 0.34, 0.32, 0.32, fill=0.45)
    for x, y in ((0, 0), (1, 0), (0, 1), (1, 1)):
        pencil.line((0.2 + 0.6 * x, 0.2 + 0.6 * y), (0.28 + 0.44 * x, 0.28 + 0.44 * y), width=0.06)


def _rms_norm(pencil: Pencil) -> None:
    _bell(pencil)
    pencil.line((0.06, 0.84), (0.94, 0.84), width=0.06, alpha=0.7)


def _group_norm(pencil: Pencil) -> None:
    _bell(pencil)
    pencil.line((0.4, 0.56), (0.4, 0.84), width=0.06, alpha=0.7)
    pencil.line((0.6, 0.56), (0.6, 0.84), width=0.06, alpha=0.7)


def _instance_norm(pencil: Pencil) -> None:
    _bell(pencil)
    pencil.dot(0.5, 0.66, 0.09)


def _dropout2d(pencil: Pencil) -> None:
    pencil.box(0.08, 0.14, 0.2, 0.72, fill=0.7)
    pencil.line((0.5, 0.18), (0.5, 0.82), width=0.05, alpha=0.5)
    pencil.box(0.72, 0.14, 0.2, 0.72, fill=0.7)


def _noise(pencil: Pencil) -> None:
    pencil.line(
        (0.06, 0.5), (0.18, 0.36), (0.28, 0.66), (0.4, 0.14), (0.52, 0.86), (0.64, 0.3), (0.74, 0.6), (0.84, 0.42),
        (0.94, 0.5), width=0.07,
    )  # fmt: skip


def _reshape(pencil: Pencil) -> None:
    pencil.box(0.06, 0.08, 0.6, 0.2, fill=0.35)
    pencil.curve((0.2, 0.42), (0.2, 0.66), (0.24, 0.74), (0.44, 0.74))
    pencil.line((0.34, 0.6), (0.48, 0.74), (0.34, 0.88), width=0.07)
    pencil.box(0.6, 0.44, 0.34, 0.48, fill=0.35)


def _identity(pencil: Pencil) -> None:
    pencil.line((0.14, 0.5), (0.86, 0.5), width=0.07)
    pencil.dot(0.14, 0.5, 0.1)
    pencil.dot(0.86, 0.5, 0.1)


GLYPHS: dict[str, Callable[[Pencil], None]] = {
    "input": _input,
    "output": _output,
    "linear": _linear,
    "conv2d": _conv,
    "max_pool": _max_pool,
    "avg_pool": _avg_pool,
    "global_pool": _global_pool,
    "flatten": _flatten,
    "batch_norm": _batch_norm,
    "layer_norm": _layer_norm,
    "dropout": _dropout,
    "add": _add,
    "multiply": _multiply,
    "concat": _concat,
    "activation": _activation,
    "maxout": _maxout,
    "conv1d": _conv1d,
    "conv_transpose2d": _conv_transpose,
    "adaptive_pool": _adaptive_pool,
    "upsample": _upsample,
    "rms_norm": _rms_norm,
    "group_norm": _group_norm,
    "instance_norm": _instance_norm,
    "dropout2d": _dropout2d,
    "gaussian_noise": _noise,
    "reshape": _reshape,
    "identity": _identity,
    "block": _block,
    "network": _network,
}

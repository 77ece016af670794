"""What blocks of convolutions have in common."""

from playground.catalog.blocks.drawing import Drawing
from playground.catalog.kinds import Shape
from playground.spec.graph import Graph

USUAL = 16
"""Channels where the shape that comes in is not known."""


def channels_of(x: Shape | None) -> int:
    """Channels that come in; the usual number where they are not known."""
    return x[0] if x is not None and len(x) == 3 else USUAL


def conv(
    drawing: Drawing,
    channels: int,
    kernel: int,
    *sources: str,
    stride: int = 1,
    row: float = 0.0,
    groups: int = 1,
) -> str:
    """A convolution without a bias, which the batch norm behind it makes idle; keeps the size at stride 1."""
    return drawing.node(
        "conv2d", *sources, row=row, channels=channels, kernel=kernel, stride=stride, padding=kernel // 2,
        groups=groups, bias=False,
    )  # fmt: skip


def basic_residual(channels: int, *, stride: int = 1, widen: bool = False) -> Graph:
    """Two 3 × 3 convolutions beside a shortcut, and ReLU after their sum (He et al. 2015, figure 2).

    Args:
        channels: That it puts out.
        stride: Of the first convolution.
        widen: Whether the shortcut is a 1 × 1 convolution, for another number of channels or a stride.
    """
    drawing = Drawing()
    start = drawing.node("input")
    conv(drawing, channels, 3, start, stride=stride, row=-1)
    drawing.node("batch_norm", row=-1, activation="relu")
    conv(drawing, channels, 3, row=-1)
    end = drawing.node("batch_norm", row=-1)
    return _joined(drawing, start, end, channels, stride, widen=widen)


def bottleneck_residual(width: int, *, stride: int = 1, widen: bool = False, expansion: int = 4) -> Graph:
    """1 × 1, 3 × 3 and 1 × 1 convolutions beside a shortcut (He et al. 2015, figure 5; the stride is in the 3 × 3).

    Args:
        width: Channels of the 3 × 3 convolution; ``expansion`` times as many are put out.
        stride: Of the 3 × 3 convolution.
        widen: Whether the shortcut is a 1 × 1 convolution, for another number of channels or a stride.
        expansion: Channels put out by channels inside.
    """
    drawing = Drawing()
    start = drawing.node("input")
    conv(drawing, width, 1, start, row=-1)
    drawing.node("batch_norm", row=-1, activation="relu")
    conv(drawing, width, 3, stride=stride, row=-1)
    drawing.node("batch_norm", row=-1, activation="relu")
    conv(drawing, width * expansion, 1, row=-1)
    end = drawing.node("batch_norm", row=-1)
    return _joined(drawing, start, end, width * expansion, stride, widen=widen)


def _joined(drawing: Drawing, start: str, end: str, channels: int, stride: int, *, widen: bool) -> Graph:
    """The sum of a branch and the shortcut, with ReLU."""
    shortcut = start
    if widen:
        conv(drawing, channels, 1, start, stride=stride)
        shortcut = drawing.node("batch_norm")
    drawing.node("add", end, shortcut, activation="relu")
    return drawing.done()

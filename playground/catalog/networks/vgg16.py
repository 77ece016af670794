"""VGG-16."""

from collections.abc import Mapping
from typing import ClassVar

from playground.catalog.blocks.drawing import Drawing
from playground.catalog.kinds import NETWORKS, AnyShapeNetwork, Shape
from playground.spec.graph import Graph

STAGES = ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3))
"""Channels and convolutions of each stage."""


@NETWORKS.register("vgg16", title="VGG-16", group="Networks")
class Vgg16(AnyShapeNetwork):
    """Thirteen 3 × 3 convolutions in five stages, and three linear layers (Simonyan and Zisserman 2014)."""

    when: ClassVar[str] = (
        "For photographs of 224 × 224 pixels; plain and deep, most weights in one layer. 138 M parameters."
    )
    sample: ClassVar[Shape] = (3, 224, 224)
    outputs: ClassVar[int] = 1000
    parameters: ClassVar[int] = 138_357_544
    publisher: ClassVar[str] = "torchvision"

    def layers(self, outputs: int) -> Graph:
        """Each stage is a block: one convolution, repeated, and a pooling that halves the image; then 7 × 7 pixels."""
        drawing = Drawing()
        drawing.node("input")
        for number, (channels, repeat) in enumerate(STAGES, start=1):
            drawing.block(f"Stage {number}", _stage(channels, repeat))
        drawing.node("adaptive_pool", height=7, width=7)
        drawing.block("Dense", _dense())
        drawing.node("linear", units=outputs)
        return drawing.done()

    def published_names(self) -> Mapping[str, str]:
        """Torchvision numbers convolutions, activations and poolings in one row."""
        names = {
            "block-6/1/linear-1": "classifier.0",
            "block-6/1/linear-2": "classifier.3",
            "linear-1": "classifier.6",
        }
        place = 0
        for number, (_, repeat) in enumerate(STAGES, start=1):
            for k in range(1, repeat + 1):
                names[f"block-{number}/1/block-1/{k}/conv2d-1"] = f"features.{place}"
                place += 2
            place += 1
        return names


def _stage(channels: int, repeat: int) -> Graph:
    drawing = Drawing()
    drawing.node("input")
    drawing.block("Convolution", _convolution(channels), repeat=repeat)
    drawing.node("max_pool")
    return drawing.done()


def _dense() -> Graph:
    drawing = Drawing()
    drawing.node("input")
    drawing.node("flatten")
    for _ in range(2):
        drawing.node("linear", units=4096, activation="relu")
        drawing.node("dropout", probability=0.5)
    return drawing.done()


def _convolution(channels: int) -> Graph:
    drawing = Drawing()
    drawing.node("input")
    drawing.node("conv2d", channels=channels, kernel=3, padding=1, activation="relu")
    return drawing.done()

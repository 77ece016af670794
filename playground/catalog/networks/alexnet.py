"""AlexNet."""

from collections.abc import Mapping
from typing import ClassVar

from playground.catalog.blocks.drawing import Drawing
from playground.catalog.kinds import NETWORKS, AnyShapeNetwork, Shape
from playground.spec.graph import Graph


@NETWORKS.register("alexnet", title="AlexNet", group="Networks")
class AlexNet(AnyShapeNetwork):
    """Five convolutions and three linear layers with ReLU and dropout (Krizhevsky 2014, on one device)."""

    when: ClassVar[str] = (
        "For photographs of about 224 × 224 pixels; the network that started deep learning on them. 61.1 M parameters."
    )
    sample: ClassVar[Shape] = (3, 224, 224)
    outputs: ClassVar[int] = 1000
    parameters: ClassVar[int] = 61_100_840
    publisher: ClassVar[str] = "torchvision"

    def layers(self, outputs: int) -> Graph:
        """64, 192, 384, 256 and 256 channels, in three stages that end with a pooling; then 6 × 6 pixels."""
        drawing = Drawing()
        drawing.node("input")
        drawing.block("Stage 1", _stage((64, 11, 4, 2)))
        drawing.block("Stage 2", _stage((192, 5, 1, 2)))
        drawing.block("Stage 3", _stage((384, 3, 1, 1), (256, 3, 1, 1), (256, 3, 1, 1)))
        drawing.node("adaptive_pool", height=6, width=6)
        drawing.block("Dense", _dense())
        drawing.node("linear", units=outputs)
        return drawing.done()

    def published_names(self) -> Mapping[str, str]:
        """Torchvision numbers convolutions, activations and poolings in one row."""
        return {
            "block-1/1/conv2d-1": "features.0",
            "block-2/1/conv2d-1": "features.3",
            "block-3/1/conv2d-1": "features.6",
            "block-3/1/conv2d-2": "features.8",
            "block-3/1/conv2d-3": "features.10",
            "block-4/1/linear-1": "classifier.1",
            "block-4/1/linear-2": "classifier.4",
            "linear-1": "classifier.6",
        }


def _stage(*convolutions: tuple[int, int, int, int]) -> Graph:
    """Convolutions (channels, kernel, stride, padding) with ReLU, and a pooling with windows that overlap."""
    drawing = Drawing()
    drawing.node("input")
    for channels, kernel, stride, padding in convolutions:
        drawing.node(
            "conv2d", channels=channels, kernel=kernel, stride=stride, padding=padding, activation="relu"
        )
    drawing.node("max_pool", kernel=3, stride=2)
    return drawing.done()


def _dense() -> Graph:
    drawing = Drawing()
    drawing.node("input")
    drawing.node("flatten")
    for _ in range(2):
        drawing.node("dropout", probability=0.5)
        drawing.node("linear", units=4096, activation="relu")
    return drawing.done()

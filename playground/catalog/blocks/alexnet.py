"""AlexNet."""

from typing import ClassVar

from playground.catalog.blocks.drawing import Drawing
from playground.catalog.kinds import NETWORKS, ReadyNetwork, Shape
from playground.spec.graph import Graph


@NETWORKS.register("alexnet", title="AlexNet", group="Networks")
class AlexNet(ReadyNetwork):
    """Five convolutions and three linear layers with ReLU and dropout (Krizhevsky 2014, on one device)."""

    when: ClassVar[str] = (
        "For photographs of about 224 × 224 pixels; the network that began deep learning on them."
    )
    sample: ClassVar[Shape] = (3, 224, 224)
    outputs: ClassVar[int] = 1000
    parameters: ClassVar[int] = 61_100_840

    def graph(self, x: Shape, outputs: int) -> Graph:  # noqa: ARG002 - the same for all images
        """64, 192, 384, 256 and 256 channels."""
        drawing = Drawing()
        drawing.node("input")
        drawing.node("conv2d", channels=64, kernel=11, stride=4, padding=2, activation="relu")
        drawing.node("max_pool", kernel=3, stride=2)
        drawing.node("conv2d", channels=192, kernel=5, padding=2, activation="relu")
        drawing.node("max_pool", kernel=3, stride=2)
        for channels in (384, 256, 256):
            drawing.node("conv2d", channels=channels, kernel=3, padding=1, activation="relu")
        drawing.node("max_pool", kernel=3, stride=2)
        drawing.node("flatten")
        for _ in range(2):
            drawing.node("dropout", probability=0.5)
            drawing.node("linear", units=4096, activation="relu")
        drawing.node("linear", units=outputs)
        return drawing.done()

"""The convolutional network of the Adam paper."""

from typing import ClassVar

from playground.catalog.blocks.drawing import Drawing
from playground.catalog.kinds import NETWORKS, AnyShapeNetwork, Shape
from playground.spec.graph import Graph


@NETWORKS.register("c64_c64_c128_1000", title="c64-c64-c128-1000", group="Networks")
class Cifar(AnyShapeNetwork):
    """Three 5 × 5 convolutions with pooling, and 1000 linear units (Kingma and Ba 2014, section 6.3)."""

    when: ClassVar[str] = (
        "For small colour pictures; Adam, AdaGrad and momentum were compared on it. 2.4 M parameters."
    )
    sample: ClassVar[Shape] = (3, 32, 32)
    outputs: ClassVar[int] = 10
    parameters: ClassVar[int] = 2_371_266

    def layers(self, outputs: int) -> Graph:
        """Max pooling of 3 × 3 at stride 2 follows each convolution; dropout on the input and the linear layer."""
        drawing = Drawing()
        drawing.node("input")
        drawing.node("dropout", probability=0.2)
        for channels in (64, 64, 128):
            drawing.block(f"c{channels}", _convolution(channels))
        drawing.node("flatten")
        drawing.node("linear", units=1000, activation="relu")
        drawing.node("dropout", probability=0.5)
        drawing.node("linear", units=outputs)
        return drawing.done()


def _convolution(channels: int) -> Graph:
    drawing = Drawing()
    drawing.node("input")
    drawing.node("conv2d", channels=channels, kernel=5, padding=2, activation="relu")
    drawing.node("max_pool", kernel=3, stride=2, padding=1)
    return drawing.done()

"""LeNet-5."""

from typing import ClassVar

from playground.catalog.blocks.drawing import Drawing
from playground.catalog.kinds import NETWORKS, ReadyNetwork, Shape
from playground.spec.graph import Graph


@NETWORKS.register("lenet5", title="LeNet-5", group="Networks")
class LeNet5(ReadyNetwork):
    """Reads digits (LeCun et al. 1998): tanh, average pooling, three linear layers."""

    when: ClassVar[str] = (
        "For digits and small pictures; images of 28 × 28 pixels get a border of 2. 61,706 parameters."
    )
    sample: ClassVar[Shape] = (1, 32, 32)
    outputs: ClassVar[int] = 10
    parameters: ClassVar[int] = 61_706

    def graph(self, x: Shape, outputs: int) -> Graph:
        """All of the six maps feed the sixteen, and a softmax ends it, as is common today."""
        drawing = Drawing()
        drawing.node("input")
        border = 2 if x[1:] == (28, 28) else 0
        drawing.node("conv2d", channels=6, kernel=5, padding=border, activation="tanh")
        drawing.node("avg_pool")
        drawing.node("conv2d", channels=16, kernel=5, padding=0, activation="tanh")
        drawing.node("avg_pool")
        drawing.node("flatten")
        drawing.node("linear", units=120, activation="tanh")
        drawing.node("linear", units=84, activation="tanh")
        drawing.node("linear", units=outputs)
        return drawing.done()

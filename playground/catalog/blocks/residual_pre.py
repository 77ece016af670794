"""The residual block with activations in front."""

from typing import ClassVar

from playground.catalog.blocks.convolutional import channels_of, conv
from playground.catalog.blocks.drawing import Drawing
from playground.catalog.kinds import BLOCKS, ReadyBlock, Shape
from playground.spec.graph import Graph


@BLOCKS.register("residual_pre", title="Residual v2", group="Blocks")
class PreActivationResidual(ReadyBlock):
    """Batch norm and ReLU before each convolution: nothing blocks the shortcut (pre-activation, He et al. 2016)."""

    formula: ClassVar[str] = "y = x + W₂ ReLU(BN(W₁ ReLU(BN(x))))"
    when: ClassVar[str] = (
        "For very deep networks, where it trains more easily than the residual block of 2015."
    )

    def graph(self, x: Shape | None) -> Graph:
        """As many channels as the input has."""
        drawing, channels = Drawing(), channels_of(x)
        start = drawing.node("input")
        drawing.node("batch_norm", start, row=-1, activation="relu")
        conv(drawing, channels, 3, row=-1)
        drawing.node("batch_norm", row=-1, activation="relu")
        end = conv(drawing, channels, 3, row=-1)
        drawing.node("add", end, start)
        return drawing.done()

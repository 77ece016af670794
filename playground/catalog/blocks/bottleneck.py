"""The bottleneck block."""

from typing import ClassVar

from playground.catalog.blocks.convolutional import bottleneck_residual, channels_of
from playground.catalog.kinds import BLOCKS, ReadyBlock, Shape
from playground.spec.graph import Graph


@BLOCKS.register("bottleneck", title="Bottleneck", group="Blocks")
class Bottleneck(ReadyBlock):
    """A residual block that works on a quarter of the channels (He et al. 2015)."""

    formula: ClassVar[str] = "y = ReLU(x + W₃ ReLU(W₂ ReLU(W₁ x))), each W with batch norm"
    when: ClassVar[str] = (
        "In place of Residual where there are many channels: the 3 × 3 convolution costs a sixteenth."
    )

    def graph(self, x: Shape | None) -> Graph:
        """As many channels as the input has."""
        channels = channels_of(x)
        quarter = max(1, channels // 4)
        if channels % 4:
            return bottleneck_residual(channels, expansion=1)
        return bottleneck_residual(quarter)

"""The residual block."""

from typing import ClassVar

from playground.catalog.blocks.convolutional import basic_residual, channels_of
from playground.catalog.kinds import BLOCKS, ReadyBlock, Shape
from playground.spec.graph import Graph


@BLOCKS.register("residual", title="Residual", group="Blocks")
class Residual(ReadyBlock):
    """Two convolutions learn what to add to their input (He et al. 2015)."""

    formula: ClassVar[str] = "y = ReLU(x + BN(W₂ ReLU(BN(W₁ x))))"
    when: ClassVar[str] = "For deep networks: the shortcut lets gradients pass all blocks unhindered."

    def graph(self, x: Shape | None) -> Graph:
        """As many channels as the input has."""
        return basic_residual(channels_of(x))

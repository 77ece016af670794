"""The squeeze-and-excitation block."""

from typing import ClassVar

from playground.catalog.blocks.convolutional import channels_of
from playground.catalog.blocks.drawing import Drawing
from playground.catalog.kinds import BLOCKS, ReadyBlock, Shape
from playground.spec.graph import Graph

REDUCTION = 16


@BLOCKS.register("squeeze_excite", title="SE block", group="Blocks")
class SqueezeExcite(ReadyBlock):
    """Squeeze and excitation: the means of all channels decide how much of each passes (Hu et al. 2017)."""

    formula: ClassVar[str] = "y[c] = x[c] · σ(W₂ ReLU(W₁ mean(x)))[c]"
    when: ClassVar[str] = (
        "After a convolution or in a residual branch: a little attention for few parameters."
    )

    def graph(self, x: Shape | None) -> Graph:
        """As many channels as the input has, a sixteenth of them between the two linear layers; at least four."""
        drawing, channels = Drawing(), channels_of(x)
        start = drawing.node("input")
        drawing.node("global_pool", start, row=1)
        drawing.node("linear", row=1, units=max(4, channels // REDUCTION), activation="relu")
        gate = drawing.node("linear", row=1, units=channels, activation="sigmoid")
        drawing.node("multiply", start, gate)
        return drawing.done()

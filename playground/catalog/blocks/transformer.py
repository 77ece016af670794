"""The encoder block of a transformer."""

from typing import ClassVar

from playground.catalog.blocks.drawing import Drawing
from playground.catalog.kinds import BLOCKS, ReadyBlock, Shape
from playground.spec.graph import Graph

USUAL = 16
"""Features where the shape that comes in is not known."""
WIDER = 4
"""Units between the two linear layers, by features."""


@BLOCKS.register("transformer", title="Transformer", group="Blocks")
class TransformerEncoder(ReadyBlock):
    """The encoder block: every step gathers from all others, then works alone, with shortcuts (Vaswani et al. 2017)."""

    formula: ClassVar[str] = "h = x + attention(norm(x)), y = h + W₂ GELU(W₁ norm(h))"
    when: ClassVar[str] = "For sequences, several in a row; put an embedding and positions in front of them."
    sample: ClassVar[Shape] = (8, 16)

    def graph(self, x: Shape | None) -> Graph:
        """As many features as the input has, four heads where they divide by eight; norms first (Xiong et al. 2020)."""
        features = x[1] if x is not None and len(x) == 2 else USUAL
        heads = next(count for count in (4, 2, 1) if count == 1 or features % (2 * count) == 0)
        drawing = Drawing()
        start = drawing.node("input")
        drawing.node("layer_norm", start, row=-1)
        attention = drawing.node("self_attention", row=-1, heads=heads)
        middle = drawing.node("add", attention, start)
        drawing.node("layer_norm", middle, row=-1)
        drawing.node("linear", row=-1, units=WIDER * features, activation="gelu")
        end = drawing.node("linear", row=-1, units=features)
        drawing.node("add", end, middle)
        return drawing.done()

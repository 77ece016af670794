"""The inception block."""

from typing import ClassVar

from playground.catalog.blocks.convolutional import channels_of
from playground.catalog.blocks.drawing import Drawing
from playground.catalog.kinds import BLOCKS, ReadyBlock, Shape
from playground.spec.graph import Graph


@BLOCKS.register("inception", title="Inception", group="Blocks")
class Inception(ReadyBlock):
    """Windows of three sizes and a pooling look at the image side by side (Szegedy et al. 2014)."""

    formula: ClassVar[str] = "y = [3×3, 1×1, 5×5, pool](x)"
    when: ClassVar[str] = "When features of different sizes matter at the same place."

    def graph(self, x: Shape | None) -> Graph:
        """As many channels as the input has, a quarter from each branch; at least four."""
        drawing, each = Drawing(), max(1, channels_of(x) // 4)
        start = drawing.node("input")

        def conv(kernel: int, row: float, source: str | None = None) -> str:
            given = () if source is None else (source,)
            return drawing.node(
                "conv2d",
                *given,
                row=row,
                activation="relu",
                channels=each,
                kernel=kernel,
                padding=kernel // 2,
            )

        conv(1, -1, start)
        three = conv(3, -1)
        one = conv(1, 0, start)
        conv(1, 1, start)
        five = conv(5, 1)
        drawing.node("max_pool", start, row=2, kernel=3, stride=1, padding=1)
        pool = conv(1, 2)
        drawing.node("concat", three, one, five, pool)
        return drawing.done()

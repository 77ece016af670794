"""A layer that does nothing."""

from collections.abc import Mapping
from typing import ClassVar

from torch import Tensor, nn

from playground.catalog.kinds import LAYERS, Layer, Shape


@LAYERS.register("identity", title="Identity", group="Shape")
class Identity(Layer):
    """Passes its input on as it is."""

    takes_tokens: ClassVar[bool] = True
    formula: ClassVar[str] = "y = x"
    when: ClassVar[str] = (
        "As a place to meet: for the short way of a residual block, or in place of a layer taken out."
    )

    def out_shape(self, *inputs: Shape) -> Shape:
        """As the input."""
        return inputs[0]

    def build(self, *inputs: Shape) -> nn.Module:  # noqa: ARG002
        """``nn.Identity``."""
        return nn.Identity()

    def stacked(self, module: nn.Module, params: Mapping[str, Tensor], *inputs: Tensor) -> Tensor | None:  # noqa: ARG002
        """Passes the input on."""
        return inputs[0]

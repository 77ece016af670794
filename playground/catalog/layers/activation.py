"""An activation as a box of its own."""

from collections.abc import Mapping
from typing import ClassVar

from torch import Tensor, nn

from playground.catalog.kinds import LAYERS, Layer, Shape


@LAYERS.register("activation", title="Activation", group="Shape")
class ActivationNode(Layer):
    """Passes its input on; the activation that sits on it does the work."""

    formula: ClassVar[str] = "y = a(x)"
    when: ClassVar[str] = "Where an activation stands alone, for instance after Batch norm or Add."

    def out_shape(self, *inputs: Shape) -> Shape:
        """As the input."""
        return inputs[0]

    def build(self, *inputs: Shape) -> nn.Module:  # noqa: ARG002
        """Passes the input on."""
        return nn.Identity()

    def stacked(self, module: nn.Module, params: Mapping[str, Tensor], *inputs: Tensor) -> Tensor | None:  # noqa: ARG002
        """Passes the input on."""
        return inputs[0]

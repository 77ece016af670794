"""Dropout."""

from collections.abc import Mapping
from typing import ClassVar

from torch import Tensor, nn

from playground.catalog.kinds import LAYERS, Layer, Shape, param


@LAYERS.register("dropout", title="Dropout", group="Regularization")
class Dropout(Layer):
    """Zeroes a random part of its inputs at each training step."""

    formula: ClassVar[str] = "y = x · m / (1 − p), m = 0 with probability p, else 1; y = x in evaluation"
    when: ClassVar[str] = "Against overfitting: no unit can rely on a single other one."
    random: ClassVar[bool] = True

    probability: float = param(0.2, "Share of the inputs that is zeroed.", ge=0, le=0.95)

    def out_shape(self, *inputs: Shape) -> Shape:
        """As the input."""
        return inputs[0]

    def build(self, *inputs: Shape) -> nn.Module:  # noqa: ARG002
        """``nn.Dropout`` (Srivastava et al. 2014)."""
        return nn.Dropout(self.probability)

    def stacked(self, module: nn.Module, params: Mapping[str, Tensor], *inputs: Tensor) -> Tensor | None:  # noqa: ARG002
        """Nothing happens in evaluation."""
        return inputs[0]

    def stacked_in_training(
        self,
        module: nn.Module,  # noqa: ARG002
        params: Mapping[str, Tensor],  # noqa: ARG002
        buffers: Mapping[str, Tensor],  # noqa: ARG002
        *inputs: Tensor,
    ) -> Tensor | None:
        """One mask for all sets, drawn sample after sample as ``nn.Dropout`` does."""
        (x,) = inputs
        if not self.probability:
            return x
        share = 1.0 - self.probability
        mask = x.new_empty(x.shape[2], x.shape[1]).bernoulli_(share).div_(share)
        return x * mask.T

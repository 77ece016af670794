"""Dropout."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import LAYERS, AnyShapeLayer, ModuleCode, Shape, call, param
from playground.lazy import nn

if TYPE_CHECKING:
    from torch import Tensor


@LAYERS.register("dropout", title="Dropout", group="Regularization")
class Dropout(AnyShapeLayer):
    """Zeroes a random part of its inputs at each training step."""

    formula: ClassVar[str] = "y = x · m / (1 − p), m = 0 with probability p, else 1; y = x in evaluation"
    when: ClassVar[str] = "Against overfitting: no unit can rely on a single other one."
    passes_on: ClassVar[bool] = True
    random: ClassVar[bool] = True

    probability: float = param(0.2, "Share of the inputs that is zeroed.", ge=0, le=0.95)

    def caption(self) -> str:
        """Probability."""
        return f"p = {self.probability:g}"

    def out_shape(self, *inputs: Shape) -> Shape:
        """Same as the input."""
        return inputs[0]

    def code(self, *inputs: Shape) -> ModuleCode:
        """``nn.Dropout``."""
        del inputs
        return ModuleCode((call("nn.Dropout", self.probability),))

    def module(self) -> nn.Module:
        """``nn.Dropout`` (Srivastava et al. 2014)."""
        return nn.Dropout(self.probability)

    def stacked_noise(self, *inputs: Tensor) -> Tensor | None:
        """Apply one mask to all sets, drawn sample after sample as ``nn.Dropout`` does."""
        (x,) = inputs
        if not self.probability:
            return x
        share = 1.0 - self.probability
        mask = x.new_empty(x.shape[2], x.shape[1]).bernoulli_(share).div_(share)
        return x * mask.T

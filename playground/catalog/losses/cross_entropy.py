"""Cross-entropy on softmax probabilities."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import LOSSES, Loss, LossCode, Task, call, literal, param
from playground.catalog.losses.true_class import pick
from playground.lazy import functional, torch

if TYPE_CHECKING:
    from torch import Tensor


@LOSSES.register("cross_entropy", title="Cross-entropy", group="Losses")
class CrossEntropy(Loss):
    """Surprise at the true class under softmax probabilities."""

    tasks: ClassVar[tuple[Task, ...]] = ("classification",)
    applies: ClassVar[str] = "softmax"
    blends: ClassVar[bool] = True
    formula: ClassVar[str] = "−ln softmax(z)_y = ln Σ e^z_k − z_y"
    when: ClassVar[str] = "The usual choice for any number of classes; the softmax is part of it."

    label_smoothing: float = param(0.0, "Share of the target spread over all classes.", ge=0, le=0.9)

    def code(self, targets: int, task: Task) -> LossCode:
        """``nn.CrossEntropyLoss``; by hand with the target as shares of the classes."""
        del task
        smooth = self.label_smoothing
        shares = f"{literal(1 - smooth)} * eye({targets})[y] + {literal(smooth / targets)}" if smooth else ""
        return LossCode(
            call("nn.CrossEntropyLoss", label_smoothing=(smooth, 0.0)),
            (
                "z = y_pred - amax(y_pred, 1, keepdims=True)",
                "log_p = z - log(sum(exp(z), 1, keepdims=True))",
                "loss = -sum(t * log_p) / len(t)",
                "d_output = (exp(log_p) - t) / len(t)",
            ),
            target_by_hand=shares or f"eye({targets})[y]",
        )

    def compute(self, output: Tensor, target: Tensor) -> Tensor:
        """``functional.cross_entropy``."""
        return functional.cross_entropy(output, target, label_smoothing=self.label_smoothing)

    def per_sample(self, output: Tensor, target: Tensor) -> Tensor:
        """The formula on ln softmax(z), which stays exact for outputs of any size: −(1 − s) of y − s mean.

        Targets are class numbers, or shares of the classes.
        """
        shares = torch.log_softmax(output, -1)
        right = (shares * target).sum(-1) if target.is_floating_point() else pick(shares, target)
        losses = -(1 - self.label_smoothing) * right
        return losses - self.label_smoothing * shares.mean(-1) if self.label_smoothing else losses

    def probabilities(self, output: Tensor) -> Tensor:
        """Softmax."""
        return torch.softmax(output, -1)

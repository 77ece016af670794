"""Cross-entropy of yes or no."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import LOSSES, Loss, LossCode, Task
from playground.catalog.losses.true_class import one_hot
from playground.lazy import functional, torch

if TYPE_CHECKING:
    from torch import Tensor


@LOSSES.register("bce", title="Binary cross-entropy", group="Losses")
class BinaryCrossEntropy(Loss):
    """Surprise at yes or no under the sigmoid of each output."""

    tasks: ClassVar[tuple[Task, ...]] = ("classification",)
    applies: ClassVar[str] = "sigmoid"
    blends: ClassVar[bool] = True
    formula: ClassVar[str] = "−y ln σ(z) − (1 − y) ln(1 − σ(z))"
    when: ClassVar[str] = (
        "For two classes with a single output; with more, each class is predicted on its own."
    )

    def outputs(self, targets: int) -> int:
        """One for two classes, else one per class."""
        return 1 if targets == 2 else targets

    def target(self, y: Tensor, targets: int) -> Tensor:
        """0 or 1 for each output."""
        return y.float()[:, None] if targets == 2 else one_hot(y, targets)

    def code(self, targets: int, task: Task) -> LossCode:
        """``nn.BCEWithLogitsLoss``; a right prediction has the sign of the target."""
        del task
        count = self.outputs(targets)
        one = count == 1
        return LossCode(
            "nn.BCEWithLogitsLoss()",
            (
                "loss = mean(maximum(y_pred, 0) - y_pred * t + log1p(exp(-abs(y_pred))))",
                f"d_output = (1 / (1 + exp(-y_pred)) - t) / {'len(t)' if one else f'({count} * len(t))'}",
            ),
            "y.float()[:, None]" if one else f"nn.functional.one_hot(y, {targets}).float()",
            "(output[:, 0] > 0) == y" if one else "output.argmax(1) == y",
            target_by_hand="asfloat(y)[:, None]" if one else f"eye({targets})[y]",
        )

    def compute(self, output: Tensor, target: Tensor) -> Tensor:
        """``functional.binary_cross_entropy_with_logits``, mean over samples and outputs."""
        return functional.binary_cross_entropy_with_logits(output, target)

    def per_sample(self, output: Tensor, target: Tensor) -> Tensor:
        """max(z, 0) − z y + ln(1 + e^−|z|), mean over outputs."""
        losses = output.clamp(min=0) - output * target + torch.log1p(torch.exp(-output.abs()))
        return losses.mean(-1)

    def probabilities(self, output: Tensor) -> Tensor:
        """(1 − p, p) for one output; else the sigmoids, scaled to sum 1."""
        if output.shape[-1] == 1:
            p = torch.sigmoid(output)
            return torch.cat([1 - p, p], -1)
        return torch.softmax(
            functional.logsigmoid(output), -1
        )  # the ratios of sigmoids that may be too small to hold

"""The margin loss of support vector machines."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import LOSSES, Loss, LossCode, Task
from playground.catalog.losses.true_class import index_of, pick
from playground.lazy import functional, torch

if TYPE_CHECKING:
    from torch import Tensor


@LOSSES.register("hinge", title="Hinge", group="Losses")
class Hinge(Loss):
    """Asks the true class to lead every other one by a margin of 1."""

    tasks: ClassVar[tuple[Task, ...]] = ("classification",)
    formula: ClassVar[str] = "Σ over k ≠ y of max(0, 1 − z_y + z_k) / classes"
    when: ClassVar[str] = "As in support vector machines: samples beyond the margin no longer count."

    def code(self, targets: int, task: Task) -> LossCode:
        """``nn.MultiMarginLoss``."""
        del task
        return LossCode(
            "nn.MultiMarginLoss()",
            (
                "margins = (1 - t) * maximum(1 - sum(t * y_pred, 1, keepdims=True) + y_pred, 0)",
                f"loss = sum(margins) / ({targets} * len(t))",
                "active = asfloat(margins > 0)",
                f"d_output = (active - t * sum(active, 1, keepdims=True)) / ({targets} * len(t))",
            ),
            target_by_hand=f"eye({targets})[y]",
        )

    def compute(self, output: Tensor, target: Tensor) -> Tensor:
        """``functional.multi_margin_loss``."""
        return functional.multi_margin_loss(output, target)

    def per_sample(self, output: Tensor, target: Tensor) -> Tensor:
        """The formula."""
        margins = (1 - pick(output, target).unsqueeze(-1) + output).clamp(min=0)
        others = margins.scatter(-1, index_of(output, target), 0.0)
        return others.sum(-1) / output.shape[-1]

    def probabilities(self, output: Tensor) -> Tensor:
        """Softmax of the margins: an order, not calibrated probabilities."""
        return torch.softmax(output, -1)

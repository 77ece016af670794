"""What losses that measure a distance between prediction and target have in common."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import Loss, LossCode, Task
from playground.catalog.losses.true_class import one_hot, shares

if TYPE_CHECKING:
    from torch import Tensor


class Distance(Loss):
    """A mean over samples and outputs of a function of the difference."""

    tasks: ClassVar[tuple[Task, ...]] = ("regression", "classification")
    blends: ClassVar[bool] = True

    def target(self, y: Tensor, targets: int) -> Tensor:
        """Numbers as they are; classes as 1 at the class and 0 elsewhere."""
        return y if y.is_floating_point() else one_hot(y, targets)

    @abstractmethod
    def written(self) -> tuple[str, str, str]:
        """The loss function of torch; and by hand, of the difference ``e``, the distance and its derivative."""

    def code(self, targets: int, task: Task) -> LossCode:
        """Targets are numbers, or 1 at the class and 0 elsewhere."""
        loss, distance, slope = self.written()
        classes = task == "classification"
        count = "len(t)" if targets == 1 else f"({targets} * len(t))"
        return LossCode(
            loss,
            ("e = y_pred - t", f"loss = mean({distance})", f"d_output = {slope} / {count}"),
            f"nn.functional.one_hot(y, {targets}).float()" if classes else "y",
            target_by_hand=f"eye({targets})[y]" if classes else "y",
        )

    @abstractmethod
    def of(self, difference: Tensor) -> Tensor:
        """The distance, number by number."""

    def compute(self, output: Tensor, target: Tensor) -> Tensor:
        """Mean distance."""
        return self.of(output - target).mean()

    def per_sample(self, output: Tensor, target: Tensor) -> Tensor:
        """Mean over outputs."""
        return self.of(output - target).mean(-1)

    def probabilities(self, output: Tensor) -> Tensor:
        """The positive part of the prediction, scaled to sum 1."""
        return shares(output)

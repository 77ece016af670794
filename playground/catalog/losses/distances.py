"""Losses that measure a distance between prediction and target."""

from abc import abstractmethod
from typing import ClassVar

import torch
from torch import Tensor
from torch.nn import functional

from playground.catalog.kinds import LOSSES, Loss, Task, param


class _Distance(Loss):
    """A mean over samples and outputs of a function of the difference."""

    tasks: ClassVar[tuple[Task, ...]] = ("regression", "classification")

    def outputs(self, task: Task, targets: int) -> int:  # noqa: ARG002
        """One per target or class."""
        return targets

    def target(self, y: Tensor, targets: int) -> Tensor:
        """Numbers as they are; classes as 1 at the class and 0 elsewhere."""
        return y if y.is_floating_point() else functional.one_hot(y, targets).float()

    @abstractmethod
    def of(self, difference: Tensor) -> Tensor:
        """The distance, number by number."""

    @abstractmethod
    def slope(self, difference: Tensor) -> Tensor:
        """Its derivative."""

    def compute(self, output: Tensor, target: Tensor) -> Tensor:
        """Mean distance."""
        return self.of(output - target).mean()

    def gradient(self, output: Tensor, target: Tensor) -> Tensor | None:
        """Slope / (N · outputs)."""
        return self.slope(output - target).div_(output.numel())

    def per_sample(self, output: Tensor, target: Tensor) -> Tensor:
        """Mean over outputs."""
        return self.of(output - target).mean(-1)

    def scores(self, output: Tensor, task: Task) -> Tensor:
        """The prediction; for classes its positive part, scaled to sum 1."""
        if task == "regression":
            return output
        positive = output.clamp(min=0) + 1e-6
        return positive / positive.sum(-1, keepdim=True)


@LOSSES.register("mse", title="Mean squared error", group="Losses")
class MeanSquaredError(_Distance):
    """The mean of squared differences."""

    formula: ClassVar[str] = "(ŷ − y)²"
    when: ClassVar[str] = "The usual choice for regression; large errors count most."

    def of(self, difference: Tensor) -> Tensor:
        """d²."""
        return difference * difference

    def slope(self, difference: Tensor) -> Tensor:
        """2 d."""
        return difference * 2


@LOSSES.register("l1", title="Mean absolute error", group="Losses")
class MeanAbsoluteError(_Distance):
    """The mean of absolute differences."""

    formula: ClassVar[str] = "|ŷ − y|"
    when: ClassVar[str] = "For regression with outliers."

    def of(self, difference: Tensor) -> Tensor:
        """|d|."""
        return difference.abs()

    def slope(self, difference: Tensor) -> Tensor:
        """The sign of d."""
        return torch.sign(difference)


@LOSSES.register("huber", title="Huber", group="Losses")
class Huber(_Distance):
    """Squared near zero, absolute beyond δ."""

    formula: ClassVar[str] = "d²/2 for |d| < δ, else δ (|d| − δ/2)"
    when: ClassVar[str] = (
        "For regression with some outliers: smooth like the square, patient like the absolute value."
    )

    delta: float = param(1.0, "Where the square becomes a line.", gt=0, le=1e6, log=True)

    def of(self, difference: Tensor) -> Tensor:
        """The formula."""
        size = difference.abs()
        return torch.where(size < self.delta, 0.5 * size * size, self.delta * (size - 0.5 * self.delta))

    def slope(self, difference: Tensor) -> Tensor:
        """d, held within ±δ."""
        return difference.clamp(-self.delta, self.delta)

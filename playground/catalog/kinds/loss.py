"""Losses: what training minimizes."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar, Literal

from playground.catalog.kinds.entry import Entry, Registry

if TYPE_CHECKING:
    from torch import Tensor

Task = Literal["classification", "regression"]


class Loss(Entry):
    """What training minimizes: a mean over the samples of a batch."""

    tasks: ClassVar[tuple[Task, ...]]
    applies: ClassVar[str] = ""
    """Key of the activation that it applies to the outputs by itself, so that the network must not."""
    expects: ClassVar[str] = ""
    """Key of the activation that the network must end with."""

    @abstractmethod
    def outputs(self, task: Task, targets: int) -> int:
        """How many numbers the network must put out.

        Args:
            task: Of the data.
            targets: Number of classes, or of regression targets.
        """

    def refusal(self, task: Task, targets: int) -> str | None:  # noqa: ARG002
        """Why this loss cannot serve the data, in one sentence; None when it can."""
        if task in self.tasks:
            return None
        has, needs = ("classes", "numbers") if task == "classification" else ("numbers", "classes")
        return f"{self.title} needs {needs} to compare with, but the targets of these data are {has}."

    @abstractmethod
    def target(self, y: Tensor, targets: int) -> Tensor:
        """The data's targets as ``compute`` wants them, prepared once for all samples.

        Args:
            y: int64 class numbers ``(N,)``, or float32 ``(N, targets)``.
            targets: Number of classes, or of regression targets.
        """

    @abstractmethod
    def compute(self, output: Tensor, target: Tensor) -> Tensor:
        """The mean loss of a batch, a scalar that autograd can follow; ``output`` is ``(N, outputs)``."""

    @abstractmethod
    def per_sample(self, output: Tensor, target: Tensor) -> Tensor:
        """Loss of each sample, shape ``output.shape[:-1]``; leading dimensions of ``output`` broadcast."""

    @abstractmethod
    def scores(self, output: Tensor, task: Task) -> Tensor:
        """What people see: class probabilities ``(N, classes)`` that sum to 1, or the prediction itself."""


LOSSES: Registry[Loss] = Registry("loss")

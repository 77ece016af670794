"""Losses: what training minimizes."""

from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar, Literal

from playground.catalog.kinds.code import LossCode
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
    blends: ClassVar[bool] = False
    """Whether targets may be blends of those of several samples; for class numbers, shares ``(N, classes)``."""

    def outputs(self, targets: int) -> int:
        """How many numbers the network must put out for that many classes or regression targets."""
        return targets

    def refusal(self, task: Task) -> str | None:
        """Why this loss does not suit the task of the data, in one sentence; None when it does."""
        if task in self.tasks:
            return None
        has, needs = ("classes", "numbers") if task == "classification" else ("numbers", "classes")
        return f"{self.title} needs {needs} to compare with, but the targets of this data set are {has}."

    def target(self, y: "Tensor", targets: int) -> "Tensor":
        """The data's targets as ``compute`` wants them, prepared once for all samples; by default as they are.

        Args:
            y: int64 class numbers ``(N,)``, or float32 ``(N, targets)``.
            targets: Number of classes, or of regression targets.
        """
        del targets
        return y

    def code(self, targets: int, task: Task) -> LossCode | None:
        """How it is written in a script for these targets; None where it cannot be."""
        del targets, task
        return None

    @abstractmethod
    def compute(self, output: "Tensor", target: "Tensor") -> "Tensor":
        """The mean loss of a batch, a scalar that autograd can follow; ``output`` is ``(N, outputs)``."""

    @abstractmethod
    def per_sample(self, output: "Tensor", target: "Tensor") -> "Tensor":
        """Loss of each sample, shape ``output.shape[:-1]``; leading dimensions of ``output`` broadcast."""

    def scores(self, output: "Tensor", task: Task) -> "Tensor":
        """What people see: class probabilities ``(N, classes)`` that sum to 1, or the prediction itself."""
        return self.probabilities(output) if task == "classification" else output

    @abstractmethod
    def probabilities(self, output: "Tensor") -> "Tensor":
        """Class probabilities ``(N, classes)`` that sum to 1."""


LOSSES: Registry[Loss] = Registry("loss", "losses")


def usual_loss(task: Task) -> type[Loss]:
    """The loss to suggest for a task: the first one of the catalog that suits it."""
    return next(loss for loss in LOSSES if task in loss.tasks)

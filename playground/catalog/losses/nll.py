"""Negative log-likelihood of given probabilities."""

from typing import ClassVar

from torch import Tensor

from playground.catalog.kinds import LOSSES, Loss, Task
from playground.catalog.losses.true_class import pick, shares

LEAST = 1e-12
"""Probabilities count as at least this much, so that a loss stays finite."""


@LOSSES.register("nll", title="Negative log-likelihood", group="Losses")
class NegativeLogLikelihood(Loss):
    """Surprise at the true class under the probabilities that the network itself puts out."""

    tasks: ClassVar[tuple[Task, ...]] = ("classification",)
    expects: ClassVar[str] = "softmax"
    formula: ClassVar[str] = "−ln s_y, s = the network's softmax"
    when: ClassVar[str] = (
        "For networks that end with a Softmax of their own; Cross-entropy computes the same from the numbers in "
        "front of it, and stays exact where a probability is too small to hold."
    )

    def compute(self, output: Tensor, target: Tensor) -> Tensor:
        """Mean of ``per_sample``."""
        return self.per_sample(output, target).mean()

    def per_sample(self, output: Tensor, target: Tensor) -> Tensor:
        """−ln of the true class's probability, which counts as at least ``LEAST``."""
        return -pick(output, target).clamp(min=LEAST).log()

    def probabilities(self, output: Tensor) -> Tensor:
        """The probabilities as they are."""
        return shares(output)

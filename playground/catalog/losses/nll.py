"""Negative log-likelihood of given probabilities."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import LOSSES, Loss, LossCode, Task
from playground.catalog.losses.true_class import pick, shares

if TYPE_CHECKING:
    from torch import Tensor

LEAST = 1e-12
"""Probabilities count as at least this much, so that a loss stays finite."""
_DEFINED = f"""
def negative_log_likelihood(output, y):
    return -output.gather(1, y[:, None]).clamp(min={LEAST!r}).log().mean()
"""


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

    def code(self, targets: int, task: Task) -> LossCode:
        """A function: the network itself puts out probabilities."""
        del task
        return LossCode(
            "negative_log_likelihood",
            (
                "p = sum(t * y_pred, 1, keepdims=True)",
                f"loss = -mean(log(maximum(p, {LEAST!r})))",
                f"d_output = where(p > {LEAST!r}, -t / (p * len(t)), 0.0)",
            ),
            define=_DEFINED,
            target_by_hand=f"eye({targets})[y]",
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

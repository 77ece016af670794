"""Adam with decoupled weight decay."""

from __future__ import annotations

from typing import ClassVar

from playground.catalog.kinds import OPTIMIZERS, Explanation, against
from playground.catalog.optimizers.moments import SCRIPT, AdamLike, direction_terms
from playground.catalog.optimizers.torch_optimizer import decay_param
from playground.lazy import nn, torch


@OPTIMIZERS.register("adamw", title="AdamW", group="Adaptive")
class AdamW(AdamLike):
    """Adam whose weight decay does not pass through the running means."""

    formula: ClassVar[str] = "θ ← θ − η (m̂ / (√v̂ + ε) + λ θ)"
    torch_name: ClassVar[str] = "AdamW"
    when: ClassVar[str] = "Adam with regularization that does what it says (Loshchilov and Hutter 2019)."

    script: ClassVar[str] = SCRIPT.format(name="adamw")

    weight_decay: float = decay_param(
        0.01, "Fraction λ of each weight subtracted at each step, times the rate."
    )

    def make(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """``torch.optim.AdamW``."""
        return torch.optim.AdamW(parameters, lr=self.learning_rate, fused=True)

    def explained(self, k: int) -> Explanation:
        """Like Adam, with the weight decay in the step alone."""
        del k
        return Explanation((*direction_terms(0.0), against("u", self.weight_decay)))

"""Momentum with step sizes from squared gradients."""

from __future__ import annotations

from typing import ClassVar

from playground.catalog.kinds import OPTIMIZERS, Explanation, against
from playground.catalog.optimizers.moments import SCRIPT, AdamLike, direction_terms
from playground.lazy import nn, torch


@OPTIMIZERS.register("adam", title="Adam", group="Adaptive")
class Adam(AdamLike):
    """Momentum divided by the running size of the gradient, both corrected for their start at zero."""

    formula: ClassVar[str] = "m ← β₁ m + (1−β₁) g;  v ← β₂ v + (1−β₂) g²;  θ ← θ − η m̂ / (√v̂ + ε)"
    torch_name: ClassVar[str] = "Adam"
    when: ClassVar[str] = "Works nearly everywhere with little tuning (Kingma and Ba 2015)."

    script: ClassVar[str] = SCRIPT.format(name="adam")

    def make(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """``torch.optim.Adam``."""
        return torch.optim.Adam(parameters, lr=self.learning_rate, fused=True)

    def explained(self, k: int) -> Explanation:
        """Both means, their corrections, and the step."""
        del k
        return Explanation((*direction_terms(self.weight_decay), against("u")))

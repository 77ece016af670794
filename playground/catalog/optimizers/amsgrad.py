"""Adam that never lengthens its steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from playground.catalog.kinds import OPTIMIZERS, Explanation, Start, Term, against, decayed
from playground.catalog.optimizers.moments import DIRECTION, MEAN, SQUARES, TRUE_MEAN, AdamLike
from playground.lazy import nn, torch


@OPTIMIZERS.register("amsgrad", title="AMSGrad", group="Adaptive")
class AMSGrad(AdamLike):
    """Adam that divides by the largest mean of squares so far, so that rare large gradients are not forgotten."""

    formula: ClassVar[str] = "v̂ ← max(v̂, v);  θ ← θ − η m̂ / (√v̂ + ε)"
    torch_name: ClassVar[str] = "Adam"
    torch_settings: ClassVar[Mapping[str, object]] = {"amsgrad": True}
    when: ClassVar[str] = "Where Adam does not converge (Reddi et al. 2018)."

    script: ClassVar[str] = """
step.add_(1)
torch._fused_adam_(thetas, grads, exp_avgs, exp_avg_sqs, max_exp_avg_sqs, steps, lr=lr, beta1=beta1,
    beta2=beta2, weight_decay=weight_decay, eps=epsilon, amsgrad=True, maximize=False)
"""
    state: ClassVar[Mapping[str, Start]] = {
        "exp_avg": "zeros",
        "exp_avg_sq": "zeros",
        "max_exp_avg_sq": "zeros",
        "step": "count",
    }

    def make(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """``torch.optim.Adam`` with ``amsgrad``."""
        return torch.optim.Adam(parameters, lr=self.learning_rate, amsgrad=True, fused=True)

    def explained(self, k: int) -> Explanation:
        """Like Adam, with the largest mean of squares so far."""
        del k
        largest = "max(max_exp_avg_sq, exp_avg_sq)"
        terms = (
            *decayed(self.weight_decay),
            MEAN,
            SQUARES,
            Term("max_exp_avg_sq", "w", largest, "largest mean of squares so far", "squares", of="grad"),
            TRUE_MEAN,
            Term(
                "v_hat",
                "v̂",
                "max_exp_avg_sq / (1 - beta2 ** k)",
                "corrected for its start",
                "squares",
                of="grad",
            ),
            DIRECTION,
            against("u"),
        )
        return Explanation(terms)

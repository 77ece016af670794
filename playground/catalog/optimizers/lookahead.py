"""Adam that is pulled back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from playground.catalog.kinds import OPTIMIZERS, Start, param
from playground.catalog.optimizers.moments import AdamLike
from playground.lazy import nn, torch


@OPTIMIZERS.register("lookahead", title="Lookahead", group="New")
class Lookahead(AdamLike):
    """Adam runs some steps ahead; then slow weights move part of the distance, and Adam continues from there."""

    formula: ClassVar[str] = "every k steps: φ ← φ + α (θ − φ);  θ ← φ"
    when: ClassVar[str] = "To steady a noisy optimizer (Zhang et al. 2019)."

    script: ClassVar[str] = """
step.add_(1)
torch._fused_adam_(thetas, grads, exp_avgs, exp_avg_sqs, [], steps, lr=lr, beta1=beta1, beta2=beta2,
    weight_decay=weight_decay, eps=epsilon, amsgrad=False, maximize=False)
ahead.add_(1.0)
if float(ahead) >= every:
    ahead.zero_()
    theta.lerp_(slow, 1.0 - alpha)
    slow.copy_(theta)
"""
    state: ClassVar[Mapping[str, Start]] = {
        "exp_avg": "zeros",
        "exp_avg_sq": "zeros",
        "step": "count",
        "slow": "theta",
        "ahead": "number",
    }

    every: int = param(5, "Steps that Adam runs ahead, k.", ge=1, le=1000, title="steps ahead", unit="steps")
    alpha: float = param(0.5, "Share of the distance that the slow weights move, α.", gt=0, le=1)

    def make(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """``Lookahead`` of pytorch_optimizer around ``torch.optim.Adam``."""
        import pytorch_optimizer  # noqa: PLC0415 - seconds of imports

        inner = torch.optim.Adam(parameters, lr=self.learning_rate, fused=True)
        return pytorch_optimizer.Lookahead(inner, k=self.every, alpha=self.alpha)

"""Gradients from the worst place nearby."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from playground.catalog.kinds import OPTIMIZERS, Needs, param
from playground.catalog.optimizers.classical import Method, OwnOptimizer
from playground.catalog.optimizers.torch_optimizer import decay_param
from playground.lazy import nn, torch


class _SAM(Method):
    def go(self, closure: Callable[[], float], group: dict[str, Any]) -> float:
        loss = closure()
        found = [p for each in self.param_groups for p in each["params"] if p.grad is not None]
        norm = torch.cat([p.grad.flatten() for p in found]).norm()
        starts = [p.clone() for p in found]
        for p in found:
            p.add_(p.grad * (group["radius"] / (norm + 1e-12)))
        closure()
        for p, start in zip(found, starts, strict=True):
            p.copy_(start)
        for each in self.param_groups:
            for p in each["params"]:
                gradient = p.grad + each["weight_decay"] * p
                velocity = self.state[p].setdefault("velocity", torch.zeros_like(p))
                p.sub_(velocity.mul_(each["momentum"]).add_(gradient), alpha=each["lr"])
        return loss


@OPTIMIZERS.register("sam", title="SAM", group="New")
class SAM(OwnOptimizer):
    """Momentum by the gradient at the worst point nearby, which leads to flat minima."""

    formula: ClassVar[str] = "g′ = ∇L(θ + ρ g / |g|);  v ← α v + g′;  θ ← θ − η v"
    when: ClassVar[str] = "Better on unseen data, at two evaluations per step (Foret et al. 2021)."
    needs: ClassVar[Needs] = Needs(closure=True, layers=True)

    radius: float = param(
        0.05, "Radius within which the worst point is sought, ρ.", ge=0, le=10, log=True, live=True
    )
    momentum: float = param(0.9, "Fraction of the velocity kept at each step, α.", ge=0, lt=1, live=True)
    weight_decay: float = decay_param(0.0)

    def make(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """Our own."""
        return _SAM(parameters, lr=self.learning_rate, **self.settings())

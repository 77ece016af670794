"""Gradient descent that finds its step length."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from playground.catalog.kinds import OPTIMIZERS, Needs, param
from playground.catalog.optimizers.classical import WHOLE, Method, OwnOptimizer
from playground.catalog.optimizers.line_search import Line
from playground.catalog.optimizers.torch_optimizer import rate_param
from playground.lazy import nn, torch


class _LineDescent(Method):
    def go(self, closure: Callable[[], float], group: dict[str, Any]) -> float:
        line = Line(self.parameters, closure)
        loss = line.at()
        direction = -line.gradient
        first = min(group["lr"], self.memory.get("length", group["lr"]) / group["shrink"])
        length = line.armijo(
            loss, direction, -float(direction.square().sum()), first, group["shrink"], group["share"]
        )
        self.memory["length"] = length or first * group["shrink"]
        return loss


@OPTIMIZERS.register("line_descent", title="Gradient descent with line search", group="Classical")
class LineDescent(OwnOptimizer):
    """Gradient descent that shortens each step until the loss falls as the slope predicts."""

    formula: ClassVar[str] = "θ ← θ − t g, t the first of η, η ρ, η ρ², … with L(θ − t g) ≤ L(θ) − c t |g|²"
    when: ClassVar[str] = "No rate to tune, only the longest step; every step uses all samples (Armijo 1966)."
    needs: ClassVar[Needs] = WHOLE

    learning_rate: float = rate_param(10.0)
    shrink: float = param(0.5, "Factor ρ between two trial step lengths.", gt=0, lt=1, live=True)
    share: float = param(
        1e-4,
        "Share c of the decrease predicted by the slope that is enough.",
        gt=0,
        lt=1,
        log=True,
        live=True,
    )

    def make(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """Our own."""
        return _LineDescent(parameters, lr=self.learning_rate, **self.settings())

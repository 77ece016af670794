"""One parameter at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from playground.catalog.kinds import OPTIMIZERS, Needs, Start, param
from playground.catalog.optimizers.classical import OwnOptimizer
from playground.catalog.optimizers.torch_optimizer import rate_param
from playground.lazy import nn, torch


class _CoordinateDescent(torch.optim.Optimizer):
    @torch.no_grad()
    def step(  # type: ignore[override] # one signature for both of torch's
        self, closure: Callable[[], float] | None = None
    ) -> float | None:
        loss = None if closure is None else closure()
        for group in self.param_groups:
            for p in group["params"]:
                self.state[p]["turn"] = turn = self.state[p].get("turn", -1) + 1
                g = p.grad.flatten()
                chosen = int(g.abs().argmax()) if group["largest"] else turn % len(g)
                p.view(-1)[chosen] -= group["lr"] * g[chosen]
        return loss


@OPTIMIZERS.register("coordinate_descent", title="Coordinate descent", group="Classical")
class CoordinateDescent(OwnOptimizer):
    """Moves one parameter in each step: the one with the largest gradient, or each in turn."""

    formula: ClassVar[str] = "i = argmax |gᵢ|, or k mod n;  θᵢ ← θᵢ − η gᵢ"
    when: ClassVar[str] = "To see single parameters at work; every step uses all samples (Southwell 1940)."
    needs: ClassVar[Needs] = Needs(full_batch=True, layers=True)

    script: ClassVar[str] = """
chosen = grad.abs().argmax().reshape(1)
if largest == 0.0:
    chosen = torch.full_like(chosen, int(float(turn) % grad.size(0)))
turn.add_(1.0)
theta.index_add_(0, chosen, grad.index_select(0, chosen), alpha=-lr)
"""
    state: ClassVar[Mapping[str, Start]] = {"turn": "number"}

    learning_rate: float = rate_param(0.5)
    largest: bool = param(
        True, "Move the parameter with the largest gradient instead of each in turn.", live=True
    )

    def make(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """The same in Python, each tensor by itself."""
        return _CoordinateDescent(parameters, {"lr": self.learning_rate, **self.settings()})

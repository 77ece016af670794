"""Steps by the whole matrix of second derivatives."""

from collections.abc import Callable
from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from playground.catalog.kinds import OPTIMIZERS, Needs, param
from playground.catalog.optimizers.classical import Method, OwnOptimizer
from playground.catalog.optimizers.line_search import Line
from playground.catalog.optimizers.torch_optimizer import rate_param

MOST_TRIES = 12


class _Newton(Method):
    def go(self, closure: Callable[[], float], group: dict[str, Any]) -> float:
        line, memory = Line(self.parameters, closure), self.memory
        loss = line.at()
        gradient, (values, axes) = line.gradient, torch.linalg.eigh(self._hessian())
        along = axes.T @ gradient
        damping = memory.get("damping", group["damping"])
        for _ in range(MOST_TRIES):
            move = -(axes @ (along / (values.abs() + damping)))
            if line.at(move, group["lr"]) < loss:
                memory["damping"] = max(damping / 3.0, 1e-7)
                return loss
            damping *= 4.0
        memory["damping"] = damping
        line.at(gradient, 0.0)
        return loss

    def _hessian(self) -> Tensor:
        """Second derivatives from gradients that can be differentiated, ``(P, P)``."""
        parameters = self.parameters
        with torch.enable_grad():
            flat = torch.cat([p.grad.flatten() for p in parameters if p.grad is not None])
            rows = [
                torch.autograd.grad(
                    entry, parameters, retain_graph=True, allow_unused=True, materialize_grads=True
                )
                for entry in flat
            ]
        matrix = torch.stack([torch.cat([part.flatten() for part in row]) for row in rows])
        return (matrix + matrix.T) / 2


@OPTIMIZERS.register("newton", title="Newton", group="Second order")
class Newton(OwnOptimizer):
    """Jumps to the minimum of the quadratic that the loss looks like here, damped until the loss falls."""

    formula: ClassVar[str] = (
        "θ ← θ − η (|H| + λ)⁻¹ g;  λ ← λ/3 after a step that lowers the loss, 4 λ and again if not"
    )
    when: ClassVar[str] = (
        "Up to 500 parameters: each step computes the whole Hessian on all samples (Dauphin et al. 2014)."
    )
    needs: ClassVar[Needs] = Needs(
        closure=True,
        create_graph=True,
        hessian=True,
        full_batch=True,
        one_rate=True,
        layers=True,
        most_parameters=500,
    )

    learning_rate: float = rate_param(1.0)
    damping: float = param(
        1.0, "Added to the size of each curvature at first, λ; it adapts.", gt=0, le=1e4, log=True
    )

    def make(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """Our own."""
        return _Newton(parameters, lr=self.learning_rate, **self.settings())

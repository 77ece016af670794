"""Steps by the whole matrix of second derivatives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from playground.catalog.kinds import OPTIMIZERS, Needs, param
from playground.catalog.optimizers.classical import Method, OwnOptimizer
from playground.catalog.optimizers.line_search import Line
from playground.catalog.optimizers.torch_optimizer import rate_param
from playground.lazy import nn, torch

if TYPE_CHECKING:
    from torch import Tensor

MOST_TRIES = 12
FEW = 8
"""Rows up to which computing them one by one is faster."""
AT_ONCE = 32
"""Rows of the Hessian that are computed together: six times as fast as one by one, with as many times the memory."""


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
        """The Hessian ``(P, P)`` from gradients that can be differentiated."""
        with torch.enable_grad():
            gradient = torch.cat([p.grad.flatten() for p in self.parameters if p.grad is not None])
        return hessian(gradient, self.parameters)


def hessian(gradient: Tensor, parameters: Sequence[Tensor]) -> Tensor:
    """Second derivatives.

    Args:
        gradient: Of all parameters one after the other, ``(P,)``; it can be differentiated.
        parameters: Their tensors.

    Returns:
        The symmetric matrix ``(P, P)``.
    """
    units = torch.eye(len(gradient)).to(gradient)
    with torch.enable_grad():
        try:
            size = AT_ONCE if len(gradient) > FEW else 1
            matrix = torch.cat([_rows(gradient, parameters, some) for some in torch.split(units, size)])
        except (
            RuntimeError
        ):  # a layer whose second derivatives can only be had one by one, or too little memory
            matrix = torch.cat([_rows(gradient, parameters, one) for one in torch.split(units, 1)])
    return (matrix + matrix.T) / 2


def _rows(gradient: Tensor, parameters: Sequence[Tensor], chosen: Tensor) -> Tensor:
    """Rows of the matrix, ``(n, P)``, chosen by as many unit vectors ``(n, P)``."""
    several = len(chosen) > 1
    parts = torch.autograd.grad(
        gradient,
        parameters,
        chosen if several else chosen[0],
        retain_graph=True,
        allow_unused=True,
        materialize_grads=True,
        is_grads_batched=several,
    )
    return torch.cat([part.reshape(len(chosen), -1) for part in parts], dim=1)


@OPTIMIZERS.register("newton", title="Newton", group="Second order")
class Newton(OwnOptimizer):
    """Jumps to the minimum of the local quadratic approximation, damped until the loss falls."""

    formula: ClassVar[str] = (
        "θ ← θ − η (|H| + λ)⁻¹ g;  λ ← λ/3 after a step that lowers the loss, else 4 λ and the step is retried"
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
        1.0, "Initial damping λ, added to the size of each curvature; it adapts.", gt=0, le=1e4, log=True
    )

    def make(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """Our own."""
        return _Newton(parameters, lr=self.learning_rate, **self.settings())

"""Gradient descent with momentum that looks ahead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from playground.catalog.kinds import OPTIMIZERS, Term, against, param
from playground.catalog.optimizers.velocity import SCRIPT, WithMomentum
from playground.lazy import nn, torch


@OPTIMIZERS.register("nesterov", title="Nesterov", group="SGD family")
class Nesterov(WithMomentum):
    """Momentum that looks one step ahead."""

    formula: ClassVar[str] = "v ← α v + g;  θ ← θ − η (g + α v)"
    torch_name: ClassVar[str] = "SGD"
    torch_settings: ClassVar[Mapping[str, object]] = {"nesterov": True}
    when: ClassVar[str] = "Like Momentum, with less overshooting (Sutskever et al. 2013)."

    script: ClassVar[str] = SCRIPT.format(nesterov=True)

    momentum: float = param(0.9, "Fraction of the velocity kept at each step, α.", gt=0, lt=1, live=True)

    def make(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """``torch.optim.SGD`` with Nesterov momentum."""
        return torch.optim.SGD(parameters, lr=self.learning_rate, momentum=0.9, nesterov=True, fused=True)

    def along(self) -> tuple[Term, ...]:
        """The gradient and the velocity that it will have left, and the step."""
        ahead = Term(
            "u",
            "u",
            "grad + momentum * momentum_buffer",
            "gradient, and the velocity one step ahead",
            "velocity",
        )
        return (ahead, against("u"))

"""Quasi-Newton steps."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from math import inf, isnan
from typing import Any, ClassVar

from playground.catalog.kinds import OPTIMIZERS, Needs, param
from playground.catalog.optimizers.torch_optimizer import (
    TorchOptimizer,
    rate_param,
)
from playground.lazy import nn, torch

EVALUATIONS = 25
"""Least limit of evaluations per step, so that the line search of a single move can find a length."""


@OPTIMIZERS.register("lbfgs", title="L-BFGS", group="Second order")
class LBFGS(TorchOptimizer):
    """Estimates the curvature from recent gradients; takes several evaluations per step."""

    formula: ClassVar[str] = (
        "d = −H g with H from the last pairs (Δθ, Δg);  θ ← θ + t d, t by strong Wolfe conditions"
    )
    torch_name: ClassVar[str] = "LBFGS"
    when: ClassVar[str] = (
        "Small data sets and smooth losses; every step uses all samples (Liu and Nocedal 1989)."
    )
    needs: ClassVar[Needs] = Needs(closure=True, full_batch=True, one_rate=True, layers=True)

    learning_rate: float = rate_param(1.0)
    inner: int = param(20, "Iterations per step.", ge=1, le=1000, title="moves per step", live=True)
    memory: int = param(10, "Pairs of steps and gradient changes that are kept.", ge=1, le=1000, live=True)
    search: bool = param(
        True,
        "Find the length of each iteration by the strong Wolfe conditions; otherwise it is the rate.",
        title="line search",
        live=True,
    )

    def make(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """``torch.optim.LBFGS``."""
        return _searching()(parameters, lr=self.learning_rate)

    def settings(self) -> dict[str, Any]:
        """Moves, memory and line search."""
        return {
            "max_iter": self.inner,
            "max_eval": max(EVALUATIONS, self.inner * 5 // 4),
            "history_size": self.memory,
            "line_search_fn": "strong_wolfe" if self.search else None,
        }


@cache
def _searching() -> type[torch.optim.LBFGS]:
    """``torch.optim.LBFGS`` whose line search backs off from where the loss is undefined.

    Torch's own search takes such a place for a good one when the slope there is a number, and then fails.
    """

    class Searching(torch.optim.LBFGS):
        def step(self, closure: Callable[[], float]) -> float:  # type: ignore[override]
            def defined() -> float:
                loss = float(closure())
                return inf if isnan(loss) else loss

            return float(super().step(defined))  # type: ignore[no-untyped-call]

    return Searching

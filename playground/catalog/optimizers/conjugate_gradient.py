"""Directions that do not undo each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from playground.catalog.kinds import OPTIMIZERS, Needs, param
from playground.catalog.optimizers.classical import WHOLE, Method, OwnOptimizer
from playground.catalog.optimizers.line_search import Line
from playground.catalog.optimizers.torch_optimizer import rate_param
from playground.lazy import nn, torch


class _ConjugateGradient(Method):
    def go(self, closure: Callable[[], float], group: dict[str, Any]) -> float:
        line, memory = Line(self.parameters, closure), self.memory
        loss = line.at()
        gradient = line.gradient
        size = float(gradient.square().sum())
        direction, first = -gradient, group["lr"]
        if memory.get("size", 0.0) > 0.0:
            beta = float(gradient @ (gradient - memory["gradient"])) / memory["size"]
            direction = direction + max(0.0, beta) * memory["direction"]
            slope = float(gradient @ direction)
            if slope >= 0.0:
                direction, slope = -gradient, -size
            if slope < 0.0:
                first = min(first, 2.0 * memory["length"] * memory["slope"] / slope)
        slope = float(gradient @ direction)
        length = line.armijo(loss, direction, slope, first, group["shrink"], group["share"])
        stuck = length == 0.0
        memory |= {
            "gradient": gradient.clone(),
            "direction": direction,
            "size": 0.0 if stuck else size,
            "length": length,
            "slope": slope,
        }
        return loss


@OPTIMIZERS.register("conjugate_gradient", title="Conjugate gradient", group="Classical")
class ConjugateGradient(OwnOptimizer):
    """Each direction preserves the progress of those before: n steps solve a quadratic in n parameters."""

    formula: ClassVar[str] = (
        "d ← −g + β d, β = max(0, gᵀ(g − gₖ₋₁) / |gₖ₋₁|²);  θ ← θ + t d, t by line search"
    )
    when: ClassVar[str] = (
        "Narrow valleys, without storing a matrix; every step uses all samples (Polak and Ribière 1969)."
    )
    needs: ClassVar[Needs] = WHOLE

    learning_rate: float = rate_param(10.0)
    shrink: float = param(0.5, "Factor between two trial step lengths.", gt=0, lt=1, live=True)
    share: float = param(
        1e-2, "Share of the decrease predicted by the slope that is enough.", gt=0, lt=1, log=True, live=True
    )

    def make(self, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        """Our own."""
        return _ConjugateGradient(parameters, lr=self.learning_rate, **self.settings())

"""The rectifier with a learned slope for negative numbers."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import (
    ACTIVATIONS,
    ByHand,
    Elementwise,
    ModuleCode,
    ParameterSets,
    Shape,
    call,
    param,
)
from playground.lazy import functional, nn

if TYPE_CHECKING:
    from torch import Tensor


@ACTIVATIONS.register("prelu", title="PReLU", group="Activations")
class PReLU(Elementwise):
    """Leaky ReLU whose slope for negative numbers is learned."""

    formula: ClassVar[str] = "x for x > 0, else a·x with learned a"
    when: ClassVar[str] = "When one more parameter per layer is affordable (He et al. 2015)."

    initial: float = param(0.25, "Initial slope a.", ge=-1, le=1)

    @property
    def gain(self) -> float:
        """√(2 / (1 + a²)) for the first slope (He et al. 2015)."""
        return sqrt(2 / (1 + self.initial**2))

    def code(self, x: Shape) -> ModuleCode:
        """``nn.PReLU``."""
        del x
        return ModuleCode(
            (call("nn.PReLU", init=(self.initial, 0.25)),),
            by_hand=ByHand(
                "where({x} > 0, {x}, {slope} * {x})",
                "where({x} > 0, {d}, {slope} * {d})",
                {"weight": "slope"},
                {"slope": "sum(where({x} > 0, 0.0, {d} * {x})).reshape(1)"},
            ),
        )

    def module(self) -> nn.Module:
        """``nn.PReLU`` with one slope for the whole layer."""
        return nn.PReLU(init=self.initial)

    def parameter_count(self, x: Shape) -> int:
        """The slope."""
        del x
        return 1

    def reset(self, module: nn.Module) -> None:
        """The slope begins at ``initial``."""
        for slope in module.parameters():
            nn.init.constant_(slope, self.initial)

    def stacked(self, sets: ParameterSets, x: Tensor) -> Tensor | None:
        """All features of all sets side by side, each with the slope of its set."""
        slopes = sets.params["weight"]
        (count, _), (_, features, samples) = slopes.shape, x.shape
        side_by_side = x.expand(count, -1, -1).reshape(1, count * features, samples)
        bent = functional.prelu(side_by_side, slopes.expand(-1, features).reshape(-1))
        return bent.reshape(count, features, samples)

"""The rectifier with a learned slope for negative numbers."""

from collections.abc import Mapping
from math import sqrt
from typing import ClassVar

from torch import Tensor, nn
from torch.nn import functional

from playground.catalog.kinds import ACTIVATIONS, Activation, Shape, param


@ACTIVATIONS.register("prelu", title="PReLU", group="Activations")
class PReLU(Activation):
    """Leaky ReLU whose slope for negative numbers is learned."""

    formula: ClassVar[str] = "x for x > 0, else a·x with learned a"
    when: ClassVar[str] = "When one parameter more per layer is welcome (He et al. 2015)."

    initial: float = param(0.25, "Slope a at the start.", ge=-1, le=1)

    @property
    def gain(self) -> float:
        """√(2 / (1 + a²)) for the first slope (He et al. 2015)."""
        return sqrt(2 / (1 + self.initial**2))

    def build(self, x: Shape) -> nn.Module:  # noqa: ARG002
        """``nn.PReLU`` with one slope for the whole layer."""
        return nn.PReLU(init=self.initial)

    def reset(self, module: nn.Module) -> None:
        """The slope begins at ``initial``."""
        for slope in module.parameters():
            nn.init.constant_(slope, self.initial)

    def stacked(self, module: nn.Module, params: Mapping[str, Tensor], x: Tensor) -> Tensor | None:  # noqa: ARG002
        """All features of all sets side by side, each with the slope of its set."""
        slopes = params["weight"]
        (sets, _), (_, features, samples) = slopes.shape, x.shape
        side_by_side = x.expand(sets, -1, -1).reshape(1, sets * features, samples)
        bent = functional.prelu(side_by_side, slopes.expand(-1, features).reshape(-1))
        return bent.reshape(sets, features, samples)

"""The rectifier with a learned slope for negative numbers."""

from math import sqrt
from typing import ClassVar

from torch import nn

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

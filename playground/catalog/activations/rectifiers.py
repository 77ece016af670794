"""Activations that pass positive numbers and hold back negative ones."""

from math import sqrt
from typing import ClassVar

import torch
from torch import Tensor, nn

from playground.catalog.kinds import ACTIVATIONS, Activation, Shape, param


@ACTIVATIONS.register("relu", title="ReLU", group="Activations")
class ReLU(Activation):
    """Passes positive numbers, turns negative ones into 0."""

    formula: ClassVar[str] = "max(0, x)"
    when: ClassVar[str] = (
        "The usual first choice; units that never fire learn nothing any more (they are dead)."
    )
    gain: ClassVar[float] = sqrt(2)

    def build(self, x: Shape) -> nn.Module:  # noqa: ARG002
        """``nn.ReLU``."""
        return nn.ReLU()

    def backward(self, gradient: Tensor, x: Tensor, y: Tensor) -> Tensor | None:  # noqa: ARG002
        """dy/dx = 1 where y > 0, else 0."""
        return torch.ops.aten.threshold_backward(gradient, y, 0)  # type: ignore[no-any-return]


@ACTIVATIONS.register("leaky_relu", title="Leaky ReLU", group="Activations")
class LeakyReLU(Activation):
    """Passes positive numbers, shrinks negative ones."""

    formula: ClassVar[str] = "x for x > 0, else a·x"
    when: ClassVar[str] = "Like ReLU, but no unit can die."
    gain: ClassVar[float] = sqrt(2)

    slope: float = param(0.01, "Slope a for negative numbers.", ge=0, le=1)

    def build(self, x: Shape) -> nn.Module:  # noqa: ARG002
        """``nn.LeakyReLU``."""
        return nn.LeakyReLU(self.slope)

    def backward(self, gradient: Tensor, x: Tensor, y: Tensor) -> Tensor | None:  # noqa: ARG002
        """dy/dx = 1 where x > 0, else a."""
        return torch.ops.aten.leaky_relu_backward(gradient, x, self.slope, False)  # type: ignore[no-any-return]


@ACTIVATIONS.register("prelu", title="PReLU", group="Activations")
class PReLU(Activation):
    """Leaky ReLU whose slope for negative numbers is learned."""

    formula: ClassVar[str] = "x for x > 0, else a·x with learned a"
    when: ClassVar[str] = "When one parameter more per layer is welcome (He et al. 2015)."
    gain: ClassVar[float] = sqrt(2)

    initial: float = param(0.25, "Slope a at the start.", ge=-1, le=1)

    def build(self, x: Shape) -> nn.Module:  # noqa: ARG002
        """``nn.PReLU`` with one slope for the whole layer."""
        return nn.PReLU(init=self.initial)

    def reset(self, module: nn.Module) -> None:
        """The slope begins at ``initial``."""
        for slope in module.parameters():
            nn.init.constant_(slope, self.initial)


@ACTIVATIONS.register("elu", title="ELU", group="Activations")
class ELU(Activation):
    """Passes positive numbers; negative ones bend smoothly towards −α."""

    formula: ClassVar[str] = "x for x > 0, else α (eˣ − 1)"
    when: ClassVar[str] = "Mean outputs near zero without dead units (Clevert et al. 2016)."

    alpha: float = param(1.0, "The limit for very negative numbers is −α.", gt=0, le=10)

    def build(self, x: Shape) -> nn.Module:  # noqa: ARG002
        """``nn.ELU``."""
        return nn.ELU(self.alpha)

    def backward(self, gradient: Tensor, x: Tensor, y: Tensor) -> Tensor | None:  # noqa: ARG002
        """dy/dx = 1 where x > 0, else α eˣ."""
        return torch.ops.aten.elu_backward(gradient, self.alpha, 1, 1, False, x)  # type: ignore[no-any-return]

"""One list of numbers for a whole sequence."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from playground.catalog.kinds import LAYERS, AnyShapeLayer, ModuleCode, Shape, call, param
from playground.catalog.layers.steps import sequence
from playground.lazy import nn

if TYPE_CHECKING:
    from torch import Tensor

_DEFINED = """
class StepPool(nn.Module):
    def __init__(self, keep="mean"):
        super().__init__()
        self.keep = keep

    def forward(self, x):
        if self.keep == "last":
            return x[:, -1]
        return x.mean(1) if self.keep == "mean" else x.amax(1)
"""


class _OverSteps(nn.Module):
    """What stands for all steps of ``(N, steps, features)``."""

    def __init__(self, keep: str) -> None:
        super().__init__()
        self.keep = keep

    def forward(self, x: Tensor) -> Tensor:
        if self.keep == "last":
            return x[:, -1]
        return x.mean(1) if self.keep == "mean" else x.amax(1)


@LAYERS.register("step_pool", title="Step pool", group="Sequence")
class StepPool(AnyShapeLayer):
    """Reduces a sequence to one list of numbers: its last step, or the mean or the largest of each feature."""

    formula: ClassVar[str] = "y[k] = x[T, k], or mean or max over t of x[t, k]"
    when: ClassVar[str] = (
        "Between a sequence and the head; the mean after attention, the last step after recurrence."
    )

    keep: Literal["last", "mean", "max"] = param("mean", "What stands for all steps.")

    def caption(self) -> str:
        """What it keeps."""
        return f"{self.keep} over the steps" if self.keep != "last" else "the last step"

    def out_shape(self, *inputs: Shape) -> Shape:
        """``(features,)``."""
        return (sequence(self.title, inputs[0])[1],)

    def code(self, *inputs: Shape) -> ModuleCode:
        """The last step, the mean or the maximum; torch has no module for it."""
        del inputs
        inline = {"last": "{x}[:, -1]", "mean": "{x}.mean(1)", "max": "{x}.amax(1)"}
        return ModuleCode((call("StepPool", keep=(self.keep, "mean")),), inline[self.keep], _DEFINED)

    def module(self) -> nn.Module:
        """Over the steps."""
        return _OverSteps(self.keep)

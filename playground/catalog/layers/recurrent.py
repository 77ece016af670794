"""What the recurrent layers have in common: a state that is carried from step to step."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds import Layer, ModuleCode, Shape, Spread, Weight, call, param
from playground.catalog.layers.steps import sequence
from playground.lazy import nn, torch

if TYPE_CHECKING:
    from torch import Tensor

_DEFINED = """
class {name}(nn.Module):  # of what a recurrent layer returns
    def forward(self, returned):
        return returned[0]{part}
"""


class Unrolled(nn.Module):
    """Steps written out one after the other, with one product for what comes in at all of them.

    Parameters are named and laid out as in torch's recurrent modules of one layer. As fast as these where steps are
    recorded, and the same on all devices: it can be differentiated twice and computed for many weights at once.
    """

    gates: ClassVar[int] = 1

    def __init__(self, features: int, units: int, *, every_step: bool) -> None:
        super().__init__()
        self.units, self.every_step = units, every_step
        self.weight_ih_l0 = nn.Parameter(torch.zeros(self.gates * units, features))
        self.weight_hh_l0 = nn.Parameter(torch.zeros(self.gates * units, units))
        self.bias_ih_l0 = nn.Parameter(torch.zeros(self.gates * units))
        self.bias_hh_l0 = nn.Parameter(torch.zeros(self.gates * units))

    @abstractmethod
    def states(self, x: Tensor, begin: Tensor) -> list[Tensor]:
        """The state ``(N, units)`` after every step of ``(N, steps, features)``; it begins with zeros."""

    def forward(self, x: Tensor) -> Tensor:
        """The state after every step, or after the last one."""
        states = self.states(x, x.new_zeros(x.shape[0], self.units))
        return torch.stack(states, 1) if self.every_step else states[-1]


class Recurrent(Layer):
    """A layer that reads a sequence step by step and keeps a state of its own."""

    takes_initializer: ClassVar[bool] = True
    cell: ClassVar[type[Unrolled]]
    torch_name: ClassVar[str]

    units: int = param(32, "Numbers in the state.", ge=1, le=4096)
    every_step: bool = param(False, "Output the state after every step, not only after the last one.")

    def caption(self) -> str:
        """Units, and whether it puts out every step."""
        return f"{self.units} units" + (" · every step" if self.every_step else "")

    def out_shape(self, *inputs: Shape) -> Shape:
        """``(units,)`` after the last step, or ``(steps, units)``."""
        steps, _ = sequence(self.title, inputs[0])
        return (steps, self.units) if self.every_step else (self.units,)

    def code(self, *inputs: Shape) -> ModuleCode:
        """Torch's own recurrent module, then the states that count."""
        name, part = ("EveryStep", "") if self.every_step else ("LastStep", "[:, -1]")
        module = call(f"nn.{self.torch_name}", inputs[0][1], self.units, batch_first=(True, False))
        defined = _DEFINED.format(name=name, part=part)
        return ModuleCode((module, f"{name}()"), f"{{m}}({{x}})[0]{part}", defined)

    def build(self, *inputs: Shape) -> nn.Module:
        """The unrolled steps."""
        _, features = sequence(self.title, inputs[0])
        return self.cell(features, self.units, every_step=self.every_step)

    def weights(self, module: nn.Module) -> Iterable[Weight]:
        """The weights of each gate, then their biases; evenly within ± 1/√units, as in torch."""
        assert isinstance(module, Unrolled)
        usual = Spread.within(self.units**-0.5)
        for weight in (module.weight_ih_l0, module.weight_hh_l0):
            for gate in weight.chunk(module.gates):
                yield Weight(gate, usual)
        for bias in (module.bias_ih_l0, module.bias_hh_l0):
            yield Weight(bias, usual, bias=True)

    def multiply_adds(self, *inputs: Shape) -> int:
        """Two products for each gate and step."""
        steps, features = inputs[0]
        return steps * self.cell.gates * self.units * (features + self.units)

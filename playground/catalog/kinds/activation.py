"""Activations: functions applied to the output of a layer."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds.code import ModuleCode
from playground.catalog.kinds.entry import Entry, Registry
from playground.catalog.kinds.parameter_sets import ParameterSets
from playground.catalog.kinds.shape import Shape
from playground.lazy import torch

if TYPE_CHECKING:
    from torch import Tensor, nn


class Activation(Entry):
    """A function applied to a layer's output."""

    probabilities: ClassVar[bool] = False
    """Whether its outputs are probabilities."""

    @property
    def gain(self) -> float:
        """Factor for the weights before it that keeps the size of signals, as ``torch.nn.init.calculate_gain``.

        1 where torch defines none and the entry does not either.
        """
        return 1.0

    def out_shape(self, x: Shape) -> Shape:
        """Shape of the output.

        Raises:
            ShapeProblem: When the activation cannot take the input.
        """
        return x

    @abstractmethod
    def build(self, x: Shape) -> "nn.Module":
        """A module from ``(N, *x)`` to ``(N, *out_shape(x))``."""

    def parameter_count(self, x: Shape) -> int:
        """Number of trainable parameters; by default those of a module without memory."""
        with torch.device("meta"):
            return sum(parameter.numel() for parameter in self.build(x).parameters())

    def code(self, x: Shape) -> ModuleCode | None:
        """How it is written in a script for this input shape; None where it cannot be."""
        del x
        return None

    def reset(self, module: "nn.Module") -> None:
        """Set a built module's parameters to their initial values; does nothing without parameters."""

    @abstractmethod
    def stacked(self, sets: ParameterSets, x: "Tensor") -> "Tensor | None":
        """Apply C parameter sets at once, or None where there is no rule; see ``Layer.stacked``."""

    def sketch(self, x: "Tensor") -> "Tensor":
        """A function of one number that represents it in small drawings; ``x`` is ``(N,)``."""
        module = self.build((1,))
        self.reset(module)
        return module(x[:, None])[:, 0]  # type: ignore[no-any-return]

    def curve(self, x: Sequence[float]) -> list[float]:
        """Values of ``sketch``; without torch where the function is a short one, so that a first window needs none."""
        with torch.inference_mode():
            return [float(value) for value in torch.nan_to_num(self.sketch(torch.tensor(x)))]


class Elementwise(Activation):
    """An activation that maps each number on its own, so that its module serves any shape."""

    @abstractmethod
    def module(self) -> "nn.Module":
        """A module for inputs of any shape."""

    def build(self, x: Shape) -> "nn.Module":
        """The module, whatever the shape."""
        del x
        return self.module()

    def parameter_count(self, x: Shape) -> int:
        """None, by default."""
        del x
        return 0

    def stacked(self, sets: ParameterSets, x: "Tensor") -> "Tensor | None":
        """Apply the module to all values; no rule for modules with parameters."""
        return None if sets.params else sets.module(x)


ACTIVATIONS: Registry[Activation] = Registry("activation", "activations")

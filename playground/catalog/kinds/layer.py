"""Layers: the nodes of a network."""

from abc import abstractmethod
from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds.code import ModuleCode
from playground.catalog.kinds.entry import Entry, Registry
from playground.catalog.kinds.parameter_sets import ParameterSets
from playground.catalog.kinds.shape import Shape
from playground.lazy import torch

if TYPE_CHECKING:
    from torch import Tensor, nn

    from playground.catalog.kinds.weights import Weight


class Layer(Entry):
    """A node of a network.

    Class attributes:
        inputs: Least and greatest number of inputs (None: any number).
        takes_activation: Whether an activation can be snapped on.
        takes_initializer: Whether it has weights to initialize.
        random: Whether it draws random numbers in training, from torch's generators as the trainer has set them.
        least_batch: Samples that a training batch must have.
        keeps_statistics: Whether it collects statistics of batches and uses them in evaluation.
        takes_tokens: Whether it accepts tokens, whose numbers are names without a quantity.
        passes_on: Whether in evaluation its output holds the numbers of its only input in the same order.
        computed: Buffers that ``reset`` computes, which files of weights need not hold.
    """

    inputs: ClassVar[tuple[int, int | None]] = (1, 1)
    takes_activation: ClassVar[bool] = True
    takes_initializer: ClassVar[bool] = False
    random: ClassVar[bool] = False
    least_batch: ClassVar[int] = 1
    keeps_statistics: ClassVar[bool] = False
    takes_tokens: ClassVar[bool] = False
    passes_on: ClassVar[bool] = False
    computed: ClassVar[tuple[str, ...]] = ()

    def caption(self) -> str:
        """The line under the title on its card: the parameter that matters; by default the first one."""
        return next((f"{name.replace('_', ' ')} {value}" for name, value in self), "")

    @abstractmethod
    def out_shape(self, *inputs: Shape) -> Shape:
        """Shape of the output for these input shapes.

        Raises:
            ShapeProblem: When the layer cannot take them; carries fixes where there are any.
        """

    @abstractmethod
    def build(self, *inputs: Shape) -> "nn.Module":
        """A module that maps batches ``(N, *shape)`` of the inputs to a batch of the output."""

    def parameter_count(self, *inputs: Shape) -> int:
        """Number of trainable parameters; by default those of a module without memory."""
        with torch.device("meta"):
            return sum(parameter.numel() for parameter in self.build(*inputs).parameters())

    def code(self, *inputs: Shape) -> ModuleCode | None:
        """How it is written in a script for these input shapes; None where it cannot be."""
        del inputs
        return None

    def weights(self, module: "nn.Module") -> "Iterable[Weight]":
        """What an initializer fills, in the order of drawing; nothing for layers without weights."""
        del module
        return ()

    def reset(self, module: "nn.Module") -> None:
        """Set parameters and buffers that do not start at random to their initial values, without gradients.

        Until then a built module's memory is uninitialized. Does nothing where there are none.
        """

    def multiply_adds(self, *inputs: Shape) -> int:
        """Multiply-add operations for one sample; 0 for layers without a matrix product."""
        del inputs
        return 0

    def stacked(self, sets: ParameterSets, *inputs: "Tensor") -> "Tensor | None":
        """Apply C parameter sets at once (evaluation mode), or None where there is no rule.

        Args:
            sets: What ``build`` returned, and its parameters C times.
            inputs: Features first: ``(C or 1, features, N)`` each.

        Returns:
            ``(C, features', N)``.
        """
        del sets
        return inputs[0] if self.passes_on else None

    def stacked_in_training(self, sets: ParameterSets, *inputs: "Tensor") -> "Tensor | None":
        """Like ``stacked`` in training mode; the default is for layers that do the same in both modes.

        Args:
            sets: What ``build`` returned, in training mode, and its parameters and buffers C times.
            inputs: Features first: ``(C or 1, features, N)`` each.
        """
        if self.random:
            return self.stacked_noise(*inputs)
        return None if sets.buffers else self.stacked(sets, *inputs)

    def stacked_noise(self, *inputs: "Tensor") -> "Tensor | None":
        """What a ``random`` layer does to stacked values in training, or None where there is no rule.

        Random numbers are drawn as the module would draw them for one set, and are the same for all sets.
        """
        del inputs
        return None


class AnyShapeLayer(Layer):
    """A layer whose module is the same for inputs of all shapes."""

    @abstractmethod
    def module(self) -> "nn.Module":
        """A module for inputs of any shape."""

    def build(self, *inputs: Shape) -> "nn.Module":
        """The module, whatever the shapes."""
        del inputs
        return self.module()

    def parameter_count(self, *inputs: Shape) -> int:
        """None: they would depend on the shape."""
        del inputs
        return 0


LAYERS: Registry[Layer] = Registry("layer", "layers")

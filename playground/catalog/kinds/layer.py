"""Layers: the boxes of the network."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, ClassVar

from playground.catalog.kinds.entry import Entry, Registry
from playground.catalog.kinds.shape import Shape

if TYPE_CHECKING:
    from torch import Tensor, nn

    from playground.catalog.kinds.weights import Weight


class Layer(Entry):
    """A box of the network.

    Class attributes:
        inputs: Least and greatest number of inputs (None: any number).
        takes_activation: Whether an activation can be snapped on.
        takes_initializer: Whether it has weights to initialize.
        random: Whether it draws random numbers in training, from torch's generators as the lane has set them.
        least_batch: Samples that a training batch must have.
        keeps_statistics: Whether it remembers statistics of the batches, and uses them in evaluation.
        takes_tokens: Whether it can take numbers of tokens, with which one cannot reckon.
    """

    inputs: ClassVar[tuple[int, int | None]] = (1, 1)
    takes_activation: ClassVar[bool] = True
    takes_initializer: ClassVar[bool] = False
    random: ClassVar[bool] = False
    least_batch: ClassVar[int] = 1
    keeps_statistics: ClassVar[bool] = False
    takes_tokens: ClassVar[bool] = False

    @abstractmethod
    def out_shape(self, *inputs: Shape) -> Shape:
        """Shape of the output for these input shapes.

        Raises:
            ShapeProblem: When the layer cannot take them; carries fixes where there are any.
        """

    @abstractmethod
    def build(self, *inputs: Shape) -> nn.Module:
        """A module that maps batches ``(N, *shape)`` of the inputs to a batch of the output."""

    def weights(self, module: nn.Module) -> Iterable[Weight]:  # noqa: ARG002
        """What an initializer fills, in the order of drawing; nothing for layers without weights."""
        return ()

    def reset(self, module: nn.Module) -> None:
        """Give parameters and buffers that do not begin at random their first values, without gradients.

        A built module's memory holds anything until then; nothing to do where there are none.
        """

    def multiply_adds(self, *inputs: Shape) -> int:  # noqa: ARG002
        """Multiply-add operations for one sample; 0 for layers without a matrix product."""
        return 0

    def stacked(
        self,
        module: nn.Module,  # noqa: ARG002
        params: Mapping[str, Tensor],  # noqa: ARG002
        *inputs: Tensor,  # noqa: ARG002
    ) -> Tensor | None:
        """Apply C parameter sets at once (evaluation mode), or None where there is no rule.

        Args:
            module: What ``build`` returned; for its settings and buffers, its own weights are not used.
            params: The module's parameters by name, each with a leading dimension C.
            inputs: Features first: ``(C or 1, features, N)`` each.

        Returns:
            ``(C, features', N)``.
        """
        return None

    def stacked_in_training(
        self, module: nn.Module, params: Mapping[str, Tensor], buffers: Mapping[str, Tensor], *inputs: Tensor
    ) -> Tensor | None:
        """Like ``stacked`` in training mode; the default serves layers that do the same in both modes.

        Random numbers are drawn as the module would draw them for one set, and serve all sets.

        Args:
            module: What ``build`` returned, in training mode; for its settings.
            params: The module's parameters by name, each with a leading dimension C.
            buffers: Its buffers likewise; they are changed in place.
            inputs: Features first: ``(C or 1, features, N)`` each.
        """
        return None if self.random or buffers else self.stacked(module, params, *inputs)


LAYERS: Registry[Layer] = Registry("layer")

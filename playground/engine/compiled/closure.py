"""Loss and gradient of one batch, for optimizers that evaluate them several times in a step."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from typing import TYPE_CHECKING

import torch
from torch import Tensor

if TYPE_CHECKING:
    from playground.build.network import Network
    from playground.engine.runtime.parameters import FlatParameters
    from playground.engine.runtime.rng import RandomStream


class LossClosure:
    """A function of the parameters: the mean loss of a batch, with its gradient as a by-product.

    It is the same function each time: dropout drops the same units, and running statistics take in the batch once.
    """

    def __init__(
        self,
        network: Network,
        flat: FlatParameters,
        compute: Callable[[Tensor, Tensor], Tensor],
        batch: tuple[Tensor, Tensor],
        random: RandomStream,
    ) -> None:
        """Use a batch.

        Args:
            network: The network in training mode.
            flat: Its parameters.
            compute: The mean loss of outputs and targets.
            batch: Inputs and prepared targets.
            random: Random numbers for dropout; active.
        """
        self._network, self._flat, self._compute = network, flat, compute
        self._x, self._y = batch
        self._random = random
        self._begin = random.current()
        self._calls = 0

    def __call__(self, *, graph: bool = False) -> Tensor:
        """Return the loss and fill the flat gradient.

        Args:
            graph: Leave differentiable gradients at the network's parameters.
        """
        again, self._calls = self._calls > 0, self._calls + 1
        kept = [buffer.clone() for buffer in self._network.buffers()] if again else []
        with torch.enable_grad(), self._random.replayed_from(self._begin) if again else nullcontext():
            loss = self._compute(self._network(self._x), self._y)
            if graph:
                self._with_graph(loss)
            else:
                self._flat.backward(loss)
        for buffer, earlier in zip(self._network.buffers(), kept, strict=False):
            buffer.copy_(earlier)
        return loss.detach()

    def _with_graph(self, loss: Tensor) -> None:
        tensors, grad = self._flat.tensors, self._flat.grad
        parts = torch.autograd.grad(
            loss, tensors, create_graph=True, allow_unused=True, materialize_grads=True
        )
        grad.copy_(torch.cat([part.detach().flatten() for part in parts]))
        for tensor, part in zip(tensors, parts, strict=True):
            tensor.grad = part

"""Loss and gradient of a batch that several processes compute together."""

from __future__ import annotations

from torch import Tensor, nn

from playground.engine.compiled.closure import LossClosure
from playground.engine.runtime.parameters import FlatParameters
from playground.engine.runtime.ranks import Ranks


class SharedClosure:
    """The mean loss of a batch and its gradient, as the weighted means over the shares of all processes.

    Batch norms normalize with the statistics of a share; their running statistics are the mean over the processes.
    """

    def __init__(
        self,
        own: LossClosure | None,
        network: nn.Module,
        flat: FlatParameters,
        ranks: Ranks,
        *,
        share: float,
    ) -> None:
        """Use the shares of one batch.

        Args:
            own: Of this process's share; None where it has no sample.
            network: The network in training mode.
            flat: Its parameters.
            ranks: The processes.
            share: Part of the batch's samples that are this process's.
        """
        self._own, self._flat, self._ranks, self._share = own, flat, ranks, share
        self._buffers = [buffer for buffer in network.buffers() if buffer.is_floating_point()]

    def __call__(self, *, graph: bool = False) -> Tensor:
        """Return the loss and fill the flat gradient; see ``Evaluate``."""
        assert not graph, "optimizers that need differentiable gradients train in one process"
        if self._own is None:
            self._flat.grad.zero_()
            loss = self._flat.grad.new_zeros(())
        else:
            loss = self._own()
        self._flat.grad.mul_(self._share)
        loss = loss * self._share
        self._ranks.add(self._flat.grad)
        self._ranks.add(loss)
        for buffer in self._buffers:
            self._ranks.add(buffer.div_(self._ranks.size))
        return loss

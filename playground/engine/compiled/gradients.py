"""Loss and gradient of a batch, by the fastest means that the network, its optimizer and the device allow."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from torch import Tensor

from playground.build.network import Network
from playground.catalog.kinds import Loss
from playground.engine.compiled.closure import LossClosure
from playground.engine.compiled.cuda_graph import CudaGraphs, cuda_graph
from playground.engine.compiled.replay import Replay
from playground.engine.data.batches import Batches
from playground.engine.optim.stepper import Evaluate, Stepper
from playground.engine.runtime.parameters import FlatParameters
from playground.engine.runtime.rng import RandomStream


class Gradients:
    """Where a trainer gets its gradients from: recorded steps, captured ones, or autograd.

    Attributes:
        replay: Steps without Python.
        graphs: Steps captured on a GPU.
    """

    def __init__(
        self,
        network: Network,
        flat: FlatParameters,
        loss: Loss,
        batches: Batches,
        random: RandomStream,
        *,
        in_memory: bool,
    ) -> None:
        """Use a network in training mode.

        Args:
            network: The network.
            flat: Its parameters.
            loss: The loss.
            batches: The samples.
            random: Random numbers of the layers.
            in_memory: Whether all samples are on the device.
        """
        self._network, self._flat, self._loss, self._batches = network, flat, loss, batches
        self._random, self._in_memory = random, in_memory
        self.record_again()

    def record_again(self) -> None:
        """Forget recorded steps, after the network computes otherwise; they are recorded when they are needed."""
        parts = self._network, self._flat, self._loss, self._batches
        on_gpu = self._flat.theta.device.type == "cuda" and self._in_memory
        self.graphs, self.replay = CudaGraphs(*parts, cuda_graph if on_gpu else None), Replay(*parts)

    def use_autograd(self) -> None:
        """Compute every further gradient by autograd: nothing is recorded, compiled or captured."""
        self.replay.possible = self.graphs.possible = False

    def of(
        self, chosen: Tensor, stepper: Stepper, aside: Callable[[], AbstractContextManager[None]]
    ) -> Evaluate:
        """Return loss and gradient of these samples.

        Args:
            chosen: Sample indices.
            stepper: What uses the gradient.
            aside: Preserves running statistics and random numbers while work is captured.
        """
        captured = self.graphs.of(chosen, aside) if stepper.script() else None
        if captured is not None:
            return captured
        return LossClosure(self._network, self._flat, self._loss, self._batches.take(chosen), self._random)

"""Loss and gradient of a batch as one launch on a GPU: a CUDA graph for each size of batch.

A small step on a GPU costs mostly the launching of its hundred little programs; a graph launches them all at once.
The optimizer's script runs behind it, because the learning rate differs from step to step.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

import torch
from torch import Tensor

if TYPE_CHECKING:
    from playground.build.network import Network
    from playground.catalog.kinds import Loss
    from playground.engine.data.batches import Batches
    from playground.engine.runtime.parameters import FlatParameters

Work = Callable[[], None]
Capture = Callable[[Work], Work]
"""Takes work on memory that stays where it is, and gives what does it again."""

WARM_UP = 3
"""Times that the work is done before it is captured, so that libraries have chosen and allocated what they need."""

log = logging.getLogger(__name__)


def cuda_graph(work: Work) -> Work:
    """Capture work on the current CUDA device.

    Raises:
        RuntimeError: When it waits for the GPU on the way, which a graph cannot do.
    """
    beside = torch.cuda.Stream()  # type: ignore[no-untyped-call]
    beside.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(beside):
        for _ in range(WARM_UP):
            work()
    torch.cuda.current_stream().wait_stream(beside)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        work()
    return graph.replay


def plainly(work: Work) -> Work:
    """Capture nothing: the work is simply done again, on any device."""
    work()
    return work


class Captured:
    """Loss and gradient of batches of one size. Calling it fills the flat gradient and gives the loss."""

    def __init__(
        self,
        network: Network,
        flat: FlatParameters,
        loss: Loss,
        batches: Batches,
        size: int,
        capture: Capture,
    ) -> None:
        self._network, self._flat, self._loss, self._batches = network, flat, loss, batches
        self._chosen = torch.zeros(size, dtype=torch.int64, device=flat.theta.device)
        self._value = torch.zeros((), device=flat.theta.device)
        self._replay = capture(self._work)

    def _work(self) -> None:
        x, y = self._batches.take(self._chosen)
        self._flat.grad.zero_()
        value = self._loss.compute(self._network(x), y)
        value.backward()  # type: ignore[no-untyped-call]
        self._value.copy_(value.detach())

    def take(self, chosen: Tensor) -> None:
        """Let the next call be about these samples."""
        self._chosen.copy_(chosen)

    def __call__(self, *, graph: bool = False) -> Tensor:
        """The loss; see ``stepper.Evaluate``. Gradients that can be differentiated are not to be had."""
        assert not graph, "only optimizers with a script are captured"
        self._replay()
        return self._value.clone()


class CudaGraphs:
    """The captured steps of one lane, made when they are needed; what cannot be captured goes by autograd."""

    def __init__(
        self, network: Network, flat: FlatParameters, loss: Loss, batches: Batches, capture: Capture | None
    ) -> None:
        self._parts = network, flat, loss, batches
        self._capture = capture
        self._by_size: dict[int, Captured] = {}

    def of(self, chosen: Tensor, aside: Callable[[], AbstractContextManager[None]]) -> Captured | None:
        """Loss and gradient of these samples; None where they have to be computed step by step.

        Args:
            chosen: Numbers of the samples.
            aside: Keeps running statistics and random numbers as they are while the work is captured.
        """
        if self._capture is None:
            return None
        size = len(chosen)
        if size not in self._by_size:
            try:
                with aside():
                    self._by_size[size] = Captured(*self._parts, size, self._capture)
            except torch.OutOfMemoryError:
                raise
            except RuntimeError as problem:
                log.warning("A training step cannot be captured and goes by autograd: %s", problem)
                self._capture = None
                return None
        captured = self._by_size[size]
        captured.take(chosen)
        return captured

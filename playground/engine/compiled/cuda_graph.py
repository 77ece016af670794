"""Loss and gradient of a batch as one launch on a GPU: a CUDA graph for each size of batch.

Most of the time of a small step on a GPU goes into launching its hundred kernels; a graph launches them all at once.
The optimizer's script runs after it, because the learning rate differs from step to step.
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
"""Takes work on memory with fixed addresses, and returns a function that repeats it."""

WARM_UP = 3
"""Runs before the capture, so that libraries can choose algorithms and allocate memory."""

log = logging.getLogger(__name__)


def cuda_graph(work: Work) -> Work:
    """Capture work on the current CUDA device.

    Raises:
        RuntimeError: When the work synchronizes with the GPU, which a graph cannot do.
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


def no_capture(work: Work) -> Work:
    """Capture nothing: the function repeats the work itself, on any device."""
    work()
    return work


class CapturedStep:
    """Loss and gradient of batches of one size. Calling it fills the flat gradient and returns the loss."""

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
        value = self._loss.compute(self._network(x), y)
        self._flat.backward(value)
        self._value.copy_(value.detach())

    def take(self, chosen: Tensor) -> None:
        """Set the samples of the next call."""
        self._chosen.copy_(chosen)

    def __call__(self, *, graph: bool = False) -> Tensor:
        """Return the loss; see ``stepper.Evaluate``. Differentiable gradients are not supported."""
        assert not graph, "only optimizers with a script are captured"
        self._replay()
        return self._value.clone()


class CudaGraphs:
    """The captured steps of one run, made when needed; what cannot be captured uses autograd.

    Attributes:
        possible: Whether steps can be captured, as far as it was tried.
    """

    def __init__(
        self, network: Network, flat: FlatParameters, loss: Loss, batches: Batches, capture: Capture | None
    ) -> None:
        self._parts = network, flat, loss, batches
        self._capture = capture
        self.possible = capture is not None
        self._by_size: dict[int, CapturedStep] = {}

    def of(self, chosen: Tensor, aside: Callable[[], AbstractContextManager[None]]) -> CapturedStep | None:
        """Return loss and gradient of these samples; None where they have to be computed by autograd.

        Args:
            chosen: Sample indices.
            aside: Preserves running statistics and random numbers while the work is captured.
        """
        if self._capture is None or not self.possible:
            return None
        size = len(chosen)
        if size not in self._by_size:
            try:
                with aside():
                    self._by_size[size] = CapturedStep(*self._parts, size, self._capture)
            except torch.OutOfMemoryError:
                raise
            except RuntimeError as problem:
                log.warning("A training step cannot be captured; using autograd: %s", problem)
                self.possible = False
                return None
        captured = self._by_size[size]
        captured.take(chosen)
        return captured

"""Training steps of one network by replay of recorded ones, without Python."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor

from playground.build.network import Network
from playground.catalog.kinds import Loss
from playground.engine.compiled.loop_source import training_source
from playground.engine.compiled.recording import Recording, record
from playground.engine.compiled.scribe import CannotRecord
from playground.engine.compiled.step_loop import LaneSteps, Memory, StepLoop
from playground.engine.data.batches import Batches
from playground.engine.optim.ema import WeightAverage
from playground.engine.optim.stepper import Stepper
from playground.engine.runtime.parameters import FlatParameters
from playground.engine.runtime.rng import preserve_rng
from playground.engine.runtime.torchscript import compiled

log = logging.getLogger(__name__)

Steps = Callable[[list[Tensor], list[float], int, int], tuple[Tensor, list[Tensor]]]
"""Does one step for each batch.

Takes the numbers of the samples in each batch, the learning rate of each step, the steps done before, and a stride.
Returns losses ``(n,)`` and the parameters after steps whose number is a multiple of the stride; none for stride 0.
"""


class ReplayFailed(RuntimeError):
    """Recorded steps do not fit other samples; some of them were done, and no more will be recorded."""


class Replay:
    """Recorded steps of one network, loss and optimizer, made when they are needed.

    Attributes:
        possible: Whether steps can be recorded, as far as it was tried; only on the CPU.
    """

    def __init__(self, network: Network, flat: FlatParameters, loss: Loss, batches: Batches) -> None:
        self.possible = flat.theta.device.type == "cpu"
        self._network, self._flat, self._loss, self._batches = network, flat, loss, batches
        self._by_size: dict[int, Recording] = {}
        self._newest: tuple[tuple[int, str], StepLoop] | None = None

    @property
    def in_use(self) -> bool:
        """Whether steps have been replayed, and still can be."""
        return self._newest is not None

    def prepare(self, stepper: Stepper, batch_size: int) -> None:
        """Record and compile for batches of an epoch with this size."""
        script = stepper.script()
        recordings = self._recordings(batch_size) if script is not None else {}
        if script is not None and recordings:
            compiled(training_source(recordings, [script.source], stacked=False))

    def steps(self, stepper: Stepper, average: WeightAverage, batch_size: int) -> Steps | None:
        """Steps without Python; None where they cannot be had."""
        script = stepper.script()
        if script is None or not self.possible:
            return None
        key = batch_size, script.source
        if self._newest is None or self._newest[0] != key:
            recordings = self._recordings(batch_size)
            if not recordings:
                return None
            self._newest = key, StepLoop(recordings, [script.source], self._memory())

        def lane(rates: list[float]) -> LaneSteps:
            return LaneSteps(script.tensors, script.numbers, rates, average.for_replay)

        return partial(self._run, self._newest[1], lane)

    def _memory(self) -> Memory:
        tensors, buffers = self._flat.tensors, list(self._network.buffers())
        gradients = [tensor.grad for tensor in tensors if tensor.grad is not None]
        return Memory([tensor.detach() for tensor in tensors], gradients, buffers)

    def _run(
        self,
        loop: StepLoop,
        lane: Callable[[list[float]], LaneSteps],
        chosen: list[Tensor],
        rates: list[float],
        step: int,
        stride: int,
    ) -> tuple[Tensor, list[Tensor]]:
        try:
            losses, kept = loop.run(self._batches, chosen, [lane(rates)], step, stride)
        except torch.OutOfMemoryError:
            raise
        except RuntimeError as problem:
            log.warning("Recorded training steps do not fit other samples; using autograd: %s", problem)
            self.possible, self._newest = False, None
            raise ReplayFailed from problem
        return losses, [thetas[0] for thetas in kept]

    def _recordings(self, batch_size: int) -> dict[int, Recording]:
        """The recordings for the sizes of batches in an epoch; empty where steps cannot be recorded."""
        sizes = self._batches.sizes(batch_size)
        if self.possible:
            for size in set(sizes) - self._by_size.keys():
                recording = self._record(*self._batches.take(torch.arange(size)))
                if recording is None:
                    self.possible = False
                    break
                self._by_size[size] = recording
        if not self.possible:
            return {}
        return {size: self._by_size[size] for size in sizes}

    def _record(self, x: Tensor, y: Tensor) -> Recording | None:
        before = [buffer.clone() for buffer in self._network.buffers()]
        try:
            with preserve_rng():
                flat = self._flat
                return record(self._network, flat.tensors, self._loss.compute, x, y, flat.trained)
        except (CannotRecord, RuntimeError) as problem:
            log.warning("A training step cannot be recorded; using autograd: %s", problem)
            return None
        finally:
            for buffer, earlier in zip(self._network.buffers(), before, strict=True):
                buffer.copy_(earlier)

"""The part of one process in steps that several processes do together."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial

import torch
from torch import Tensor

from playground.engine.compiled.closure import LossClosure
from playground.engine.compiled.recording import Recording, record
from playground.engine.compiled.scribe import CannotRecord
from playground.engine.compiled.shared.layers import Sum, of_whole_batch, recorded_total
from playground.engine.compiled.shared.loop import SharedLoop
from playground.engine.compiled.shared.single_steps import FAILURES, Parts, StepPlan, single_steps
from playground.engine.compiled.shared.total import Total
from playground.engine.compiled.step_loop import LaneSteps, Memory
from playground.engine.optim.ema import WeightAverage
from playground.engine.optim.script import Script
from playground.engine.optim.stepper import Stepper
from playground.engine.runtime.devices import DeviceProblem
from playground.engine.runtime.ranks import LOST, Ranks
from playground.engine.runtime.rng import preserve_rng

log = logging.getLogger(__name__)


class Share:
    """Computes this process's share of every batch and the sum over all processes.

    Every process calls the same methods with the same arguments at the same time.
    """

    def __init__(self, parts: Parts, ranks: Ranks, *, local_norms: bool) -> None:
        """Connect.

        Args:
            parts: Equal ones in every process.
            ranks: The connected processes.
            local_norms: Batch norms use the statistics of each share, and keep their mean over the processes; else
                those of the whole batch, as one process does.
        """
        self._parts, self._ranks, self._local_norms = parts, ranks, local_norms
        small = sum(buffer.numel() for buffer in parts.network.buffers())
        self._total = Total(ranks, parts.flat.grad, small)
        self.record_again()

    def record_again(self) -> None:
        """Forget recorded steps, after the network computes otherwise."""
        self._recordings: dict[int, Recording] = {}
        self._loop: tuple[tuple[int, str], SharedLoop] | None = None
        self._possible = self._parts.flat.theta.device.type == "cpu" and self._parts.batches.in_memory

    @property
    def draws(self) -> bool:
        """Whether steps draw random numbers, besides the order of the batches."""
        layers = any(step.layer.random for step in self._parts.network.steps)
        return layers or bool(self._parts.batches.changes)

    # --- one gradient ----------------------------------------------------------------------------

    def gradient(self, chosen: Tensor) -> Callable[[], Tensor]:
        """Return a function that fills the flat gradient of a batch and returns its loss; see ``LossClosure``."""
        parts, count = self._parts, len(chosen)
        own = LossClosure(parts.network, parts.flat, self._weighted(count), self._take(chosen), parts.random)
        return partial(self._shared, own, count)

    def _shared(self, own: LossClosure, count: int) -> Tensor:
        try:
            with self._as_whole_batch(count, self._total):
                loss = own()
            self._total.add_gradient()
            self._average_buffers()
            return self._total(loss)
        except torch.OutOfMemoryError:
            raise
        except FAILURES as problem:
            raise DeviceProblem(LOST) from problem

    def _as_whole_batch(self, count: int, add: Sum) -> AbstractContextManager[None]:
        ranks, network = self._ranks, self._parts.network
        rows = ranks.share(torch.arange(count, device=self._parts.flat.theta.device))
        split = ranks.splits(count) and not self._local_norms
        return of_whole_batch(network, rows, count, add if split else None)

    def _weighted(self, count: int) -> Callable[[Tensor, Tensor], Tensor]:
        weight, compute = self._ranks.weight(count), self._parts.loss.compute
        return lambda output, target: compute(output, target) * weight

    def _take(self, chosen: Tensor) -> tuple[Tensor, Tensor]:
        """The samples of the share; random changes are drawn for the whole batch."""
        if not self._parts.batches.changes:
            return self._parts.batches.take(self._ranks.share(chosen))
        x, y = self._parts.batches.take(chosen)
        return self._ranks.share(x), self._ranks.share(y)

    def _average_buffers(self) -> None:
        """Give every process the mean of running statistics of shares."""
        buffers = [
            buffer
            for step in self._parts.network.steps
            if step.layer.keeps_statistics and not step.keeps_statistics
            for buffer in step.module.buffers()
            if buffer.is_floating_point()
        ]
        if not (self._local_norms and buffers):
            return
        mean = self._total(torch.cat([buffer.reshape(-1) for buffer in buffers])) / self._ranks.size
        for buffer, values in zip(
            buffers, torch.split(mean, [each.numel() for each in buffers]), strict=True
        ):
            buffer.copy_(values.view_as(buffer))

    # --- steps -----------------------------------------------------------------------------------

    def steps(
        self,
        stepper: Stepper,
        average: WeightAverage,
        plan: StepPlan,
        stride: int = 0,
    ) -> tuple[Tensor, list[Tensor]]:
        """Do one step for each batch with an optimizer that has a script; see ``Steps``.

        Raises:
            DeviceProblem: When another process has ended; the parameters are not defined then.
        """
        script = stepper.script()
        assert script is not None, "optimizers without a script ask for single gradients"
        loop = self._recorded(script, plan.batch_size)
        if loop is None:
            return single_steps(self.gradient, stepper, average, plan, stride)
        rows, sizes = [self._ranks.share(each) for each in plan.chosen], [len(each) for each in plan.chosen]
        lane = LaneSteps(script.tensors, script.numbers, plan.rates, average.for_replay)
        try:
            losses, kept = loop.run(self._parts.batches, rows, sizes, lane, plan.first, stride)
            self._average_buffers()
            return self._total(losses), kept
        except torch.OutOfMemoryError:
            raise
        except FAILURES as problem:
            raise DeviceProblem(LOST) from problem

    def _recorded(self, script: Script, batch_size: int) -> SharedLoop | None:
        """The loop of recorded steps; None where they cannot be recorded."""
        if not self._possible:
            return None
        key = batch_size, script.source
        if self._loop is None or self._loop[0] != key:
            sizes = self._parts.batches.sizes(batch_size)
            for size in set(sizes) - self._recordings.keys():
                found = self._record(size)
                if found is None:
                    self._possible = False
                    return None
                self._recordings[size] = found
            recordings = {size: self._recordings[size] for size in sizes}
            flat = self._parts.flat
            self._loop = key, SharedLoop(recordings, script.source, self._memory(), flat.grad, self._total)
        return self._loop[1]

    def _memory(self) -> Memory:
        tensors, buffers = self._parts.flat.tensors, list(self._parts.network.buffers())
        gradients = [tensor.grad for tensor in tensors if tensor.grad is not None]
        return Memory([tensor.detach() for tensor in tensors], gradients, buffers)

    def _record(self, size: int) -> Recording | None:
        parts = self._parts
        x, y = parts.batches.take(self._ranks.share(torch.arange(size)))
        before = [buffer.clone() for buffer in parts.network.buffers()]
        try:
            with preserve_rng(), self._as_whole_batch(size, recorded_total):
                tensors, trained = parts.flat.tensors, parts.flat.trained
                return record(parts.network, tensors, self._weighted(size), x, y, trained)
        except (CannotRecord, RuntimeError) as problem:
            log.warning("A training step cannot be recorded; using autograd: %s", problem)
            return None
        finally:
            for buffer, earlier in zip(parts.network.buffers(), before, strict=True):
                buffer.copy_(earlier)

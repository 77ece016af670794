"""The stage of one process in a network whose layers several processes share: a pipeline of micro-batches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from time import perf_counter

import torch
import torch.distributed as dist
from torch import Tensor

from playground.engine.compiled.shared.layout import Layout
from playground.engine.compiled.shared.single_steps import FAILURES, Parts, StepPlan, single_steps
from playground.engine.compiled.shared.total import Total
from playground.engine.events.stages import NOTHING_MEASURED, BatchTimes, passes_of
from playground.engine.optim.ema import WeightAverage
from playground.engine.optim.stepper import Stepper
from playground.engine.runtime.devices import DeviceProblem
from playground.engine.runtime.ranks import LOST, Ranks


def one_forward_one_backward(stage: int, stages: int, micro_batches: int) -> Iterator[tuple[bool, int]]:
    """List the passes of a stage in order, as (forward, micro-batch).

    This is the schedule 1F1B of Narayanan et al., 2019 (PipeDream): a stage holds the activations of at most
    ``stages - stage`` micro-batches.
    """
    ahead = min(stages - 1 - stage, micro_batches)
    for micro in range(ahead):
        yield True, micro
    for micro in range(ahead, micro_batches):
        yield True, micro
        yield False, micro - ahead
    for micro in range(micro_batches - ahead, micro_batches):
        yield False, micro


MEASURED_EVERY = 64
"""Batches from one whose times all processes learn to the next; also the second one, the fourth, and so on."""


class Stages:
    """Computes this process's layers for every micro-batch; activations and their gradients are sent on.

    The gradients of all layers are added after each batch, so that every process makes the same step with the whole
    gradient. Every process calls the same methods with the same arguments at the same time.

    Attributes:
        times: Of the batch that was measured last; none before the first one, and where the processes have clocks of
            their own.
    """

    def __init__(self, parts: Parts, ranks: Ranks, micro_batches: int) -> None:
        """Connect.

        Args:
            parts: Equal ones in every process; no layer draws random numbers or mixes samples.
            ranks: The connected processes.
            micro_batches: Number of parts of a batch.
        """
        self._parts, self._ranks, self._micro_batches = parts, ranks, micro_batches
        self._total = Total(ranks, parts.flat.grad, 1)
        self._layout = Layout.of(parts.network, ranks.rank, ranks.size)
        self._batches = 0
        self.times = NOTHING_MEASURED

    def record_again(self) -> None:
        """Use the present modules of the layers."""
        self._layout = Layout.of(self._parts.network, self._ranks.rank, self._ranks.size)

    @property
    def draws(self) -> bool:
        """Whether steps draw random numbers, besides the order of the batches."""
        return bool(self._parts.batches.changes)

    def gradient(self, chosen: Tensor) -> Callable[[], Tensor]:
        """Return a function that fills the flat gradient of a batch and returns its loss; see ``LossClosure``."""
        return partial(self._pipelined, *self._parts.batches.take(chosen))

    def steps(
        self, stepper: Stepper, average: WeightAverage, plan: StepPlan, stride: int = 0
    ) -> tuple[Tensor, list[Tensor]]:
        """Do one step for each batch; see ``Share.steps``."""
        return single_steps(self.gradient, stepper, average, plan, stride)

    def _pipelined(self, x: Tensor, y: Tensor) -> Tensor:
        flat, ranks = self._parts.flat, self._ranks
        flat.grad.zero_()
        count = min(self._micro_batches, len(x))
        batch = PipelinedBatch(self._layout, self._parts, x.tensor_split(count), y.tensor_split(count))
        try:
            times: list[tuple[bool, int, float, float]] = []
            for forward, micro in one_forward_one_backward(ranks.rank, ranks.size, count):
                (batch.forward if forward else batch.backward)(micro)
                times.append((forward, micro, batch.began, perf_counter()))
            batch.finish()
            trained = {id(tensor) for tensor in flat.trained}
            for tensor in flat.tensors:
                if id(tensor) not in trained and tensor.grad is not None:
                    tensor.grad.zero_()
            self._total.add_gradient()
            self._measure(times, batch.seconds)
            return self._total(batch.loss)
        except torch.OutOfMemoryError:
            raise
        except FAILURES as problem:
            raise DeviceProblem(LOST) from problem

    def _measure(self, times: list[tuple[bool, int, float, float]], seconds: dict[str, float]) -> None:
        """Learn when the others computed, in the same batches as they do."""
        self._batches += 1
        number = self._batches
        doubled = number > 1 and number & (number - 1) == 0
        if self._ranks.on_one_machine and (doubled or number % MEASURED_EVERY == 0):
            every: list[tuple[list[tuple[bool, int, float, float]], dict[str, float]]]
            every = [([], {})] * self._ranks.size
            dist.all_gather_object(every, (times, seconds))
            layers = {node: took for _, each in every for node, took in each.items()}
            self.times = BatchTimes(passes_of([each for each, _ in every]), layers)


class PipelinedBatch:
    """The passes of one stage over the micro-batches of one batch.

    Attributes:
        began: When the newest pass had received what it needs; ``perf_counter``.
        loss: The part of the mean loss that was computed here: all of it in the last stage, 0 in the others.
        seconds: Of the forward passes of each layer computed here, by node.
    """

    def __init__(self, layout: Layout, parts: Parts, x: tuple[Tensor, ...], y: tuple[Tensor, ...]) -> None:
        self._layout, self._parts, self._x, self._y = layout, parts, x, y
        self._size = sum(map(len, x))
        self._place = {node: number for number, node in enumerate(parts.network.order)}
        self._received: dict[int, dict[str, Tensor]] = {}
        self._results: dict[int, dict[str, Tensor]] = {}
        self._losses: dict[int, Tensor] = {}
        self._under_way: list[tuple[dist.Work | None, Tensor]] = []
        self.loss = parts.flat.theta.new_zeros(())
        self.began = 0.0
        self.seconds = {step.node: 0.0 for step in layout.steps if step.inputs}

    def forward(self, micro: int) -> None:
        """Compute the outputs of this stage, and send those that later ones need."""
        x = self._x[micro]
        shapes = {step.node: step.shape for step in self._parts.network.steps}
        values: dict[str, Tensor] = {}
        for node, stage in self._layout.received:
            leaf = self._parts.flat.theta.new_empty((len(x), *shapes[node]))
            dist.recv(leaf, stage, tag=self._tag(node, micro))
            values[node] = leaf.requires_grad_()
        self._received[micro] = dict(values)
        self.began = perf_counter()
        with torch.enable_grad():
            for step in self._layout.steps:
                begin = perf_counter()
                value = step.module(*(values[each] for each in step.inputs)) if step.inputs else x
                values[step.node] = value if step.activation_module is None else step.activation_module(value)
                if step.inputs:
                    self.seconds[step.node] += perf_counter() - begin
            if self._layout.last:
                output = values[self._parts.network.order[-1]]
                self._losses[micro] = self._parts.loss.compute(output, self._y[micro]) * (len(x) / self._size)
                self.loss += self._losses[micro].detach()
        self._results[micro] = {node: values[node] for node, _ in self._layout.sent}
        for node, stage in self._layout.sent:
            self._send(values[node].detach(), stage, self._tag(node, micro))

    def backward(self, micro: int) -> None:
        """Add the gradients of this stage's parameters, and send back those of what it was sent."""
        results, received = self._results.pop(micro), self._received.pop(micro)
        roots: dict[str, Tensor] = {}
        for node, stage in self._layout.sent:
            gradient = torch.empty_like(results[node], memory_format=torch.contiguous_format)
            dist.recv(gradient, stage, tag=self._tag(node, micro, back=True))
            roots[node] = roots[node] + gradient if node in roots else gradient
        self.began = perf_counter()
        tensors = [results[node] for node in roots]
        gradients: list[Tensor | None] = list(roots.values())
        if self._layout.last:
            tensors.append(self._losses.pop(micro))
            gradients.append(None)
        pairs = [pair for pair in zip(tensors, gradients, strict=True) if pair[0].requires_grad]
        if pairs:
            torch.autograd.backward([tensor for tensor, _ in pairs], [gradient for _, gradient in pairs])
        for node, stage in self._layout.received:
            leaf = received[node]
            gradient = torch.zeros_like(leaf) if leaf.grad is None else leaf.grad
            self._send(gradient, stage, self._tag(node, micro, back=True))

    def finish(self) -> None:
        """Wait until all that was sent has left."""
        for work, _ in self._under_way:
            if work is not None:
                work.wait()

    def _send(self, value: Tensor, stage: int, tag: int) -> None:
        kept = value.contiguous()
        self._under_way.append((dist.isend(kept, stage, tag=tag), kept))

    def _tag(self, node: str, micro: int, *, back: bool = False) -> int:
        return 2 * (micro * len(self._place) + self._place[node]) + back

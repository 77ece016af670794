"""Many training steps in a row without Python: a recorded step, the optimizer and a loop around them in TorchScript.

While it runs, the interpreter is free for the window. On a network of 16 units a step costs a quarter of what it
costs under autograd, and drawing beside it costs training next to nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor, nn
from torch.jit._fuser import optimized_execution

from playground.catalog.kinds import Loss
from playground.engine.compiled.recording import CannotRecord, Recording, record
from playground.engine.data.batches import Batches
from playground.engine.optim.ema import WeightAverage
from playground.engine.optim.stepper import Script, Stepper, compiled
from playground.engine.runtime.parameters import FlatParameters
from playground.engine.runtime.rng import untouched

log = logging.getLogger(__name__)

Steps = Callable[[list[Tensor], list[float], int, int], tuple[Tensor, list[Tensor]]]
"""Does one step for each batch, see ``Replay.run``."""

LOOP = """
def run(all_x: Tensor, all_y: Tensor, chosen: List[Tensor], p: List[Tensor], b: List[Tensor],
        c: List[List[Tensor]], d: List[Tensor], t: List[List[List[Tensor]]], n: List[List[float]],
        rates: List[float], averages: List[Tensor], decay: float, begin: int,
        step: int, stride: int) -> Tuple[Tensor, List[Tensor]]:
    losses = torch.zeros([len(chosen)], dtype=t[0][0][0].dtype, device=t[0][0][0].device)
    kept: List[Tensor] = []
    for i in range(len(chosen)):
        x = all_x.index_select(0, chosen[i])
        y = all_y.index_select(0, chosen[i])
        size = x.size(0)
{choose}
        update(t, n, rates[i])
        losses[i] = loss
        step += 1
        if len(averages) > 0:
            averages[0].lerp_(t[0][0][0], 1.0 - decay if step > begin else 1.0)
        if stride > 0 and step % stride == 0:
            kept.append(averages[0].clone() if len(averages) > 0 else shown(t, n))
    return losses, kept
"""


class ReplayFailed(RuntimeError):
    """Recorded steps do not fit other samples; they were done in part, and no more will be recorded."""


class Replay:
    """Steps of one session's network, loss and optimizer."""

    def __init__(
        self,
        network: nn.Module,
        flat: FlatParameters,
        batches: Batches,
        recordings: dict[int, Recording],
        script: Script,
    ) -> None:
        self._batches = batches
        self._unit = compiled(_source(recordings, script))
        self._parameters = [parameter.detach() for parameter in flat.tensors]
        self._gradients = [parameter.grad for parameter in flat.tensors]
        self._buffers = list(network.buffers())
        self._constants = [list(recording.constants) for recording in recordings.values()]

    def run(
        self,
        script: Script,
        average: WeightAverage,
        chosen: list[Tensor],
        rates: list[float],
        step: int,
        stride: int,
    ) -> tuple[Tensor, list[Tensor]]:
        """Do one step for each batch.

        Args:
            script: With the tensors and numbers to use; its source is that of the beginning.
            average: Follows the parameters.
            chosen: Numbers of the samples in each, of the sizes that were recorded.
            rates: Learning rate of each step.
            step: Steps done before.
            stride: Parameters after steps whose number is a multiple of this are returned; 0 for none.

        Returns:
            Losses ``(n,)``, and the parameters asked for.
        """
        # Optimizing such small programs takes longer than it saves.
        with torch.no_grad(), optimized_execution(False):
            losses, kept = self._unit.run(
                self._batches.x, self._batches.y, chosen,
                self._parameters, self._buffers, self._constants, self._gradients,
                script.tensors, script.numbers, rates, *average.for_replay, step, stride,
            )  # fmt: skip
        return losses, kept


class Records:
    """The recordings of one session, made when they are needed."""

    def __init__(self, network: nn.Module, flat: FlatParameters, loss: Loss, batches: Batches) -> None:
        self._network, self._flat, self._loss, self._batches = network, flat, loss, batches
        self._by_size: dict[int, Recording] | None = {}
        self._replay: tuple[tuple[int, str], Replay] | None = None

    def prepare(self, stepper: Stepper, batch_size: int) -> None:
        """Record and compile for batches of an epoch with this size."""
        script = stepper.script()
        recordings = self._of(batch_size) if script is not None else {}
        if script is not None and recordings:
            compiled(_source(recordings, script))

    def run(self, stepper: Stepper, average: WeightAverage, batch_size: int) -> Steps | None:
        """Steps without Python, as ``Replay.run`` does them; None where they cannot be had."""
        script = stepper.script()
        if script is None or self._by_size is None:
            return None
        key = batch_size, script.source
        if self._replay is None or self._replay[0] != key:
            recordings = self._of(batch_size)
            if not recordings:
                return None
            self._replay = key, Replay(self._network, self._flat, self._batches, recordings, script)
        return partial(self._go, partial(self._replay[1].run, script, average))

    def _go(
        self, replayed: Steps, chosen: list[Tensor], rates: list[float], step: int, stride: int
    ) -> tuple[Tensor, list[Tensor]]:
        try:
            return replayed(chosen, rates, step, stride)
        except torch.OutOfMemoryError:
            raise
        except RuntimeError as problem:
            log.warning("Recorded training steps do not fit other samples; they go by autograd: %s", problem)
            self._by_size = self._replay = None
            raise ReplayFailed from problem

    def _of(self, batch_size: int) -> dict[int, Recording]:
        sizes = self._batches.sizes(batch_size)
        if self._by_size is not None and self._flat.theta.device.type == "cpu":
            for size in set(sizes) - self._by_size.keys():
                recording = self._record(*self._batches.take(torch.arange(size)))
                if recording is None:
                    self._by_size = None
                    break
                self._by_size[size] = recording
        if self._by_size is None:
            return {}
        return {size: self._by_size[size] for size in sizes}

    def _record(self, x: Tensor, y: Tensor) -> Recording | None:
        before = [buffer.clone() for buffer in self._network.buffers()]
        try:
            with untouched():
                return record(self._network, self._flat.tensors, self._loss.compute, x, y)
        except (CannotRecord, RuntimeError) as problem:
            log.warning("A training step cannot be recorded and goes by autograd: %s", problem)
            return None
        finally:
            for buffer, earlier in zip(self._network.buffers(), before, strict=True):
                buffer.copy_(earlier)


def _source(recordings: dict[int, Recording], script: Script) -> str:
    parts, choose = [], []
    for number, (size, recording) in enumerate(recordings.items()):
        body = [*recording.lines]
        for i, gradient in enumerate(recording.gradients):
            body.append(f"d[{i}].copy_({gradient})" if gradient else f"d[{i}].zero_()")
        parts.append(
            f"def loss_{number}(x: Tensor, y: Tensor, p: List[Tensor], b: List[Tensor], c: List[Tensor], "
            "d: List[Tensor]) -> Tensor:\n"
            + "".join(f"    {line}\n" for line in [*body, f"return {recording.loss}"])
        )
        word = "else:" if number == len(recordings) - 1 else f"{'el' if number else ''}if size == {size}:"
        choose += [f"        {word}", f"            loss = loss_{number}(x, y, p, b, c[{number}], d)"]
    if len(recordings) == 1:
        choose = ["        loss = loss_0(x, y, p, b, c[0], d)"]
    return "\n".join([*parts, script.source, LOOP.format(choose="\n".join(choose))])

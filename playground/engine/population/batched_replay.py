"""Several lanes of one network that step at the same time: recorded once for all, then run without Python.

The time of a small network is dominated by the overhead of each call, so the lanes' parameters are rows of one matrix,
each layer computes all of them in one call, and then each lane's optimizer updates its own row.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import torch
from torch import Tensor
from torch.func import functional_call, vmap

from playground.engine.compiled.recording import Recording, record_step
from playground.engine.compiled.step_loop import LaneSteps, Memory, StepLoop
from playground.engine.population.stacked_forward import StackedForward, features_first, views
from playground.engine.runtime.rng import preserve_rng

if TYPE_CHECKING:
    from playground.engine.optim.script import Script
    from playground.engine.training.chunk import BatchPlan
    from playground.engine.training.session import Session

Method = Literal["stacked", "vmap"]


class BatchedReplay:
    """Steps of lanes that have the same network, loss, samples and batch sizes.

    When ``run`` returns, the results are in each lane's own memory.
    """

    def __init__(self, partners: Sequence[Session], method: Method) -> None:
        self._partners, self._way = tuple(partners), method
        first = partners[0]
        self._network, self._loss, self._batches = first.network, first.objective, first.batches
        self._stacks = StackedForward(first.network)
        shapes = [parameter.shape for parameter in first.flat.tensors]
        self._theta = torch.stack([partner.flat.theta for partner in partners])
        self._grad = torch.zeros_like(self._theta)
        self._parameters = [view.requires_grad_() for view in views(self._theta, shapes)]
        self._gradients = views(self._grad, shapes)
        self._own = [list(partner.network.buffers()) for partner in partners]
        self._buffers = [torch.stack(list(lanes)) for lanes in zip(*self._own, strict=True)]
        self._recordings: dict[tuple[int, int], Recording] = {}
        self._newest: tuple[tuple[object, ...], StepLoop] | None = None
        detached = [parameter.detach() for parameter in self._parameters]
        self._memory = Memory(detached, self._gradients, self._buffers)
        self._moved: dict[int, tuple[Script, list[list[list[Tensor]]]]] = {}

    # --- steps -----------------------------------------------------------------------------------

    def run(
        self, scripts: Sequence[Script], plans: Sequence[BatchPlan], batch_size: int, stride: int
    ) -> tuple[Tensor, list[list[Tensor]]]:
        """Do the steps of all lanes.

        Args:
            scripts: Optimizer of each lane.
            plans: Steps of each lane; of one length, at the same position in an epoch.
            batch_size: Batch size of the epoch.
            stride: Parameters after steps whose number is a multiple of this are returned; 0 for none.

        Returns:
            Losses ``(n, C)``, and for each of these steps the parameters of each lane.

        Raises:
            CannotRecord, NoRule, RuntimeError: When a step cannot be recorded; nothing was done then.
        """
        chosen = _common(plans)
        recordings = self._of(batch_size, len(chosen[0]))
        self._gather()
        lanes = [
            LaneSteps(self._in_row(lane, script), script.numbers, plan.rates, partner.average.for_replay)
            for lane, (script, plan, partner) in enumerate(zip(scripts, plans, self._partners, strict=True))
        ]
        loop = self._loop(recordings, scripts)
        losses, kept = loop.run(self._batches, chosen, lanes, plans[0].first, stride)
        self._scatter()
        return losses, kept

    def _loop(self, recordings: dict[tuple[int, int], Recording], scripts: Sequence[Script]) -> StepLoop:
        """Compile the loop, or return the newest one."""
        sources = [script.source for script in scripts]
        key = (*recordings, *sources)
        if self._newest is None or self._newest[0] != key:
            by_size = {size: recording for (size, _), recording in recordings.items()}
            self._newest = key, StepLoop(by_size, sources, self._memory, stacked=True)
        return self._newest[1]

    def _gather(self) -> None:
        for row, partner in zip(self._theta, self._partners, strict=True):
            row.copy_(partner.flat.theta)
        for lane, buffers in enumerate(self._own):
            for stacked, own in zip(self._buffers, buffers, strict=True):
                stacked[lane].copy_(own)

    def _scatter(self) -> None:
        for lane, partner in enumerate(self._partners):
            partner.flat.theta.copy_(self._theta[lane])
            partner.flat.grad.copy_(self._grad[lane])
            for stacked, own in zip(self._buffers, self._own[lane], strict=True):
                own.copy_(stacked[lane])

    def _in_row(self, lane: int, script: Script) -> list[list[list[Tensor]]]:
        """Return a script's tensors with the lane's row in place of its parameters and gradients."""
        known = self._moved.get(lane)
        if known is not None and known[0] is script:
            return known[1]
        flat = self._partners[lane].flat
        homes = ((flat.theta, self._theta[lane]), (flat.grad, self._grad[lane]))

        def moved(tensor: Tensor) -> Tensor:
            for home, row in homes:
                if tensor.untyped_storage().data_ptr() == home.untyped_storage().data_ptr():
                    begin = row.storage_offset() + tensor.storage_offset() - home.storage_offset()
                    return row.as_strided(tensor.size(), tensor.stride(), begin)
            return tensor

        tensors = [[[moved(tensor) for tensor in each] for each in part] for part in script.tensors]
        self._moved[lane] = script, tensors
        return tensors

    # --- recordings ------------------------------------------------------------------------------

    def _of(self, batch_size: int, groups: int) -> dict[tuple[int, int], Recording]:
        sizes = self._batches.sizes(batch_size)
        for size in sizes:
            if (size, groups) not in self._recordings:
                self._recordings[size, groups] = self._record(size, groups)
        return {(size, groups): self._recordings[size, groups] for size in sizes}

    def _record(self, size: int, groups: int) -> Recording:
        chosen = torch.arange(size).repeat(groups)
        x, y = (part.view(groups, size, *part.shape[1:]) for part in self._batches.take(chosen))
        before = [buffer.clone() for buffer in self._buffers]
        try:
            with preserve_rng(), torch.enable_grad():
                return record_step(lambda: self._step(x, y), self._parameters, self._buffers, x, y)
        finally:
            for buffer, earlier in zip(self._buffers, before, strict=True):
                buffer.copy_(earlier)

    def _step(self, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        """Return the sum of the lanes' losses, and each of them ``(C,)``."""
        if self._way == "stacked":
            output = self._stacks(self._parameters, features_first(x), self._buffers)
        else:
            output = self._by_vmap(x)
        lanes = len(output)
        y = y.expand(lanes, *y.shape[1:])
        # A loss is a mean, so the mean over the samples of all lanes weighs each of them by 1 / C.
        objective = lanes * self._loss.compute(output.flatten(0, 1), y.flatten(0, 1))
        with torch.no_grad():
            return objective, self._loss.per_sample(output, y).mean(-1)

    def _by_vmap(self, x: Tensor) -> Tensor:
        names = [name for name, _ in self._network.named_parameters()]
        own = [name for name, _ in self._network.named_buffers()]

        def one(params: list[Tensor], buffers: list[Tensor], samples: Tensor) -> Tensor:
            values = dict(zip([*names, *own], [*params, *buffers], strict=True))
            output: Tensor = functional_call(self._network, values, (samples,))
            return output

        samples, where = (x[0], None) if len(x) == 1 else (x, 0)
        result: Tensor = vmap(one, in_dims=(0, 0, where), randomness="same")(
            self._parameters, self._buffers, samples
        )
        return result


def _common(plans: Sequence[BatchPlan]) -> list[Tensor]:
    """Return the sample indices of each step: ``(1, N)`` if all lanes have the same, else ``(C, N)``."""
    if all(plan.chosen is plans[0].chosen for plan in plans):
        return [chosen[None] for chosen in plans[0].chosen]
    return [torch.stack(lanes) for lanes in zip(*(plan.chosen for plan in plans), strict=True)]

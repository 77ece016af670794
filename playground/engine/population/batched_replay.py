"""Several lanes of one network that step at the same time: recorded once for all, then run without Python.

A small network is dominated by the cost of each call, so the lanes' parameters are rows of one matrix, the layers
compute all of them in one call each, and then each lane's optimizer steps its own row.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, Protocol

import torch
from torch import Tensor
from torch.func import functional_call, vmap
from torch.jit._fuser import optimized_execution

from playground.engine.compiled.recording import Recording, record_step
from playground.engine.optim.stepper import Script, compiled
from playground.engine.population.stacked_forward import StackedForward, features_first, views
from playground.engine.runtime.rng import untouched

if TYPE_CHECKING:
    from playground.build.network import Network
    from playground.catalog.kinds import Loss
    from playground.engine.data.batches import Batches
    from playground.engine.optim.ema import WeightAverage
    from playground.engine.runtime.parameters import FlatParameters
    from playground.engine.training.chunk import BatchPlan

Way = Literal["stacked", "vmap"]

LOOP = """
def run(all_x: Tensor, all_y: Tensor, chosen: List[Tensor], p: List[Tensor], b: List[Tensor],
        c: List[List[Tensor]], d: List[Tensor], t: List[List[List[List[Tensor]]]], n: List[List[List[float]]],
        rates: List[List[float]], averages: List[List[Tensor]], decays: List[float], begins: List[int],
        step: int, stride: int) -> Tuple[Tensor, List[List[Tensor]]]:
    losses = torch.zeros([len(chosen), len(t)], dtype=d[0].dtype, device=d[0].device)
    kept: List[List[Tensor]] = []
    for i in range(len(chosen)):
        groups, size = chosen[i].size(0), chosen[i].size(1)
        x = all_x.index_select(0, chosen[i].flatten()).unflatten(0, [groups, size])
        y = all_y.index_select(0, chosen[i].flatten()).unflatten(0, [groups, size])
{choose}
        losses[i].copy_(loss)
{update}
        step += 1
        for k in range(len(averages)):
            if len(averages[k]) > 0:
                averages[k][0].lerp_(t[k][0][0][0], 1.0 - decays[k] if step > begins[k] else 1.0)
        if stride > 0 and step % stride == 0:
            row: List[Tensor] = []
{keep}
            kept.append(row)
    return losses, kept
"""
KEEP = """\
            if len(averages[{lane}]) > 0:
                row.append(averages[{lane}][0].clone())
            else:
                row.append(shown_{text}(t[{lane}], n[{lane}]))"""
_DEFINED = re.compile(r"^def (\w+)\(", re.MULTILINE)


class Partner(Protocol):
    """A lane, as far as it steps together with others."""

    network: Network
    loss: Loss
    flat: FlatParameters

    @property
    def batches(self) -> Batches:
        """Its samples."""

    @property
    def average(self) -> WeightAverage:
        """What follows its parameters."""


class BatchedReplay:
    """Steps of lanes that have the same network, loss, samples and sizes of batches.

    What a lane computes lies in its own memory again when ``run`` returns.
    """

    def __init__(self, partners: Sequence[Partner], way: Way) -> None:
        self._partners, self._way = tuple(partners), way
        first = partners[0]
        self._network, self._loss, self._batches = first.network, first.loss, first.batches
        self._stacks = StackedForward(first.network)
        shapes = [parameter.shape for parameter in first.flat.tensors]
        self._theta = torch.stack([partner.flat.theta for partner in partners])
        self._grad = torch.zeros_like(self._theta)
        self._parameters = [view.requires_grad_() for view in views(self._theta, shapes)]
        self._gradients = views(self._grad, shapes)
        self._own = [list(partner.network.buffers()) for partner in partners]
        self._buffers = [torch.stack(list(lanes)) for lanes in zip(*self._own, strict=True)]
        self._recordings: dict[tuple[int, int], Recording] = {}
        self._newest: tuple[tuple[object, ...], Any] | None = None
        self._moved: dict[int, tuple[Script, list[list[list[Tensor]]]]] = {}

    # --- steps -----------------------------------------------------------------------------------

    def run(
        self, scripts: Sequence[Script], plans: Sequence[BatchPlan], batch_size: int, stride: int
    ) -> tuple[Tensor, list[list[Tensor]]]:
        """Do the steps of all lanes.

        Args:
            scripts: How each lane steps.
            plans: What each lane would do alone; of one length, at the same place of an epoch.
            batch_size: Of the epoch.
            stride: Parameters after steps whose number is a multiple of this are returned; 0 for none.

        Returns:
            Losses ``(n, C)``, and for each step asked for the parameters of each lane.

        Raises:
            CannotRecord, NoRule, RuntimeError: When a step cannot be recorded; nothing was done then.
        """
        chosen = _common(plans)
        recordings = self._of(batch_size, len(chosen[0]))
        self._gather()
        averages = [partner.average.for_replay for partner in self._partners]
        unit = self._unit(recordings, scripts)
        # Optimizing such small programs takes longer than it saves.
        with torch.no_grad(), optimized_execution(False):
            losses, kept = unit.run(
                self._batches.x, self._batches.y, chosen,
                [parameter.detach() for parameter in self._parameters], self._buffers,
                [list(recording.constants) for recording in recordings.values()], self._gradients,
                [self._in_row(lane, script) for lane, script in enumerate(scripts)],
                [script.numbers for script in scripts], [plan.rates for plan in plans],
                [average[0] for average in averages],
                [average[1] for average in averages], [average[2] for average in averages],
                plans[0].first, stride,
            )  # fmt: skip
        self._scatter()
        return losses, kept

    def _unit(self, recordings: dict[tuple[int, int], Recording], scripts: Sequence[Script]) -> Any:
        """The compiled loop; the newest one is kept."""
        key = (*recordings, *(script.source for script in scripts))
        if self._newest is None or self._newest[0] != key:
            self._newest = (
                key,
                compiled(_source(list(recordings.values()), [size for size, _ in recordings], scripts)),
            )
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
        """A script's tensors with the lane's row in place of its parameters and gradients."""
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
            with untouched(), torch.enable_grad():
                return record_step(lambda: self._step(x, y), self._parameters, self._buffers, x, y)
        finally:
            for buffer, earlier in zip(self._buffers, before, strict=True):
                buffer.copy_(earlier)

    def _step(self, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        """The sum of the lanes' losses, and each of them ``(C,)``."""
        if self._way == "stacked":
            output = self._stacks(self._parameters, features_first(x), self._buffers)
        else:
            output = self._by_vmap(x)
        lanes = len(output)
        y = y.expand(lanes, *y.shape[1:])
        # A loss is a mean, so the mean over the samples of all lanes gives each of them its C-th part.
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
    """The samples of each step: ``(1, N)`` where all lanes have the very same, else ``(C, N)``."""
    if all(plan.chosen is plans[0].chosen for plan in plans):
        return [chosen[None] for chosen in plans[0].chosen]
    return [torch.stack(lanes) for lanes in zip(*(plan.chosen for plan in plans), strict=True)]


def _source(recordings: Sequence[Recording], sizes: Sequence[int], scripts: Sequence[Script]) -> str:
    parts, choose = [], []
    for number, (size, recording) in enumerate(zip(sizes, recordings, strict=True)):
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
    texts = list(dict.fromkeys(script.source for script in scripts))
    of_lane = [texts.index(script.source) for script in scripts]
    update = [
        f"        update_{text}(t[{lane}], n[{lane}], rates[{lane}][i])" for lane, text in enumerate(of_lane)
    ]
    keep = [KEEP.format(lane=lane, text=text) for lane, text in enumerate(of_lane)]
    loop = LOOP.format(choose="\n".join(choose), update="\n".join(update), keep="\n".join(keep))
    return "\n".join([*parts, *(_numbered(text, number) for number, text in enumerate(texts)), loop])


def _numbered(source: str, number: int) -> str:
    """A script whose functions have names of their own."""
    names = "|".join(_DEFINED.findall(source))
    return re.sub(rf"(?<![\w.])({names})\(", rf"\1_{number}(", source)

"""Steps of several processes in a row without Python: the gradient of the share, the sum, the update."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from torch import Tensor

from playground.engine.compiled.loop_source import gradient_function, loop
from playground.engine.compiled.recording import Recording
from playground.engine.compiled.shared.layers import CALL
from playground.engine.compiled.shared.total import Total
from playground.engine.compiled.step_loop import LaneSteps, Memory
from playground.engine.data.batches import Batches
from playground.engine.runtime.torchscript import compiled, run_plain

ARGUMENTS = {
    "all_x": "Tensor",
    "all_y": "Tensor",
    "rows": "List[Tensor]",
    "sizes": "List[int]",
    "p": "List[Tensor]",
    "b": "List[Tensor]",
    "c": "List[List[Tensor]]",
    "d": "List[List[Tensor]]",
    "g": "Tensor",
    "s": "List[Tensor]",
    "t": "List[List[List[Tensor]]]",
    "n": "List[List[float]]",
    "rates": "List[float]",
    "average": "List[Tensor]",
    "decay": "float",
    "begin": "int",
    "step": "int",
    "stride": "int",
}
PREPARE = """\
    losses = torch.zeros([len(rows)], dtype=g.dtype, device=g.device)
    kept: List[Tensor] = []"""
GATHER = """\
        x = all_x.index_select(0, rows[i])
        y = all_y.index_select(0, rows[i])
        size = sizes[i]
        turn = next_turn(s)
        own = d[turn % len(d)]"""
UPDATE = """\
        add_gradients(g, s, turn)
        update(t, n, rates[i])
        losses[i].copy_(loss)
        step += 1
        if len(average) > 0:
            average[0].lerp_(t[0][0][0], 1.0 - decay if step > begin else 1.0)
        if stride > 0 and step % stride == 0:
            kept.append(average[0].clone() if len(average) > 0 else shown(t, n))"""


class SharedLoop:
    """Steps of one process among several, on its shares of the same batches."""

    def __init__(
        self, recordings: Mapping[int, Recording], script: str, memory: Memory, grad: Tensor, total: Total
    ) -> None:
        """Compile the loop.

        Args:
            recordings: Gradients of the share by size of the whole batch.
            script: Source of the optimizer.
            memory: Tensors of the network.
            grad: The flat gradient that the optimizer reads.
            total: Sums over the processes.
        """
        self._unit = compiled(source(recordings, script, total.source))
        self._constants = [list(recording.constants) for recording in recordings.values()]
        self._memory, self._grad, self._total = memory, grad, total
        shapes = [gradient.shape for gradient in memory.gradients]
        ends = [0]
        for shape in shapes:
            ends.append(ends[-1] + shape.numel())
        self._own = [
            [flat[a:b].view(shape) for (a, b), shape in zip(pairwise(ends), shapes, strict=True)]
            for flat in total.gradients
        ]

    def run(
        self, batches: Batches, rows: list[Tensor], sizes: list[int], lane: LaneSteps, step: int, stride: int
    ) -> tuple[Tensor, list[Tensor]]:
        """Do one step for each batch.

        Args:
            batches: The samples.
            rows: Numbers of the samples of this process, of each step.
            sizes: Samples of the whole batch, of each step.
            lane: What the optimizer does.
            step: Steps done before.
            stride: Parameters after steps whose number is a multiple of this are returned; 0 for none.

        Returns:
            This process's part of each loss, ``(n,)``, and the parameters.
        """
        memory = self._memory
        found: tuple[Tensor, list[Tensor]] = run_plain(
            self._unit, batches.x, batches.y, rows, sizes,
            memory.parameters, memory.buffers, self._constants, self._own, self._grad, self._total.tensors,
            lane.tensors, lane.numbers, lane.rates, *lane.average, step, stride,
        )  # fmt: skip
        return found


def source(recordings: Mapping[int, Recording], script: str, total: str) -> str:
    """Write the loop.

    Args:
        recordings: Gradients of the share by size of the whole batch.
        script: Source of the optimizer's ``update`` and ``shown``, see ``Script``.
        total: Source of the sums, see ``Total``.
    """
    losses = [
        gradient_function(f"loss_{k}", recording, ("x", "y", "p", "b", "c", "d", "s"))
        for k, recording in enumerate(recordings.values())
    ]
    calls: list[str] = []
    for k, size in enumerate(recordings):
        word = "if" if k == 0 else "elif"
        last = k == len(recordings) - 1
        calls += [
            ("        else:" if k else "        if True:") if last else f"        {word} size == {size}:",
            f"            loss = loss_{k}(x, y, p, b, c[{k}], own, s)",
        ]
    run = loop(
        ARGUMENTS,
        "Tuple[Tensor, List[Tensor]]",
        prepare=PREPARE,
        count="len(rows)",
        body=[GATHER, *calls, UPDATE],
        result="losses, kept",
    )
    return "\n".join([total, *(_with_sums(each) for each in losses), script, run])


def _with_sums(text: str) -> str:
    """Let a recorded step sum over the processes where the recording stands for it."""
    lines = [
        line.replace(CALL, "total(").removesuffix(")") + ", s)" if CALL in line else line
        for line in text.splitlines()
    ]
    return "\n".join(lines) + "\n"

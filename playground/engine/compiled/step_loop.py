"""Many training steps in a row without Python: recorded gradients, optimizers and a loop around them in TorchScript.

While it runs, the interpreter is free for the window. On a network of 16 units a step costs a quarter of what it
costs under autograd, and drawing beside it costs training next to nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playground.engine.compiled.loop_source import training_source
from playground.engine.runtime.torchscript import compiled, run_plain

if TYPE_CHECKING:
    from torch import Tensor

    from playground.engine.compiled.recording import Recording
    from playground.engine.data.batches import Batches


@dataclass(frozen=True)
class Memory:
    """Tensors of a network that a loop reads and writes.

    Attributes:
        parameters: All parameters, in the network's order.
        gradients: Their gradients.
        buffers: All buffers.
    """

    parameters: list[Tensor]
    gradients: list[Tensor]
    buffers: list[Tensor]


@dataclass(frozen=True)
class LaneSteps:
    """What one lane does in a loop.

    Attributes:
        tensors: Of its optimizer, see ``Script``.
        numbers: Of its optimizer, see ``Script``.
        rates: Learning rate of each step.
        average: See ``WeightAverage.for_replay``.
    """

    tensors: list[list[list[Tensor]]]
    numbers: list[list[float]]
    rates: list[float]
    average: tuple[list[Tensor], float, int]


class StepLoop:
    """Steps of one or several lanes on the same samples."""

    def __init__(
        self,
        recordings: Mapping[int, Recording],
        scripts: Sequence[str],
        memory: Memory,
        *,
        stacked: bool = False,
    ) -> None:
        """Compile the loop.

        Args:
            recordings: Gradients by size of the batch.
            scripts: Source of each lane's optimizer.
            memory: Tensors of the network; rows of the lanes where they are stacked.
            stacked: Whether tensors have a dimension in front for the lanes.
        """
        self._unit = compiled(training_source(recordings, scripts, stacked=stacked))
        self._constants = [list(recording.constants) for recording in recordings.values()]
        self._memory = memory

    def run(
        self, batches: Batches, chosen: list[Tensor], lanes: Sequence[LaneSteps], step: int, stride: int
    ) -> tuple[Tensor, list[list[Tensor]]]:
        """Do one step for each batch.

        Args:
            batches: The samples.
            chosen: Numbers of the samples of each step, of the sizes that were recorded: ``(N,)``; where tensors are
                stacked ``(1, N)`` if all lanes have the same, else ``(C, N)``.
            lanes: What each lane does.
            step: Steps done before.
            stride: Parameters after steps whose number is a multiple of this are returned; 0 for none.

        Returns:
            Losses ``(n,)``, or ``(n, C)`` where tensors are stacked; and for each of these steps the parameters of
            each lane.
        """
        memory, averages = self._memory, [lane.average for lane in lanes]
        losses, kept = run_plain(
            self._unit, batches.x, batches.y, chosen,
            memory.parameters, memory.buffers, self._constants, memory.gradients,
            [lane.tensors for lane in lanes], [lane.numbers for lane in lanes], [lane.rates for lane in lanes],
            [average[0] for average in averages], [average[1] for average in averages],
            [average[2] for average in averages], step, stride,
        )  # fmt: skip
        return losses, kept

"""Who computed when in one batch of a network whose layers several processes share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from playground.engine.events.run import Event


@dataclass(frozen=True, slots=True)
class StagePass:
    """A pass of one micro-batch through the layers of one process; waiting for other processes is not part of it.

    Attributes:
        process: Number of the process, from 0.
        forward: Whether activations were computed, else gradients.
        micro: Number of the micro-batch, from 0.
        begin: Seconds since the first pass of the batch began.
        end: Likewise.
    """

    process: int
    forward: bool
    micro: int
    begin: float
    end: float


@dataclass(frozen=True, slots=True)
class BatchTimes:
    """What was measured of one batch.

    Attributes:
        passes: Of all processes, by their beginnings.
        layers: Seconds of the forward passes of each layer with its activation, by node.
    """

    passes: tuple[StagePass, ...] = ()
    layers: Mapping[str, float] = field(default_factory=dict)


NOTHING_MEASURED = BatchTimes()


@dataclass(frozen=True, slots=True)
class StagesMeasured(Event):
    """The times of one batch, as measured; reported rarely."""

    times: BatchTimes
    heavy: ClassVar[bool] = True


def passes_of(measured: list[list[tuple[bool, int, float, float]]]) -> tuple[StagePass, ...]:
    """Put together what the processes of one machine have measured, with clocks that run alike.

    Args:
        measured: For each process (forward, micro-batch, begin, end).
    """
    zero = min((begin for each in measured for _, _, begin, _ in each), default=0.0)
    found = [
        StagePass(process, forward, micro, begin - zero, end - zero)
        for process, each in enumerate(measured)
        for forward, micro, begin, end in each
    ]
    return tuple(sorted(found, key=lambda each: (each.begin, each.process)))


def idle_shares(passes: tuple[StagePass, ...], processes: int) -> tuple[float, ...]:
    """Return the share of the time of a batch in which each process computed nothing, in 0..1."""
    whole = max((each.end for each in passes), default=0.0)
    busy = [
        sum(each.end - each.begin for each in passes if each.process == number) for number in range(processes)
    ]
    return tuple(1.0 - each / whole if whole else 0.0 for each in busy)


def idle_words(passes: tuple[StagePass, ...]) -> str:
    """Say how long the processes wait; empty where nothing was measured."""
    if not passes:
        return ""
    shares = idle_shares(passes, 1 + max(each.process for each in passes))
    each = ", ".join(f"process {number} {share:.0%}" for number, share in enumerate(shares, 1))
    milliseconds = 1000 * max(one.end for one in passes)
    return f"One batch takes {milliseconds:.3g} ms; of it, waiting: {each}."

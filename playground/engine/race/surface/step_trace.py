"""A lane's path on a surface with the state of its optimizer at each step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from playground.arrays import Doubles
from playground.catalog.kinds import UnknownEntry
from playground.engine.compiled.loop_source import loop
from playground.engine.events.control import Control
from playground.engine.events.run import Event
from playground.engine.race.lanes import CannotRace
from playground.engine.race.surface.lane import ARGUMENTS, NOISY_SLOPE, UPDATE
from playground.engine.race.surface.race import SurfaceRace
from playground.spec.race import RaceSpec

FIRST, MOST = 100, 1000
"""Steps of a chunk; the first one is short."""
LEAST = 20
"""The same for an optimizer that steps in Python."""

REMEMBER = """
def remember(row: Tensor, t: List[List[List[Tensor]]], n: List[List[float]]):
    place = 0
    for kept in t[1]:
        part = kept[0].view([-1])
        size = min(part.numel(), 2)
        row.narrow(0, place, size).copy_(part.narrow(0, 0, size))
        place += size
    row.narrow(0, place, 2).copy_(shown(t, n).narrow(0, 0, 2))
"""
LOOP = REMEMBER + loop(
    ARGUMENTS,
    "Tensor",
    prepare="""\
    width = 2
    for kept in t[1]:
        width += min(kept[0].numel(), 2)
    rows = torch.empty([len(rates) + 1, width], dtype=torch.float64)""",
    body=[NOISY_SLOPE, "        remember(rows[i], t, n)", UPDATE],
    finish="    remember(rows[len(rates)], t, n)",
    result="rows",
)


@dataclass(frozen=True)
class TraceChunk:
    """Some steps of the first repetition.

    Attributes:
        begin: Number of the first step, from 0.
        rates: Learning rates of the steps, ``(n,)``.
        columns: By name ``theta``, the noisy gradient ``grad``, the place ``shown`` (other than ``theta`` where an
            optimizer averages), and the optimizer's state: each before all steps and after the last, ``(n + 1, 2)``
            for x and y or ``(n + 1, 1)`` for a number. NaN where a state does not exist yet. The last gradient is
            meaningless.
    """

    begin: int
    rates: Doubles
    columns: Mapping[str, Doubles]


class LaneTrace:
    """Repeats a lane's path and records the optimizer's state.

    Attributes:
        steps_done: Steps so far.
    """

    def __init__(self, spec: RaceSpec, lane_id: str) -> None:
        """Place the lane at the start.

        Raises:
            CannotRace: When the race cannot be run.
            UnknownEntry: When it names something unknown.
        """
        alone = spec.with_(lanes=(spec.lane(lane_id),))
        self._group = SurfaceRace(alone).lane(lane_id).groups[0]
        self.steps_done = 0

    @property
    def scripted(self) -> bool:
        """Whether steps run in TorchScript, which makes them cheap."""
        return self._group.scripted

    def run(self, steps: int) -> TraceChunk:
        """Do some steps."""
        begin, stepper = self.steps_done, self._group.stepper
        rates = np.array(stepper.rates_from(begin, steps))
        columns = self._by_script(steps) if self.scripted else self._in_python(steps)
        self.steps_done += steps
        return TraceChunk(begin, rates, columns)

    def _by_script(self, steps: int) -> dict[str, Doubles]:
        rows: Doubles = self._group.loop(LOOP, self.steps_done, steps).numpy()
        sizes = {"theta": 2, "grad": 2}
        sizes |= {name: min(kept.numel(), 2) for name, kept in self._group.stepper.internals().items()}
        ends = np.cumsum([*sizes.values(), 2])
        return dict(zip([*sizes, "shown"], np.split(rows, ends[:-1], axis=1), strict=True))

    def _in_python(self, steps: int) -> dict[str, Doubles]:
        moments = []
        for step in range(self.steps_done, self.steps_done + steps):
            moments.append(self._moment())
            moments[-1]["grad"] = self._stepped(step)
        moments.append(self._moment())
        sizes = {name: len(value) for moment in moments for name, value in moment.items()}
        return {
            name: np.stack([moment.get(name, np.full(size, np.nan)) for moment in moments])
            for name, size in sizes.items()
        }

    def _stepped(self, step: int) -> Doubles:
        """Do a step in Python and return the first gradient that the optimizer asked for."""
        asked: list[Tensor] = []
        self._group.step(step, lambda grad: asked.append(grad[:2].clone()))
        first: Doubles = asked[0].numpy()
        return first

    def _moment(self) -> dict[str, Doubles]:
        found = {"theta": self._group.places.theta, "grad": self._group.places.grad}
        found |= _rows(self._group.stepper.internals()) | {"shown": self._group.stepper.shown()}
        return {name: value[:2].to(torch.float64).numpy().copy() for name, value in found.items()}


def _rows(kept: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return vectors of one or two numbers; a matrix gives one for each of its rows."""
    found = {}
    for name, value in kept.items():
        if value.numel() <= 2:
            found[name] = value.reshape(-1)
        elif value.dim() == 2 and value.shape[1] <= 2:
            found |= {f"{name} {place}": row for place, row in enumerate(value, start=1)}
    return found


# --- as a job --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LaneTraced(Event):
    """More steps of a lane are known; ``step`` is their number so far.

    Attributes:
        chunk: The new steps.
    """

    chunk: TraceChunk


class TraceJob:
    """Traces a lane to the end of its race; iterate it in a worker thread. Ends early when stopped."""

    def __init__(self, spec: RaceSpec, lane_id: str, run: int, control: Control) -> None:
        self._spec, self._lane, self._run, self._control = spec, lane_id, run, control

    def __iter__(self) -> Iterator[Event]:
        try:
            trace = LaneTrace(self._spec, self._lane)
        except (CannotRace, UnknownEntry):
            return  # the race itself reports it
        while trace.steps_done < self._spec.steps and not self._control.stopped():
            count = (MOST if trace.steps_done else FIRST) if trace.scripted else LEAST
            chunk = trace.run(min(count, self._spec.steps - trace.steps_done))
            yield LaneTraced(self._run, trace.steps_done, chunk)

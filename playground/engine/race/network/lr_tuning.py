"""Learning rates for the lanes of a race on a network, tuned with the same effort for every lane.

Each lane tries rates on a logarithmic grid around its own, and every try may use the same number of gradients, so an
optimizer that needs two per step does half the steps. The score is the training loss at the end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from playground.arrays import Floats
from playground.catalog.kinds import OPTIMIZERS, UnknownEntry
from playground.engine.events.control import Control
from playground.engine.events.run import Event
from playground.engine.population.lockstep import LockstepTrainer
from playground.engine.race.network.lane_projects import lane_project
from playground.engine.race.network.race import PROBLEMS
from playground.spec.project import Project
from playground.spec.race import LaneSpec

RATES, PER_DECADE = 9, 2
"""Number of rates for each lane, odd, so that its own is one of them; and how many lie within a factor of ten."""
EPOCHS = 5
"""Length of each try in epochs of plain gradient steps; less where the race is shorter."""
CHUNK = 32


@dataclass(frozen=True, slots=True)
class LaneTuned(Event):
    """The outcome of all rates of a lane.

    Attributes:
        lane: Its id.
        rates: Ascending, ``(n,)``.
        losses: Training loss at the end of each try, infinite where it diverged, ``(n,)``.
        evaluations: Gradients used by each try.
        best: Rate with the lowest loss; None when all diverged.
        own_rate: The lane's current rate.
        own_loss: Its loss.
        at_edge: Whether the best is the smallest or largest rate tried, so that a better one may lie beyond.
    """

    lane: str
    rates: Floats
    losses: Floats
    evaluations: int
    best: float | None
    own_rate: float
    own_loss: float
    at_edge: bool


@dataclass(frozen=True, slots=True)
class TuningProgress(Event):
    """Progress of the tuning of all lanes.

    Attributes:
        done: Part of the work that is done, 0 to 1.
        lane: Id of the lane being tuned; empty at the end.
        problem: Why it cannot be tuned, in a sentence; empty when it can.
    """

    done: float
    lane: str = ""
    problem: str = ""


def grid(rate: float, count: int = RATES, per_decade: int = PER_DECADE) -> Floats:
    """Return a logarithmic grid of rates around a given one, which it contains.

    Args:
        rate: The middle.
        count: Number of rates, odd.
        per_decade: Number of rates within a factor of ten.
    """
    rates = rate * 10.0 ** ((np.arange(count) - count // 2) / per_decade)
    rounded = [rate if each == rate else float(f"{each:.2g}") for each in rates.tolist()]
    return np.array(rounded)


class TuningJob:
    """Tunes all lanes of a project's race, one after the other, all rates of a lane together."""

    def __init__(self, project: Project, run: int, control: Control, lanes: tuple[str, ...] = ()) -> None:
        """Prepare.

        Args:
            project: Its race is on the network.
            run: Id that the events carry.
            control: Stops it.
            lanes: Only these; all when empty.
        """
        chosen = [lane for lane in project.race.lanes if not lanes or lane.id in lanes]
        self._project, self._run, self._control, self._lanes = project, run, control, chosen

    def __iter__(self) -> Iterator[Event]:
        for place, lane in enumerate(self._lanes):
            try:
                yield from self._tune(lane, place)
            except PROBLEMS as problem:
                yield TuningProgress(self._run, 0, (place + 1) / len(self._lanes), lane.id, str(problem))
            if self._control.stopped():
                return
        yield TuningProgress(self._run, 0, 1.0)

    def _tune(self, lane: LaneSpec, place: int) -> Iterator[Event]:
        own = OPTIMIZERS.of(lane.optimizer).learning_rate
        rates = _allowed(lane, grid(own))
        lanes = LockstepTrainer(self._project, {})
        for number, rate in enumerate(rates):
            lanes.join(str(number), lane_project(self._project, _at(lane, float(rate)), 0))
            yield TuningProgress(self._run, 0, place / len(self._lanes), lane.id)
            if self._control.stopped():
                return
        budget = self._budget(lanes)
        while lanes.running:
            most = max(lanes.running.values(), key=lambda member: member.evaluations)
            used, done = most.evaluations, most.steps_done
            if used >= budget or self._control.stopped():
                break
            steps = (budget - used) * done // max(1, used)  # estimated from the steps so far
            lanes.train(max(1, min(CHUNK, steps)), None, self._control.stopped)
            part = min(1.0, used / budget)
            yield TuningProgress(self._run, 0, (place + part) / len(self._lanes), lane.id)
        if not self._control.stopped():
            yield self._tuned(lane, own, rates, lanes)

    def _budget(self, lanes: LockstepTrainer) -> int:
        member = next(iter(lanes.members.values()))
        plain = len(member.batches.x) // self._project.training.batch_size or 1
        return max(1, min(EPOCHS, self._project.race.epochs) * plain)

    def _tuned(self, lane: LaneSpec, own: float, rates: Floats, lanes: LockstepTrainer) -> LaneTuned:
        losses = np.full(len(rates), np.inf)
        for number in range(len(rates)):
            if str(number) not in lanes.diverged:
                outcome = lanes.members[str(number)].evaluate()
                if outcome is not None and np.isfinite(outcome.train_loss):
                    losses[number] = outcome.train_loss
        best = int(losses.argmin()) if np.isfinite(losses).any() else None
        here = int(np.abs(np.log(rates / own)).argmin())
        return LaneTuned(
            run=self._run,
            step=0,
            lane=lane.id,
            rates=rates,
            losses=losses,
            evaluations=max(member.evaluations for member in lanes.members.values()),
            best=None if best is None else float(rates[best]),
            own_rate=own,
            own_loss=float(losses[here]),
            at_edge=best in {0, len(rates) - 1},
        )


def _at(lane: LaneSpec, rate: float) -> LaneSpec:
    params = {**lane.optimizer.params, "learning_rate": rate}
    return lane.with_(optimizer=lane.optimizer.with_(params=params))


def _allowed(lane: LaneSpec, rates: Floats) -> Floats:
    """Drop rates that the optimizer does not accept."""
    return np.array([rate for rate in rates if _takes(lane, float(rate))])


def _takes(lane: LaneSpec, rate: float) -> bool:
    try:
        OPTIMIZERS.of(_at(lane, rate).optimizer)
    except UnknownEntry:
        return False
    return True

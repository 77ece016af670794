"""A population that trains: several lanes on one network, stepped together where that is faster than in turn.

Every lane is a session of its own and does what it would do alone: it has its own parameters, optimizer, schedule
and random numbers, stops alone when it breaks, and can leave or join at any time.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from time import perf_counter

import numpy as np
import torch
from torch import Tensor

from playground.engine.compiled.recording import CannotRecord
from playground.engine.population.batched_replay import BatchedReplay, Way
from playground.engine.population.member import Member
from playground.engine.population.stacked_forward import NoRule
from playground.engine.training.chunk import BatchPlan, Keeper, StepChunk
from playground.engine.training.divergence import Diverged, finite, trace
from playground.engine.training.state import State
from playground.spec.project import Project
from playground.spec.training import TrainingSpec

log = logging.getLogger(__name__)

LONG = 0.05
MOST_STEPS = 32
"""Ways are compared by as many steps as two lanes take in turn in ``LONG`` seconds, but no more than these."""
TRIES = 3
WORTH_IT = 0.9
"""Stepping together has to need less than this part of the time of stepping in turn, which is noisy."""
_KNOWN: dict[tuple[object, ...], Way | None] = {}
"""The fastest way by what decides about it; None for stepping in turn."""


class _GivenUp(Exception):
    """Nobody waits for the fastest way any more."""


class LockstepTrainer:
    """Lanes on one network, by names.

    Attributes:
        project: Whose network and data they have.
        members: Those that take part, by name.
        diverged: What broke, by name, for those that stand still because of it.
    """

    def __init__(
        self,
        project: Project,
        lanes: Mapping[str, TrainingSpec],
        *,
        epochs: int | None = None,
        device: str | None = None,
        dtype: torch.dtype = torch.float32,
    ) -> None:
        """Build all lanes.

        Args:
            project: Its network and data are everybody's.
            lanes: The training of each: with one seed they begin with the same weights and see the same batches.
            epochs: Instead of theirs.
            device: Instead of theirs.
            dtype: Precision of parameters and data.

        Raises:
            CannotTrain, DataProblem, DeviceProblem: As for ``Session``.
        """
        self.project = project
        self.members: dict[str, Member] = {}
        self.diverged: dict[str, Diverged] = {}
        self._epochs, self._device, self._dtype = epochs, device, dtype
        self._teams: OrderedDict[tuple[object, ...], BatchedReplay] = OrderedDict()
        for name, training in lanes.items():
            self.add(name, training)

    def add(self, name: str, training: TrainingSpec, theta: Tensor | None = None) -> Member:
        """Let another one join, which begins at its first step.

        Args:
            name: That no other has.
            training: Its choices.
            theta: Parameters to begin with, ``(P,)``, in place of those of its seed.
        """
        return self.join(name, self.project.with_(training=training), theta)

    def join(self, name: str, project: Project, theta: Tensor | None = None) -> Member:
        """Let one with a project of its own join, e.g. with other dropout; see ``add``."""
        assert name not in self.members, "every lane has a name of its own"
        member = Member(project, epochs=self._epochs, device=self._device, dtype=self._dtype)
        if theta is not None:
            member.begin_at(theta)
        self.members[name] = member
        return member

    def drop(self, name: str) -> None:
        """Let one leave; KeyError if there is none of the name."""
        del self.members[name]
        self.diverged.pop(name, None)

    @property
    def running(self) -> dict[str, Member]:
        """Those that have steps left and have not broken."""
        members = self.members.items()
        return {name: m for name, m in members if name not in self.diverged and not m.finished}

    def stretch(
        self,
        most: int,
        keepers: Mapping[str, Keeper] | None = None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> dict[str, StepChunk]:
        """Let each do up to ``most`` steps, but none past one after which its evaluation is due.

        One that breaks stands on its last finite state and is listed in ``diverged``.

        Args:
            most: At least 1.
            keepers: Are given the parameters on the way, by name; all of one stride.
            stopped: Asked between those that step in turn; then the others do not step any more.

        Returns:
            What each has done, by name; without those that stand still.

        Raises:
            OutOfMemoryError: When the device has too little memory for a step; all stand where they stood then.
        """
        kinds: dict[object, dict[str, Member]] = {}
        before: dict[str, State] = {}
        for name, member in self.running.items():
            kinds.setdefault(member.kind() or name, {})[name] = member
            before[name] = member.state()
        done: dict[str, StepChunk] = {}
        try:
            for group in kinds.values():
                done |= self._go(group, before, most, keepers or {}, stopped)
        except torch.OutOfMemoryError:
            for name, state in before.items():
                self.members[name].go_back(state)
                self.diverged.pop(name, None)
            raise
        return {name: done[name] for name in self.members if name in done}

    def _go(
        self,
        group: dict[str, Member],
        before: Mapping[str, State],
        most: int,
        keepers: Mapping[str, Keeper],
        stopped: Callable[[], bool],
    ) -> dict[str, StepChunk]:
        try:
            way = self._way(list(group.values()), stopped) if len(group) > 1 else None
        except _GivenUp:
            return {}
        if way is None:
            found = {n: m.advance(most, keepers.get(n)) for n, m in group.items() if not stopped()}
        else:
            stretches = self._advance(way, list(group.values()), most, [keepers.get(name) for name in group])
            found = dict(zip(group, stretches, strict=True))
        done: dict[str, StepChunk] = {}
        for name, stretch in found.items():
            member = group[name]
            if np.isfinite(stretch.loss).all() and finite(member.theta):
                done[name] = stretch
                continue
            broken = self.diverged[name] = trace(member, before[name], len(stretch.steps))
            if broken.done is not None:
                done[name] = broken.done
        return done

    # --- together --------------------------------------------------------------------------------

    def _advance(
        self, way: Way, members: Sequence[Member], most: int, keepers: Sequence[Keeper | None] = ()
    ) -> list[StepChunk]:
        team, size = self._team(way, members), members[0].size
        stride = max((keeper.stride for keeper in keepers if keeper is not None), default=0)
        with members[0].randomness():
            scripts = [member.script() for member in members]
            plans = _plans(members, most)
            losses, kept = team.run(scripts, plans, size, stride)
        for member in members[1:]:
            member.draw_as(members[0])
        first = plans[0].first // stride + 1 if stride else 0
        for place, thetas in enumerate(kept, start=first):
            for keeper, theta in zip(keepers, thetas, strict=True):
                if keeper is not None:
                    keeper.record(place * stride, theta)
        return [member.take(*each) for member, *each in zip(members, plans, losses.T, strict=True)]

    def _team(self, way: Way, members: Sequence[Member]) -> BatchedReplay:
        key = (way, *map(id, members))
        if key not in self._teams:
            self._teams[key] = BatchedReplay(members, way)
            while len(self._teams) > 3:
                self._teams.popitem(last=False)
        self._teams.move_to_end(key)
        return self._teams[key]

    # --- the choice ------------------------------------------------------------------------------

    def _way(self, members: Sequence[Member], stopped: Callable[[], bool]) -> Way | None:
        """The fastest way for these; found out once in the life of the process for everything alike."""
        first = members[0]
        key = (
            first.computes,
            first.size,
            len(members),
            first.theta.dtype,
            torch.get_num_threads(),
        )
        if key not in _KNOWN:
            _KNOWN[key] = self._fastest(members, stopped)
        return _KNOWN[key]

    def _fastest(self, members: Sequence[Member], stopped: Callable[[], bool]) -> Way | None:
        """Time the ways that give the gradients of stepping in turn; nobody has moved afterwards."""
        with _unmoved(members):
            for member in members:
                if stopped():
                    raise _GivenUp
                member.advance(1)
            expected = [member.grad.clone() for member in members]
        ends = [members[0], members[-1]]
        single = _seconds(ends, lambda: [member.advance(1) for member in ends], stopped, 1)
        steps = int(max(1, min(MOST_STEPS, LONG // single)))
        best, least = None, _seconds(ends, lambda: [member.advance(steps) for member in ends], stopped)
        least *= WORTH_IT * len(members) / len(ends)
        ways: tuple[Way, ...] = ("stacked", "vmap")
        for way in ways:
            if stopped():
                raise _GivenUp
            if best is None and self._agrees(way, members, expected):
                needed = _seconds(members, partial(self._advance, way, members, steps), stopped)
                if needed < least:
                    best, least = way, needed
        return best

    def _agrees(self, way: Way, members: Sequence[Member], expected: Sequence[Tensor]) -> bool:
        with _unmoved(members):
            try:
                self._advance(way, members, 1)
            except (CannotRecord, NoRule, RuntimeError) as problem:
                log.debug("A step of several lanes cannot be taken %s: %s", way, problem)
                return False
            return all(_same(member.grad, grad) for member, grad in zip(members, expected, strict=True))


def _plans(members: Sequence[Member], most: int) -> list[BatchPlan]:
    """What members of one kind do next; who has the same batches as the first one has its very tensors."""
    first, others = members[0], members[1:]
    alike = [member.at_one_place(first) for member in others]
    plan = first.plan(most)
    followers = zip(others, alike, strict=True)
    return [plan, *(m.plan_like(first, plan) if same else m.plan(most) for m, same in followers)]


@contextmanager
def _unmoved(members: Sequence[Member]) -> Iterator[None]:
    """Afterwards all stand where they stood."""
    before = [member.state() for member in members]
    try:
        yield
    finally:
        for member, state in zip(members, before, strict=True):
            member.go_back(state)


def _seconds(
    members: Sequence[Member], run: Callable[[], object], stopped: Callable[[], bool], tries: int = TRIES
) -> float:
    """Least time of some tries, after one that may compile."""
    times = []
    for _ in range(1 + tries):
        if stopped():
            raise _GivenUp
        with _unmoved(members):
            begin = perf_counter()
            run()
            times.append(perf_counter() - begin)
    return min(times[1:])


def _same(found: Tensor, expected: Tensor) -> bool:
    """Whether two gradients differ by rounding only."""
    size = expected.nan_to_num(0.0, 0.0, 0.0).abs().max() if len(expected) else 0.0
    close = float(size) * 1e3 * torch.finfo(expected.dtype).eps
    return torch.allclose(found, expected, rtol=0.0, atol=close, equal_nan=True)

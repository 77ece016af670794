"""Several lanes that train on one network, stepped together where that is faster than in turn.

Each lane is a session of its own and does what it would do alone: it has its own parameters, optimizer, schedule and
random numbers, stops alone if it diverges, and can leave or join at any time.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence

import torch
from torch import Tensor

from playground.engine.population.batched_replay import BatchedReplay, Method
from playground.engine.population.fastest_method import ChoiceStopped, fastest_method
from playground.engine.population.lockstep_lane import LockstepLane
from playground.engine.training.chunk import BatchPlan, Keeper, StepChunk
from playground.engine.training.divergence import Diverged, locate, sound
from playground.engine.training.session import Session
from playground.engine.training.state import State
from playground.spec.project import Project
from playground.spec.training import TrainingSpec

LARGE = 1_000_000
"""Parameters of a network from which on lanes on a CPU, which seldom lacks memory in a step, are copied one by one."""


class LockstepTrainer:
    """Lanes on one network, by names.

    Attributes:
        project: Its network and data are shared.
        members: Sessions by name.
        diverged: Why members have stopped, by name.
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
            project: Its network and data are shared.
            lanes: Training settings by name; with equal seeds they start with the same weights and see the same
                batches.
            epochs: Overrides theirs.
            device: Overrides theirs.
            dtype: Precision of parameters and data.

        Raises:
            CannotTrain, DataProblem, DeviceProblem: As for ``Session``.
        """
        self.project = project
        self.members: dict[str, Session] = {}
        self._lanes: dict[str, LockstepLane] = {}
        self.diverged: dict[str, Diverged] = {}
        self._epochs, self._device, self._dtype = epochs, device, dtype
        self._teams: OrderedDict[tuple[object, ...], BatchedReplay] = OrderedDict()
        for name, training in lanes.items():
            self.add(name, training)

    def add(self, name: str, training: TrainingSpec, theta: Tensor | None = None) -> Session:
        """Add a lane, which starts at its first step.

        Args:
            name: A new name.
            training: Its settings.
            theta: Parameters to start with, ``(P,)``, in place of those of its seed.
        """
        return self.join(name, self.project.with_(training=training), theta)

    def join(self, name: str, project: Project, theta: Tensor | None = None) -> Session:
        """Add a lane with a project of its own, e.g. with other dropout; see ``add``."""
        assert name not in self.members, "every lane has a name of its own"
        member = Session(project, epochs=self._epochs, device=self._device, dtype=self._dtype)
        if theta is not None:
            member.begin_at(theta)
        self.members[name], self._lanes[name] = member, LockstepLane(member)
        return member

    def drop(self, name: str) -> None:
        """Remove a lane; KeyError if there is none of the name."""
        del self.members[name], self._lanes[name]
        self.diverged.pop(name, None)

    def note_seconds(self, name: str, seconds: float) -> None:
        """Note how long a step of a lane takes."""
        self._lanes[name].seconds = seconds

    @property
    def running(self) -> dict[str, Session]:
        """Members that have steps left and have not diverged."""
        members = self.members.items()
        return {name: m for name, m in members if name not in self.diverged and not m.finished}

    def train(
        self,
        most: int,
        keepers: Mapping[str, Keeper] | None = None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> dict[str, StepChunk]:
        """Do up to ``most`` steps of each lane, but stop where its evaluation is due.

        A lane that diverges keeps its last finite state and is listed in ``diverged``.

        Args:
            most: At least 1.
            keepers: Record parameters during training, by name; all of one stride.
            stopped: Checked between lanes that step in turn; the rest does not step then.

        Returns:
            Steps done, by name; without lanes that have stopped.

        Raises:
            OutOfMemoryError: When the device has too little memory for a step; all states are restored.
        """
        kinds: dict[object, dict[str, LockstepLane]] = {}
        before: dict[str, State] = {}
        for name, member in self.running.items():
            lane = self._lanes[name]
            kinds.setdefault(lane.kind() or name, {})[name] = lane
            if member.device.type != "cpu" or member.theta.numel() < LARGE:
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
        group: dict[str, LockstepLane],
        before: Mapping[str, State],
        most: int,
        keepers: Mapping[str, Keeper],
        stopped: Callable[[], bool],
    ) -> dict[str, StepChunk]:
        """Let lanes of one kind do up to ``most`` steps.

        Args:
            group: The lanes.
            before: Their states where they may be needed for all lanes at once; else a lane that steps in turn is
                copied only for its own steps, as copies of several large networks need much memory.
            most: At least 1.
            keepers: Record parameters.
            stopped: Checked between lanes that step in turn.
        """
        done: dict[str, StepChunk] = {}
        lanes = list(group.values())
        among = sum(lane.computes == lanes[0].computes for lane in self._lanes.values())
        try:
            method = fastest_method(lanes, among, self._advance, stopped) if len(lanes) > 1 else None
        except ChoiceStopped:
            return {}
        if method is None:
            for name, lane in group.items():
                if not stopped():
                    start = before.get(name) or lane.session.state()
                    self._note(name, start, lane.session.advance(most, keepers.get(name)), done)
            return done
        starts = {name: before.get(name) or lane.session.state() for name, lane in group.items()}
        chunks = self._advance(method, lanes, most, [keepers.get(name) for name in group])
        for name, chunk in zip(group, chunks, strict=True):
            self._note(name, starts[name], chunk, done)
        return done

    def _note(self, name: str, before: State, chunk: StepChunk, done: dict[str, StepChunk]) -> None:
        """Add the steps of a lane to ``done``, of a lane that diverged those before."""
        member = self.members[name]
        if sound(member, chunk):
            done[name] = chunk
            return
        broken = self.diverged[name] = locate(member, before, len(chunk.steps))
        if broken.done is not None:
            done[name] = broken.done

    # --- together --------------------------------------------------------------------------------

    def _advance(
        self, method: Method, lanes: Sequence[LockstepLane], most: int, keepers: Sequence[Keeper | None] = ()
    ) -> list[StepChunk]:
        team, size = self._team(method, lanes), lanes[0].batch_size
        stride = max((keeper.stride for keeper in keepers if keeper is not None), default=0)
        with lanes[0].session.randomness():
            scripts = [lane.script() for lane in lanes]
            plans = _plans(lanes, most)
            losses, kept = team.run(scripts, plans, size, stride)
        for lane in lanes[1:]:
            lane.draw_as(lanes[0])
        first = plans[0].first // stride + 1 if stride else 0
        for place, thetas in enumerate(kept, start=first):
            for keeper, theta in zip(keepers, thetas, strict=True):
                if keeper is not None:
                    keeper.record(place * stride, theta)
        return [lane.take(*each) for lane, *each in zip(lanes, plans, losses.T, strict=True)]

    def _team(self, method: Method, lanes: Sequence[LockstepLane]) -> BatchedReplay:
        key = (method, *(id(lane.session) for lane in lanes))
        if key not in self._teams:
            self._teams[key] = BatchedReplay([lane.session for lane in lanes], method)
            while len(self._teams) > 3:
                self._teams.popitem(last=False)
        self._teams.move_to_end(key)
        return self._teams[key]


def _plans(lanes: Sequence[LockstepLane], most: int) -> list[BatchPlan]:
    """Plan the next steps of lanes of one kind; lanes with the same batches share the tensors of the first one."""
    first, others = lanes[0], lanes[1:]
    alike = [lane.shares_batches(first) for lane in others]
    plan = first.session.plan(most)
    followers = zip(others, alike, strict=True)
    return [plan, *(m.plan_like(first, plan) if same else m.session.plan(most) for m, same in followers)]

"""Optimizers against each other on one network: the same data, weights and batches, trained together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter

from playground.build.training import training_problems
from playground.engine.events.network_race import NetworkResult
from playground.engine.population.lockstep import LockstepTrainer
from playground.engine.race.lanes import CannotRace, lane_names
from playground.engine.race.network.lane_projects import differing_words, lane_project, shared_words
from playground.engine.race.network.results import EvaluationPoint, Record, result_of
from playground.engine.race.network.target import Target
from playground.engine.training.chunk import Keeper, StepChunk
from playground.engine.training.evaluation import Evaluation
from playground.engine.training.session import Session
from playground.engine.training.setup import CannotTrain
from playground.engine.training.threads import fit_threads
from playground.spec.project import Project
from playground.spec.race import LaneSpec

MANY = 1_000_000_000
MOST_MEMBERS = 256
"""Lanes times repetitions."""
PACE_SECONDS = 0.03
PACE_STEPS = 32
PACE_TRIES = 3
"""The pace of a lane is the best of some tries that take so long together, each of at most so many steps."""


@dataclass(frozen=True)
class LaneRun:
    """One lane in one repetition."""

    lane: str
    repetition: int

    @property
    def name(self) -> str:
        """Among ``LockstepTrainer``."""
        return f"{self.lane}#{self.repetition}"


class NetworkRace:
    """A race on a project's network.

    Attributes:
        project: With the race as it is now.
        names: Of the lanes, by id, also of those that were dropped.
        pace: Seconds per step of a lane that trains alone, by id, as far as measured.
        dropped: Ids of lanes that have left.
    """

    def __init__(self, project: Project, stopped: Callable[[], bool] = lambda: False) -> None:
        """Stand at the start.

        Args:
            project: Its race has at least one lane.
            stopped: Asked now and then whether to give up.

        Raises:
            CannotRace: When nobody takes part or there are too many.
            CannotTrain, DataProblem, DeviceProblem: As for ``Session``.
            UnknownEntry: When the race names something unknown.
        """
        spec = project.race
        if not spec.lanes:
            raise CannotRace("The race has no lanes: add at least one optimizer.")
        if len(spec.lanes) * spec.seeds > MOST_MEMBERS:
            raise CannotRace(
                f"{len(spec.lanes)} lanes with {spec.seeds} seeds each are {len(spec.lanes) * spec.seeds} networks; "
                f"at most {MOST_MEMBERS} can train together."
            )
        self.project, self._stopped = project, stopped
        self.names = dict(lane_names(spec.lanes))
        self.pace: dict[str, float] = {}
        self.dropped: set[str] = set()
        self._target = None if spec.target is None else Target(spec)
        self._kinds = {lane.id: lane.optimizer.kind for lane in spec.lanes}
        self._lanes = LockstepTrainer(project, {})
        self._runners: dict[str, LaneRun] = {}
        self._records: dict[str, list[Record]] = {}
        for lane in spec.lanes:
            self._join(lane)
        if self._lanes.members:
            fit_threads(next(iter(self._lanes.members.values())), stopped)

    def _join(self, lane: LaneSpec) -> None:
        self._records[lane.id] = [Record() for _ in range(self.project.race.seeds)]
        for repetition in range(self.project.race.seeds):
            if self._stopped():
                return
            runner, own = LaneRun(lane.id, repetition), lane_project(self.project, lane, repetition)
            try:
                member = self._lanes.join(runner.name, own)
            except CannotTrain as problem:
                raise CannotTrain(f"{self.names[lane.id]}: {problem}") from None
            problems = training_problems(own, member.theta.numel())
            if problems:
                raise CannotTrain(f"{self.names[lane.id]}: {problems[0].message}")
            self._runners[runner.name] = runner

    # --- facts -----------------------------------------------------------------------------------

    @property
    def members(self) -> Mapping[str, Session]:
        """The first repetition of each lane that is still there, by lane."""
        members = self._lanes.members
        return {r.lane: members[name] for name, r in self._runners.items() if r.repetition == 0}

    @property
    def finished(self) -> bool:
        """Whether nobody has a step left."""
        return not self._lanes.running

    @property
    def total_steps(self) -> int:
        """Of the longest lane."""
        return max((member.total_steps for member in self._lanes.members.values()), default=0)

    @property
    def step(self) -> int:
        """Of the lane that has done the most."""
        return max((member.steps_done for member in self.members.values()), default=0)

    @property
    def progress(self) -> float:
        """Part of all steps of those still running that is done; 1 when all are at the end."""
        running = self._lanes.running.values()
        return min((m.steps_done / max(1, m.total_steps) for m in running), default=1.0)

    @property
    def shared(self) -> tuple[str, ...]:
        """What is the same for all lanes, in words."""
        members = self._lanes.members.values()
        target = () if self._target is None else (self._target.words(members),)
        return (*shared_words(self.project, next(iter(members))), *target)

    @property
    def differing(self) -> tuple[str, ...]:
        """What differs between lanes, in words."""
        first = next(iter(self._lanes.members.values()))
        return differing_words(self.project, self.names, first.training_samples)

    def diverged(self) -> list[tuple[LaneRun, str]]:
        """Those that broke since the last call, with what happened."""
        news = []
        for name, broken in self._lanes.diverged.items():
            runner, record = self._runners[name], self._record(name)
            if record.diverged is None:
                record.diverged = broken.step
                news.append((runner, str(broken)))
        return news

    def result(self, lane_id: str) -> NetworkResult:
        """What a lane has achieved so far; it was evaluated at least once."""
        over = not any(self._runners[name].lane == lane_id for name in self._lanes.running)
        result = result_of(
            self.names[lane_id],
            self._kinds[lane_id],
            self._records[lane_id],
            self.pace.get(lane_id, float("nan")),
            over=over,
        )
        return result.dropped() if lane_id in self.dropped else result

    # --- going on --------------------------------------------------------------------------------

    def measure_pace(self, lane_id: str) -> float:
        """Seconds of a step of this lane alone; it stands where it stood afterwards."""
        member = self.members[lane_id]
        with member.unmoved():
            seconds = _seconds(member, 1)  # finds memory and compiles
            seconds = min(seconds, _seconds(member, 1))
            count = int(max(1, min(PACE_STEPS, PACE_SECONDS / PACE_TRIES // max(1e-6, seconds))))
            tries = PACE_TRIES if seconds < PACE_SECONDS else 1
            self.pace[lane_id] = min(_seconds(member, count) / count for _ in range(tries))
        return self.pace[lane_id]

    def train(
        self, most: int, keepers: Mapping[str, Keeper] | None = None
    ) -> Sequence[tuple[LaneRun, StepChunk, int]]:
        """Let everybody do up to ``most`` steps, none past one after which it is evaluated or looked at.

        Args:
            most: At least 1.
            keepers: Are given the parameters of first repetitions on the way, by lane.

        Returns:
            What each has done, and the gradients it has used so far.
        """
        wanted = {LaneRun(lane, 0).name: keeper for lane, keeper in (keepers or {}).items()}
        done = self._lanes.train(min(most, self._until_look()), wanted, self._stopped)
        return [
            (self._runners[name], stretch, self._lanes.members[name].evaluations)
            for name, stretch in done.items()
        ]

    def _until_look(self) -> int:
        """Steps until somebody who has not reached the target is looked at; many when nobody is."""
        if self._target is None:
            return MANY
        on_the_way = [m for name, m in self._lanes.running.items() if self._record(name).reach is None]
        return min(map(self._target.until_look, on_the_way), default=MANY)

    def evaluate_due(self) -> list[tuple[LaneRun, Session, Evaluation]]:
        """Evaluate those that are due and not evaluated where they stand, and look how far the others are."""
        done = []
        for name, member in self._lanes.members.items():
            record = self._record(name)
            if member.evaluation_due:
                known = bool(record.readings) and record.readings[-1].step == member.steps_done
                outcome = None if known or self._stopped() else member.evaluate(self._stopped)
                if outcome is not None:
                    self._take(record, member, outcome)
                    done.append((self._runners[name], member, outcome))
            elif self._target is not None and record.reach is None and not self._stopped():
                self._mark(self._target, record, member, there=self._target.looked(member, self._stopped))
        return done

    def _take(self, record: Record, member: Session, outcome: Evaluation) -> None:
        if self._target is not None and record.reach is None:
            self._mark(self._target, record, member, there=self._target.seen(outcome))
        record.readings.append(
            EvaluationPoint(
                member.steps_done,
                member.evaluations,
                outcome.train_loss,
                outcome.validation_loss,
                outcome.validation_metric,
            )
        )

    def _mark(self, target: Target, record: Record, member: Session, *, there: bool | None) -> None:
        """Take in what came of a look."""
        if there:
            record.reach, record.before = target.first(member, record.before, self._stopped), None
        elif there is not None:
            record.before = member.state()

    def _record(self, name: str) -> Record:
        runner = self._runners[name]
        return self._records[runner.lane][runner.repetition]

    # --- changes ---------------------------------------------------------------------------------

    def change(self, lane: LaneSpec) -> str:
        """Let a lane take over what may change while it trains; returns what did, in words."""
        self._put(lane)
        words = ""
        for name, runner in self._runners.items():
            if runner.lane == lane.id:
                training = lane_project(self.project, lane, runner.repetition).training
                words = self._lanes.members[name].apply(training) or words
        return words

    def add(self, lane: LaneSpec) -> None:
        """Let another lane join at the common start.

        Raises:
            CannotTrain, UnknownEntry: When it cannot.
        """
        self._put(lane)
        self.names = {**self.names, **lane_names(self.project.race.lanes)}
        self._kinds[lane.id] = lane.optimizer.kind
        self.dropped.discard(lane.id)
        self._join(lane)

    def drop(self, lane_id: str) -> None:
        """Let a lane leave; its result stays."""
        for name in [name for name, runner in self._runners.items() if runner.lane == lane_id]:
            self._lanes.drop(name)
            del self._runners[name]
        self.dropped.add(lane_id)

    def _put(self, lane: LaneSpec) -> None:
        race = self.project.race
        known = any(each.id == lane.id for each in race.lanes)
        self.project = self.project.with_(race=race.replace(lane) if known else race.add(lane))

    def close(self) -> None:
        """Let go of what reads samples beside this process."""
        for member in self._lanes.members.values():
            member.close()


def _seconds(member: Session, count: int) -> float:
    begin, goal = perf_counter(), member.steps_done + count
    while member.steps_done < goal and not member.finished:
        member.advance(goal - member.steps_done)
    return perf_counter() - begin

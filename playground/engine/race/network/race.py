"""Optimizers against each other on one network: the same data, weights and batches, trained together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from playground.build.training import training_problems
from playground.catalog.kinds import DataProblem, UnknownEntry
from playground.engine.events.fairness import Fairness
from playground.engine.events.network_race import NetworkResult
from playground.engine.population.lockstep import LockstepTrainer
from playground.engine.race.lanes import NO_LANES, CannotRace, lane_names
from playground.engine.race.network.fairness import NetworkFacts, network_fairness
from playground.engine.race.network.first_evaluations import FirstEvaluations
from playground.engine.race.network.lane_projects import lane_project, with_lane
from playground.engine.race.network.lane_run import DrawnLane, LaneChunk
from playground.engine.race.network.pace import Pace, measure
from playground.engine.race.network.results import EvaluationPoint, RepetitionRecord, lane_result
from playground.engine.race.network.target import Target
from playground.engine.runtime.devices import DeviceProblem
from playground.engine.training.chunk import Keeper
from playground.engine.training.divergence import Diverged
from playground.engine.training.evaluation import Evaluation
from playground.engine.training.session import Session
from playground.engine.training.setup import CannotTrain
from playground.engine.training.threads import rough_threads
from playground.spec.project import Project
from playground.spec.race import LaneSpec

PROBLEMS = (CannotRace, CannotTrain, DataProblem, DeviceProblem, UnknownEntry)
"""What keeps a race or a lane from being run; each message is one sentence."""
NO_LIMIT = 1_000_000_000
MOST_MEMBERS = 256
"""Lanes times repetitions."""


class NetworkRace:
    """A race on a project's network.

    Attributes:
        project: With the race as it is now.
        names: Of the lanes, by id, also of those that were dropped.
        pace: Seconds per step of a lane that trains alone, by id, as far as measured.
        dropped: Ids of lanes that were dropped.
        first_evaluations: What is known of the evaluations that are due at the start.
    """

    def __init__(self, project: Project, stopped: Callable[[], bool] = lambda: False) -> None:
        """Place all lanes at the start; ``stopped`` ends long work early when it returns True.

        Raises:
            CannotRace: When there are no lanes or too many.
            CannotTrain, DataProblem, DeviceProblem: As for ``Session``.
            UnknownEntry: When the race names something unknown.
        """
        spec = project.race
        if not spec.lanes:
            raise CannotRace(NO_LANES)
        if len(spec.lanes) * spec.seeds > MOST_MEMBERS:
            found = f"{len(spec.lanes)} lanes with {spec.seeds} seeds each are {len(spec.lanes) * spec.seeds} networks"
            raise CannotRace(f"{found}; at most {MOST_MEMBERS} can train together.")
        self.project, self._stopped = project, stopped
        self.names = dict(lane_names(spec.lanes))
        self.pace: dict[str, float] = {}
        self.dropped: set[str] = set()
        self._at_start = project
        self._target = None if spec.target is None else Target(spec)
        self._lanes, self.first_evaluations = LockstepTrainer(project, {}), FirstEvaluations()
        self._lane_runs: dict[str, DrawnLane] = {}
        self._records: dict[str, list[RepetitionRecord]] = {}
        for lane in spec.lanes:
            self._join(lane)
        if self._lanes.members:
            rough_threads(next(iter(self._lanes.members.values())))

    def _join(self, lane: LaneSpec) -> None:
        for repetition in range(self.project.race.seeds):
            if self._stopped():
                break
            lane_run, own = DrawnLane(lane.id, repetition), lane_project(self.project, lane, repetition)
            try:
                member = self._lanes.join(lane_run.name, own)
            except CannotTrain as problem:
                raise CannotTrain(f"{self.names[lane.id]}: {problem}") from None
            self._lane_runs[lane_run.name] = lane_run
            problems = training_problems(own, member.theta.numel())
            if problems:
                raise CannotTrain(f"{self.names[lane.id]}: {problems[0].message}")
        self._records[lane.id] = [RepetitionRecord() for _ in range(self.project.race.seeds)]

    # --- facts -----------------------------------------------------------------------------------

    @property
    def members(self) -> Mapping[str, Session]:
        """The first repetition of each lane that was not dropped, by lane."""
        members = self._lanes.members
        return {run.lane: members[name] for name, run in self._lane_runs.items() if run.repetition == 0}

    @property
    def finished(self) -> bool:
        """Whether no lane has a step left."""
        return not self._lanes.running

    @property
    def total_steps(self) -> int:
        """Total steps of the longest lane."""
        return max((member.total_steps for member in self._lanes.members.values()), default=0)

    @property
    def step(self) -> int:
        """Steps done by the lane that is furthest ahead."""
        return max((member.steps_done for member in self.members.values()), default=0)

    @property
    def progress(self) -> float:
        """Part of all steps of the running lanes that is done; 1 when all are at the end."""
        running = self._lanes.running.values()
        return min((m.steps_done / max(1, m.total_steps) for m in running), default=1.0)

    @property
    def fairness(self) -> Fairness:
        """What the lanes have in common and what differs, as they were when they started."""
        members = self._lanes.members.values()
        first = next(iter(members))
        facts = NetworkFacts(
            parameters=first.theta.numel(),
            training_samples=first.training_samples,
            validation_samples=len(first.data.x_val),
            left_out=first.data.info.left_out,
            target_checks=None if self._target is None else self._target.intervals(members),
        )
        return network_fairness(self._at_start, self.names, facts)

    def newly_diverged(self) -> list[tuple[DrawnLane, str]]:
        """Return those that diverged since the last call, with what happened."""
        news = []
        for name, diverged in self._lanes.diverged.items():
            record = self._record(name)
            if record.diverged is None:
                record.diverged = diverged.step
                news.append((self._lane_runs[name], str(diverged)))
        return news

    def result(self, lane_id: str) -> NetworkResult:
        """Sum up what a lane has achieved so far; it was evaluated at least once."""
        over = not any(self._lane_runs[name].lane == lane_id for name in self._lanes.running)
        result = lane_result(
            self.names[lane_id],
            self._at_start.race.lane(lane_id).optimizer.kind,
            self._records[lane_id],
            self.pace.get(lane_id, float("nan")),
            begun=self.step > 0,
            over=over,
        )
        return result.dropped() if lane_id in self.dropped else result

    # --- training --------------------------------------------------------------------------------

    def measure_pace(self, lane_id: str) -> Pace:
        """Measure a step of this lane alone; the lane is unchanged afterwards."""
        pace = measure(self.members[lane_id])
        self.pace[lane_id] = pace.seconds
        for name, lane_run in self._lane_runs.items():
            if lane_run.lane == lane_id:
                self._lanes.note_seconds(name, pace.seconds)
        return pace

    @property
    def seconds_alone(self) -> float:
        """Seconds that all steps left would take if every lane trained alone, as far as its pace is known."""
        return sum(
            (m.total_steps - m.steps_done) * self.pace.get(self._lane_runs[name].lane, 0.0)
            for name, m in self._lanes.running.items()
        )

    def train(self, most: int, keepers: Mapping[str, Keeper] | None = None) -> Sequence[LaneChunk]:
        """Let all lanes do up to ``most`` steps, none past one after which it is evaluated or checked.

        ``keepers`` receive the parameters of first repetitions, by lane.
        """
        wanted = {DrawnLane(lane, 0).name: keeper for lane, keeper in (keepers or {}).items()}
        done = self._lanes.train(min(most, self._steps_until_check()), wanted, self._stopped)
        members = self._lanes.members
        return [
            LaneChunk(self._lane_runs[name], chunk, members[name].evaluations) for name, chunk in done.items()
        ]

    def _steps_until_check(self) -> int:
        """Steps until some lane is checked for the target; no limit when none needs to be."""
        if self._target is None:
            return NO_LIMIT
        unreached = [m for name, m in self._lanes.running.items() if self._record(name).reached is None]
        return min(map(self._target.steps_until_check, unreached), default=NO_LIMIT)

    def evaluations_due(self) -> Iterator[tuple[DrawnLane, Session, Evaluation]]:
        """Evaluate the lanes that are due and were not evaluated at this step, and check the others for the target."""
        evaluations, self.first_evaluations = self.first_evaluations, FirstEvaluations()
        for name, member in self._lanes.members.items():
            record = self._record(name)
            if member.evaluation_due:
                known = bool(record.points) and record.points[-1].step == member.steps_done
                outcome = None if known or self._stopped() else evaluations.evaluate(member, self._stopped)
                if outcome is not None:
                    self._add_evaluation(record, member, outcome)
                    yield self._lane_runs[name], member, outcome
            elif self._target is not None and record.reached is None and not self._stopped():
                self._add_check(
                    self._target, record, member, reached=self._target.check(member, self._stopped)
                )

    def _add_evaluation(self, record: RepetitionRecord, member: Session, outcome: Evaluation) -> None:
        if self._target is not None and record.reached is None:
            self._add_check(self._target, record, member, reached=self._target.met_by(outcome))
        record.points.append(EvaluationPoint.of(member, outcome))

    def _add_check(
        self, target: Target, record: RepetitionRecord, member: Session, *, reached: bool | None
    ) -> None:
        if reached:
            record.reached = target.locate(member, record.unreached, self._stopped)
            record.unreached = None
        elif reached is not None:
            record.unreached = member.state()

    def _record(self, name: str) -> RepetitionRecord:
        lane_run = self._lane_runs[name]
        return self._records[lane_run.lane][lane_run.repetition]

    # --- states ----------------------------------------------------------------------------------

    def runs(self) -> Iterator[tuple[str, Session, RepetitionRecord]]:
        """Each lane in each repetition, in the project's order: a name, its session, and what it has achieved."""
        order = [lane.id for lane in self.project.race.lanes]
        runs = sorted(self._lane_runs.items(), key=lambda run: (order.index(run[1].lane), run[1].repetition))
        return ((name, self._lanes.members[name], self._record(name)) for name, _ in runs)

    def stop(self, name: str, diverged: Diverged) -> None:
        """Restore that a lane has diverged in one repetition."""
        self._lanes.diverged[name] = diverged

    def dropped_records(self) -> Mapping[str, list[RepetitionRecord]]:
        """Return what lanes that were dropped have achieved in each repetition."""
        return {lane: self._records[lane] for lane in sorted(self.dropped)}

    def restore_dropped(self, lane: LaneSpec, records: list[RepetitionRecord]) -> None:
        """Restore a lane that was dropped, with what it has achieved."""
        self.project, self._at_start = with_lane(self.project, lane), with_lane(self._at_start, lane)
        self.names = {**self.names, **lane_names(self.project.race.lanes)}
        self._records[lane.id] = records
        self.dropped.add(lane.id)

    # --- changes ---------------------------------------------------------------------------------

    def continue_as(self, project: Project) -> None:
        """Apply the lanes and the number of epochs of a project with the same lanes."""
        self.project = project
        for lane in project.race.lanes:
            self.change(lane)

    def change(self, lane: LaneSpec) -> str:
        """Apply what may change in a lane while it trains; returns what did, in words."""
        self.project = with_lane(self.project, lane)
        words = ""
        for name, lane_run in self._lane_runs.items():
            if lane_run.lane == lane.id:
                training = lane_project(self.project, lane, lane_run.repetition).training
                words = self._lanes.members[name].apply(training) or words
        return words

    def add(self, lane: LaneSpec) -> None:
        """Let another lane join at the common start.

        Raises:
            CannotTrain, DataProblem, DeviceProblem, UnknownEntry: When it cannot; then the race is as it was.
        """
        before = self.project, self._at_start, self.names
        self.project, self._at_start = with_lane(self.project, lane), with_lane(self._at_start, lane)
        try:
            self.names = {**self.names, **lane_names(self.project.race.lanes)}
            self._join(lane)
        except PROBLEMS:
            self._remove(lane.id)
            self.project, self._at_start, self.names = before
            raise
        self.dropped.discard(lane.id)

    def drop(self, lane_id: str) -> None:
        """Take a lane out of the race; its result stays."""
        self._remove(lane_id)
        self.dropped.add(lane_id)

    def _remove(self, lane_id: str) -> None:
        for name in [name for name, lane_run in self._lane_runs.items() if lane_run.lane == lane_id]:
            self._lanes.drop(name)
            del self._lane_runs[name]

    def close(self) -> None:
        """Stop the loader processes of all lanes."""
        for member in self._lanes.members.values():
            member.close()

"""Runs a sweep: proposals become tasks for a runner, and what comes back becomes the record."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from math import isnan, nan
from statistics import median

from playground.records.sweep import Goal, SweepRecord, TrialResult, settings_key
from playground.records.sweep_storage import SweepFile, trial_of
from playground.spec.base import Value
from playground.spec.files import dumps
from playground.spec.project import Project
from playground.sweep.runner import Done, Lost, Message, Report, Runner
from playground.sweep.sampler import Proposal, Sampler
from playground.sweep.task import Task

RETRIES = 2
"""How often a task is given to another worker after its worker died."""
PAUSE = 0.25
"""Seconds after which the caller is asked again whether to stop."""


@dataclass
class _Trial:
    """A task under way.

    Attributes:
        proposal: Number of the proposal that it is for.
        task: What is trained.
        losses: How often its worker died.
    """

    proposal: int
    task: Task
    losses: int = 0


@dataclass
class _Open:
    """A proposal whose trials are not all done.

    Attributes:
        settings: Of all its trials.
        seeds: That are still to be trained.
        running: Number of trials under way.
        results: Those that it has.
    """

    settings: Mapping[str, Value]
    seeds: deque[int]
    running: int = 0
    results: list[TrialResult] = field(default_factory=list)


class Sweep:
    """A sweep under way; ``run`` returns when everything is done, or when it is stopped.

    With a pruner the first seed of each proposal decides: the others follow where it was not stopped.
    """

    def __init__(  # noqa: PLR0917 - the parts that it connects
        self,
        project: Project,
        sampler: Sampler,
        seeds: int,
        runner: Runner,
        record: SweepRecord,
        file: SweepFile | None = None,
        goal: Goal = "loss",
    ) -> None:
        """Prepare.

        Args:
            project: With all options that hold for every trial.
            sampler: What proposes settings.
            seeds: Trainings of each proposal, with the project's seed and the ones after it.
            runner: What trains; it is closed at the end.
            record: What is done already; takes the results.
            file: Takes every result at once; None for none.
            goal: What is compared.
        """
        self.record = record
        self._text, self._first = dumps(project), project.training.seed
        self._sampler, self._seeds, self._runner = sampler, seeds, runner
        self._file, self._goal = file, goal
        self._open: dict[int, _Open] = {}
        self._trials: dict[int, _Trial] = {}
        self._begun = self._proposed = 0

    @property
    def total(self) -> int:
        """Trials of the whole sweep, those that the record already held included; fewer where proposals repeat."""
        return self._sampler.total * self._seeds

    @property
    def settled(self) -> int:
        """Trials that are done or will not be run."""
        waiting = sum(each.running + len(each.seeds) for each in self._open.values())
        return self._proposed * self._seeds - waiting

    def run(
        self,
        on_result: Callable[[TrialResult], None] = lambda _result: None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> bool:
        """Train everything, and return whether it came to its end.

        Args:
            on_result: Called with every new result, after it was saved.
            stopped: Asked several times a second; where it returns true, workers are killed and the rest is left.

        Raises:
            FileProblem: When a result cannot be saved.
        """
        with closing(self.results()) as news:
            for new in news:
                for result in new:
                    on_result(result)
                if stopped():
                    return False
        return True

    def results(self) -> Generator[list[TrialResult], None, None]:
        """Yield new results, each saved before, several times a second; closing the iterator kills the workers."""
        try:
            while True:
                self._fill()
                if not self._trials:
                    return
                new: list[TrialResult] = []
                for message in self._runner.messages(PAUSE):
                    self._take(message, new)
                yield new
        finally:
            self._runner.close()

    # --- from proposals to tasks ------------------------------------------------------------------

    def _fill(self) -> None:
        """Submit tasks as long as the runner has room: of open proposals first, then of new ones."""
        while len(self._trials) < self._runner.capacity:
            number = next((number for number, each in self._open.items() if self._may_begin(each)), None)
            if number is not None:
                self._begin(number)
                continue
            proposal = self._sampler.propose()
            if proposal is None:
                return
            self._accept(proposal)

    def _may_begin(self, each: _Open) -> bool:
        scout_runs = self._sampler.judges and not each.results and each.running
        return bool(each.seeds) and not scout_runs

    def _accept(self, proposal: Proposal) -> None:
        """Open a proposal with the results that it already has."""
        key, seeds = settings_key(proposal.settings), range(self._first, self._first + self._seeds)
        known = [result for seed in seeds if (result := self.record.get((key, seed))) is not None]
        done = {result.seed for result in known}
        pruned = any(result.state == "pruned" for result in known)
        left = deque(seed for seed in seeds if seed not in done and not pruned)
        self._proposed += 1
        self._open[proposal.number] = _Open(proposal.settings, left, results=known)
        self._conclude_if_done(proposal.number)

    def _begin(self, number: int) -> None:
        each = self._open[number]
        judged = self._sampler.judges and not each.results
        task = Task(self._text, each.settings, each.seeds.popleft(), self._goal, judged)
        each.running += 1
        self._begun += 1
        self._trials[self._begun] = _Trial(number, task)
        self._runner.submit(self._begun, task)

    # --- from messages to results -----------------------------------------------------------------

    def _take(self, message: Message, new: list[TrialResult]) -> None:
        trial = self._trials.get(message.task)
        if trial is None:
            return
        match message:
            case Report():
                stop = self._sampler.judge(trial.proposal, message.epoch, message.value)
                self._runner.answer(message.task, stop=stop)
            case Done():
                self._settle(message.task, trial_of(message.result), new)
            case Lost():
                trial.losses += 1
                if trial.losses <= RETRIES:
                    self._runner.submit(message.task, trial.task)
                else:
                    reason = f"{message.reason} It was tried {trial.losses} times."
                    lost = TrialResult(
                        settings=dict(trial.task.settings), seed=trial.task.seed, state="lost", message=reason
                    )
                    self._settle(message.task, lost, new)

    def _settle(self, task: int, result: TrialResult, new: list[TrialResult]) -> None:
        """Keep a result, once."""
        trial = self._trials.pop(task)
        each = self._open[trial.proposal]
        each.running -= 1
        each.results.append(result)
        if result.state == "pruned":
            each.seeds.clear()
        if self.record.add(result):
            if self._file is not None:
                self._file.add(result)
            new.append(result)
        self._conclude_if_done(trial.proposal)

    def _conclude_if_done(self, number: int) -> None:
        each = self._open[number]
        if each.running or each.seeds:
            return
        del self._open[number]
        pruned = any(result.state == "pruned" for result in each.results)
        values = [value for result in each.results if not isnan(value := result.value(self._goal))]
        self._sampler.conclude(number, median(values) if values else nan, pruned=pruned)

"""A sweep as a job beside the window: its results are events."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from playground.catalog.kinds import still_wanted
from playground.engine.events.run import Event, RunState, StateChanged
from playground.records.sweep import TrialResult
from playground.sweep.plan import SweepPlan
from playground.sweep.run import Sweep


@dataclass(frozen=True, slots=True)
class TrialsEnded(Event):
    """Some trials have ended.

    Attributes:
        results: Of these trials.
        settled: Trials that are done or will not be run.
        total: Trials of the whole sweep.
    """

    results: tuple[TrialResult, ...]
    settled: int
    total: int


def sweep_events(plan: SweepPlan, path: Path, run: int) -> Iterator[Event]:
    """Run a sweep into a new file until it ends, or is no longer wanted: its processes are then killed.

    Args:
        plan: What to do.
        path: Of the file; its folder is made.
        run: Id that the events carry.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        space = plan.space()
        file, record = plan.opened(str(path), space, resume=False)
        sampler = plan.sampler(space, record)
        sweep = Sweep(plan.project, sampler, plan.seeds, plan.runner(), record, file, plan.goal)
        with closing(sweep.results()) as news:
            for step, new in enumerate(news):
                still_wanted()
                if new or step == 0:
                    yield TrialsEnded(run, step, tuple(new), sweep.settled, sweep.total)
    except (ValueError, OSError) as problem:
        yield StateChanged(run, 0, RunState.FAILED, str(problem))

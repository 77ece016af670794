"""What a trial of a sweep costs beside its training, in processes and on a Ray cluster of this computer."""

from __future__ import annotations

import os
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from rows import Row, measures

from playground.records.sweep import TrialResult
from playground.records.sweep_storage import trial_text
from playground.spec.files import dumps, load
from playground.sweep.plan import SweepPlan
from playground.sweep.run import Sweep
from playground.sweep.task import Task

EXAMPLE = Path(__file__).parents[2] / "assets" / "examples" / "digits-mlp.descent"
TRIALS = 12
ALLOWED = 0.5
"""Seconds beside the training of a trial: 5 % of ten seconds."""


def _measured(address: str | None) -> tuple[float, float, SweepPlan, TrialResult]:
    """Median seconds per trial beside its training, and seconds until the first trial begins."""
    project = load(EXAMPLE)
    project = project.with_(training=project.training.with_(epochs=3, device="cpu"))
    batches = ",".join(str(40 + number) for number in range(TRIALS))
    plan = SweepPlan(project=project, axes={"batch_size": batches}, workers=1, address=address)
    ends: list[float] = []
    with TemporaryDirectory() as folder:
        space = plan.space()
        file, record = plan.opened(str(Path(folder, "bench.sweep")), space, resume=False)
        begin = perf_counter()
        sweep = Sweep(project, plan.sampler(space, record), 1, plan.runner(), record, file)
        sweep.run(lambda _result: ends.append(perf_counter()))
    trials = record.trials
    beside = [
        end - before - trial.seconds for before, end, trial in zip(ends, ends[1:], trials[1:], strict=False)
    ]
    return median(beside), ends[0] - begin - trials[0].seconds, plan, trials[0]


def _row(address: str | None) -> Row:
    beside, start, plan, trial = _measured(address)
    sent = len(Task(dumps(plan.project), trial.settings, trial.seed).text())
    note = (
        f"{beside / 10:.2%} of a trial of 10 s; start {start:.1f} s; {sent:,} bytes there, "
        f"{len(trial_text(trial)):,} back with {len(trial.curves['epoch'])} evaluations"
    )
    return Row(beside, ALLOWED, 1.0, "s", less_is_better=True, note=note)


@measures("sweep")
def sweep() -> dict[str, Row]:
    """Seconds per trial beside its training: message, result, file, and the choice of the next."""
    os.environ.setdefault("RAY_AUTH_MODE", "disabled")  # the cluster is reachable from here alone
    return {"sweep_processes": _row(None), "sweep_ray": _row("local")}

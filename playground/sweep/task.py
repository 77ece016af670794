"""A trial as a message: what a worker gets, and what it does with it. Both ways a text of JSON, whatever carries it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import perf_counter

from playground import __version__
from playground.spec.base import Value

Ask = Callable[[float, float], bool]
"""Gets the epoch and the validation loss or metric of an evaluation; returns whether the trial is to stop."""


@dataclass(frozen=True)
class Task:
    """One trial to be trained.

    Attributes:
        project: The text of the project's file, with the options of the sweep applied.
        settings: Of this trial, by their names.
        seed: Of the training.
        goal: ``loss`` or ``metric``: what is reported of evaluations.
        judged: Whether evaluations are reported while it trains, so that it can be stopped early.
        version: Of the program.
    """

    project: str
    settings: Mapping[str, Value]
    seed: int
    goal: str = "loss"
    judged: bool = False
    version: str = __version__

    def text(self) -> str:
        """Return it as JSON."""
        return json.dumps(vars(self), allow_nan=False)

    @classmethod
    def of(cls, text: str) -> Task:
        """Return the task in a text; ValueError when another version of the program has written it."""
        task = cls(**json.loads(text))
        if task.version != __version__:
            raise ValueError(
                f"A worker runs Descent {__version__}, this sweep {task.version}: install one version."
            )
        return task


class Stop(Exception):
    """Ends a trial that is not worth its time."""


def run_task(text: str, ask: Ask | None = None) -> str:
    """Train a trial and return its result, a ``TrialResult`` as JSON.

    What a project cannot do (a setting it refuses, a loss that diverges) is a result as well; only what is wrong with
    the worker itself is raised.
    """
    from playground.engine.events.run import Evaluated, Event  # noqa: PLC0415 - loads torch, in workers
    from playground.engine.training.divergence import Diverged  # noqa: PLC0415
    from playground.engine.training.threads import use_at_most  # noqa: PLC0415
    from playground.headless.train import train  # noqa: PLC0415
    from playground.records.run import RunRecord  # noqa: PLC0415
    from playground.records.sweep import TrialResult, TrialState  # noqa: PLC0415
    from playground.records.sweep_storage import trial_text  # noqa: PLC0415
    from playground.spec.files import loads  # noqa: PLC0415
    from playground.sweep.result import result_of  # noqa: PLC0415
    from playground.sweep.settings import apply  # noqa: PLC0415

    task, record, begin = Task.of(text), RunRecord(), perf_counter()

    def follow(event: Event) -> None:
        record.take(event)
        if ask is not None and isinstance(event, Evaluated) and event.step > 0:
            value = event.validation_loss if task.goal == "loss" else event.validation_metric
            if ask(event.epoch, value):
                raise Stop

    state: TrialState = "finished"
    message = ""
    try:
        with use_at_most(1):
            train(apply(loads(task.project, "The project"), task.settings), seed=task.seed, on_event=follow)
    except Stop:
        state, message = "pruned", "Stopped early: other trials were better at this point."
    except Diverged as diverged:
        state, message = "diverged", str(diverged)
    except ValueError as problem:  # CannotTrain, DataProblem, SpecProblem: sentences
        state, message = "failed", str(problem)
    begun = TrialResult(
        settings=dict(task.settings),
        seed=task.seed,
        state=state,
        message=message,
        seconds=perf_counter() - begin,
    )
    return trial_text(result_of(begun, record))

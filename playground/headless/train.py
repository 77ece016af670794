"""Training without a screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np
import torch

from playground.engine.events.run import Floats
from playground.engine.runtime.devices import OUT_OF_MEMORY, DeviceProblem
from playground.engine.training.checkpoint import resume, save
from playground.engine.training.chunk import StepChunk
from playground.engine.training.divergence import Diverged
from playground.engine.training.remedies import remedy
from playground.engine.training.session import Session
from playground.engine.training.threads import fit_threads
from playground.spec.project import Project

CHUNK = 64


@dataclass(frozen=True)
class Progress:
    """How far a run is."""

    step: int
    total_steps: int
    epoch: float
    loss: float


@dataclass(frozen=True)
class Result:
    """The outcome of a run.

    Attributes:
        train_loss: On training samples, in evaluation mode, at the end.
        val_loss: On the validation split.
        metric: ``accuracy`` or ``r2``.
        train_metric: On training samples.
        val_metric: On the validation split.
        steps: Optimizer steps, with those before the file that it went on from.
        seconds: Time for training, evaluation excluded.
        device: In words.
        losses: Batch loss of every step done now, ``(steps,)``.
        theta: The final parameters, ``(P,)``: the best or the averaged ones where the project asks for these.
        best_step: Of the evaluation whose weights early stopping has put back, None without it.
    """

    train_loss: float
    val_loss: float
    metric: str
    train_metric: float
    val_metric: float
    steps: int
    seconds: float
    device: str
    losses: Floats
    theta: Floats
    best_step: int | None = None

    @property
    def steps_per_second(self) -> float:
        """Training speed."""
        return len(self.losses) / self.seconds if self.seconds else 0.0

    def summary(self) -> dict[str, float | int | str]:
        """What the command line prints as JSON."""
        best = {} if self.best_step is None else {"best_step": self.best_step}
        return {
            "train_loss": self.train_loss,
            "val_loss": self.val_loss,
            f"val_{self.metric}": self.val_metric,
            "steps": self.steps,
            "seconds": round(self.seconds, 4),
            "steps_per_second": round(self.steps_per_second, 1),
            "device": self.device,
            **best,
        }


def train(
    project: Project,
    *,
    epochs: int | None = None,
    device: str | None = None,
    seed: int | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    resume_from: Path | None = None,
    checkpoint: Path | None = None,
    every: int | None = None,
) -> Result:
    """Train a project to its end.

    Args:
        project: What to train.
        epochs: Instead of the project's.
        device: Instead of the project's, e.g. ``cpu`` or ``cuda:0``.
        seed: Instead of the project's: of weights, batches and dropout.
        on_progress: Called every few steps.
        resume_from: A file of weights of this project to go on from, instead of from the beginning.
        checkpoint: Where to save the weights at the end, so that a run can go on from there.
        every: Save them after every so many steps, too.

    Raises:
        CannotTrain: When the project has problems.
        DataProblem: When its data cannot be had.
        DeviceProblem: When this machine lacks the device, or it has too little memory.
        FileProblem: When weights cannot be read, belong to something else, or cannot be written.
        Diverged: When the loss is no longer finite; a note on it says what to do.
    """
    if seed is not None:
        project = project.with_(training=project.training.with_(seed=seed))
    if epochs is not None:
        project = project.with_(training=project.training.with_(epochs=epochs))
    if resume_from is not None:
        session = resume(resume_from, project, device=device)
    else:
        session = Session(project, device=device)
    fit_threads(session)
    losses: list[Floats] = []
    seconds = 0.0
    while True:
        if session.depends_on_evaluations and session.evaluation_due:
            session.evaluate()
        if session.finished:
            break
        begin = perf_counter()
        stretch = _stretch(session, every)
        seconds += perf_counter() - begin
        losses.append(stretch.loss)
        if on_progress is not None:
            on_progress(
                Progress(session.steps_done, session.total_steps, session.epoch, float(stretch.loss[-1]))
            )
        if checkpoint is not None and every and session.steps_done % every == 0:
            save(session, checkpoint)
    session.close()
    final = session.evaluate()
    assert final is not None
    if checkpoint is not None:
        save(session, checkpoint)
    return Result(
        train_loss=final.train_loss,
        val_loss=final.validation_loss,
        metric=session.metric,
        train_metric=final.train_metric,
        val_metric=final.validation_metric,
        steps=session.steps_done,
        seconds=seconds,
        device=session.device_name,
        losses=np.concatenate([np.zeros(0), *losses]),
        theta=session.shown_theta().detach().cpu().numpy().copy(),
        best_step=session.best_step,
    )


def _stretch(session: Session, every: int | None) -> StepChunk:
    """Some steps, but none past one after which weights are saved."""
    try:
        return session.train(min(CHUNK, every - session.steps_done % every) if every else CHUNK)
    except Diverged as diverged:
        diverged.add_note(remedy(session).advice)
        raise
    except torch.OutOfMemoryError:
        raise DeviceProblem(OUT_OF_MEMORY.format(session.device_name)) from None

"""Training without a window: the same job as the window's, iterated to its end."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field
from html import escape
from time import perf_counter
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np
from numpy.typing import NDArray
from torch import nn

from playground.arrays import Floats
from playground.engine.events.control import Control
from playground.engine.events.run import Event, Message, RunState, Scalars, StateChanged
from playground.engine.events.stages import StagePass
from playground.engine.jobs.training_job import TrainingJob
from playground.engine.runtime.ranks import Ranks
from playground.engine.training.checkpoint import save
from playground.export.html_curves import Curve, html_curves
from playground.export.html_table import html_table
from playground.headless.interrupts import interrupts
from playground.inference.model_evaluation import ModelEvaluation
from playground.inference.prediction import Prediction
from playground.inference.trained_model import TrainedModel, model_of
from playground.records.run import Mark, RunRecord
from playground.spec.data import DataSpec
from playground.spec.destinations import check_destination
from playground.spec.paths import FileProblem, checked_path
from playground.spec.project import Project

if TYPE_CHECKING:
    from playground.export.event_files import EventFiles


SPLITS = {"training": "train", "validation": "validation"}


@dataclass(frozen=True)
class Progress:
    """How far a run is."""

    step: int
    total_steps: int
    epoch: float
    loss: float


@dataclass(frozen=True, repr=False)
class Result:
    """The outcome of a run.

    Attributes:
        train_loss: On training samples, in evaluation mode, at the end.
        val_loss: On the validation split.
        metric: ``accuracy`` or ``r2``.
        train_metric: On training samples.
        val_metric: On the validation split.
        steps: Optimizer steps, including those before the file from which the run continued.
        seconds: Time for training, evaluation excluded.
        device: In words.
        losses: Batch loss of every step done now, ``(steps,)``.
        theta: The final parameters, ``(P,)``: the best or the averaged ones where the project asks for these.
        model: The trained network with its preprocessing, for predictions and evaluations.
        samples: How many of them there are, training and validation together.
        left_out: What the files of the data hold besides them, in a few words; empty for nothing.
        best_step: Of the evaluation whose weights early stopping has restored, None without it.
        stages: Who computed when in the batch measured last, where processes share the layers; else empty.
        record: All that the run left: curves, evaluations, changes and states; can be saved and loaded.
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
    model: TrainedModel
    samples: int = 0
    left_out: str = ""
    best_step: int | None = None
    stages: tuple[StagePass, ...] = ()
    record: RunRecord = field(default_factory=RunRecord)

    def predict(self, x: Any) -> Prediction:
        """Predict new samples in the data's own units; see ``TrainedModel.predict``."""
        return self.model.predict(x)

    def module(self) -> nn.Module:
        """Return a copy of the network as a torch module; see ``TrainedModel.module``."""
        return self.model.module()

    def evaluate(self, data: DataSpec | Project | None = None) -> ModelEvaluation:
        """Measure predictions of the validation split, or of other data; see ``TrainedModel.evaluate``."""
        return self.model.evaluate(data)

    @property
    def steps_per_second(self) -> float:
        """Training speed."""
        return len(self.losses) / self.seconds if self.seconds else 0.0

    @property
    def curves(self) -> Mapping[str, NDArray[Any]]:
        """Every curve as an array, e.g. ``curves["loss"]``; see ``RunRecord.curves`` for their names."""
        return self.record.curves

    @property
    def changes(self) -> tuple[Mark, ...]:
        """Settings that were changed during the run, each with its step."""
        return self.record.changes

    def __repr__(self) -> str:
        """The outcome in one line."""
        return (
            f"Result({self.metric} {self.val_metric:.4g}, validation loss {self.val_loss:.4g}, "
            f"{self.steps:,} steps in {self.seconds:.1f} s on {self.device})"
        )

    def _repr_html_(self) -> str:
        """The outcome as a notebook shows it."""
        rows = [
            ("Loss", f"{self.train_loss:.4g}", f"{self.val_loss:.4g}"),
            (
                self.metric[:1].upper() + self.metric[1:],
                f"{self.train_metric:.4g}",
                f"{self.val_metric:.4g}",
            ),
        ]
        seconds = f"{self.seconds:.1f}" if self.seconds >= 1 else f"{self.seconds:.2g}"
        words = f"{self.steps:,} steps in {seconds} s on {self.device}"
        if self.left_out:
            words += f"; {self.samples:,} samples, left out: {self.left_out}"
        table = html_table(("", "Training", "Validation"), rows)
        return f"{table}{html_curves(self._evaluated_losses(), 'loss')}<p>{escape(words)}</p>"

    def _evaluated_losses(self) -> Mapping[str, Curve]:
        steps = self.curves["evaluated_step"].astype(float)
        return {name: (steps, self.curves[f"{key}_loss"]) for name, key in SPLITS.items()}

    def summary(self) -> dict[str, Any]:
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
            "samples": self.samples,
            "left_out": self.left_out,
            **best,
            **({"stages": [asdict(each) for each in self.stages]} if self.stages else {}),
        }


def train(  # noqa: PLR0913 - a keyword for each option
    project: Project,
    *,
    epochs: int | None = None,
    device: str | None = None,
    seed: int | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    on_event: Callable[[Event], None] | None = None,
    resume_from: str | os.PathLike[str] | None = None,
    checkpoint: str | os.PathLike[str] | None = None,
    every: int | None = None,
    tensorboard: str | os.PathLike[str] | None = None,
    ranks: Ranks | None = None,
) -> Result:
    """Train a project to its end.

    Args:
        project: What to train.
        epochs: Instead of the project's.
        device: Instead of the project's, e.g. ``cpu`` or ``cuda:0``.
        seed: Instead of the project's: of weights, batches and dropout.
        on_progress: Called every few steps.
        on_event: Called with every event of the run, e.g. while its data are read.
        resume_from: A file of weights of this project to continue from, instead of from the beginning.
        checkpoint: Where to save the weights at the end, so that a run can continue from there.
        every: Save them after every this many steps, too.
        tensorboard: A folder for event files, which TensorBoard reads while the run goes on.
        ranks: The connected processes that train together, which this one leads; each of the others runs ``follow``.

    Raises:
        CannotTrain: When the project has problems.
        DataProblem: When its data cannot be had.
        DeviceProblem: When this machine lacks the device, or it has too little memory.
        KeyboardInterrupt: After Ctrl+C; with a ``checkpoint`` the weights are saved before.
        FileProblem: When weights cannot be read, belong to something else, or cannot be written; when TensorBoard is
            asked for and not installed.
        Diverged: When the loss is no longer finite; a note on it says what to do.
    """
    if checkpoint is not None:
        check_destination(checkpoint)
    control, record = Control(), RunRecord()
    resumed = None if resume_from is None else checked_path(resume_from)
    project = _with(project, epochs, device, seed)
    job = TrainingJob(project, 1, control, None, resume_from=resumed, ranks=ranks)
    if checkpoint is not None and every:
        control.keep_weights(checked_path(checkpoint), every)
    control.finish()
    with closing(iter(job)) as events, interrupts() as interrupted, _written(tensorboard, project) as written:
        for event in events:
            if interrupted():
                _save_interrupted(job, record, checkpoint)
            record.take(event)
            if written is not None and record.started is not None:
                written.take(event, job.session, perf_counter())
            if on_event is not None:
                on_event(event)
            if isinstance(event, Scalars) and on_progress is not None:
                session, loss = job.session, float(event.loss[-1])
                on_progress(Progress(session.steps_done, session.total_steps, session.epoch, loss))
            _raise_failure(event, job)
    if checkpoint is not None:
        save(job.session, checkpoint)
    return _result(job, record)


@contextmanager
def _written(folder: str | os.PathLike[str] | None, project: Project) -> Iterator[EventFiles | None]:
    """Event files that are complete afterwards, whatever happens; None without a folder."""
    if folder is None:
        yield None
        return
    from playground.export.event_files import EventFiles  # noqa: PLC0415 - an extra

    with closing(EventFiles(folder, project)) as files:
        yield files


def _save_interrupted(
    job: TrainingJob, record: RunRecord, checkpoint: str | os.PathLike[str] | None
) -> NoReturn:
    """End a run that was interrupted, with its weights saved where that is wanted."""
    if checkpoint is None or record.started is None:
        raise KeyboardInterrupt
    save(job.session, checkpoint)
    raise KeyboardInterrupt(f"The weights are saved in {os.fspath(checkpoint)}.")


def _with(project: Project, epochs: int | None, device: str | None, seed: int | None) -> Project:
    chosen = {"epochs": epochs, "device": device, "seed": seed}
    given = {name: value for name, value in chosen.items() if value is not None}
    return project.with_(training=project.training.with_(**given)) if given else project


def _raise_failure(event: Event, job: TrainingJob) -> None:
    """Raise what keeps a run from reaching its end."""
    if isinstance(event, Message) and event.trouble:
        raise FileProblem(event.text)
    over = isinstance(event, StateChanged) and event.state not in {RunState.READY, RunState.RUNNING}
    if over and job.failure is not None:
        raise job.failure


def _result(job: TrainingJob, record: RunRecord) -> Result:
    session, started, final = job.session, record.started, record.final
    assert started is not None
    assert final is not None
    return Result(
        train_loss=final.train_loss,
        val_loss=final.validation_loss,
        metric=started.metric,
        train_metric=final.train_metric,
        val_metric=final.validation_metric,
        steps=session.steps_done,
        seconds=job.trained,
        device=started.device,
        losses=np.array(record.steps.loss.values),
        theta=session.shown_theta().detach().cpu().numpy().copy(),
        model=model_of(session),
        samples=len(session.data.x_train) + len(session.data.x_val),
        left_out=session.data.info.left_out,
        best_step=session.best_step,
        stages=session.gradients.stage_times.passes,
        record=record,
    )

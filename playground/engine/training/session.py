"""A run of training: evaluation, early stopping, detection of divergence, and changes on the fly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext

import torch
from torch import Tensor

from playground.build.training import batch_size, training_problems
from playground.engine.compiled.replay import ReplayFailed
from playground.engine.runtime.devices import DeviceProblem
from playground.engine.training.chunk import Keeper, StepChunk
from playground.engine.training.divergence import locate, sound
from playground.engine.training.early_stopping import EarlyStopping
from playground.engine.training.evaluation import (
    TRAINING_SAMPLES,
    Evaluation,
    Split,
    Stopped,
    evaluate,
    evaluate_split,
    never,
)
from playground.engine.training.live_changes import describe_change, keeps_state
from playground.engine.training.norm_statistics import ShownStatistics
from playground.engine.training.state import BEFORE_END, State
from playground.engine.training.state_check import check_state
from playground.engine.training.trainer import Trainer
from playground.spec.project import Project
from playground.spec.training import NodeTraining, TrainingSpec


class Session(Trainer):
    """One run of training.

    Attributes:
        best_step: Step of the best weights if early stopping has restored them, else None.
    """

    def __init__(
        self,
        project: Project,
        *,
        epochs: int | None = None,
        device: str | None = None,
        dtype: torch.dtype = torch.float32,
    ) -> None:
        """Build everything; see ``Trainer``."""
        super().__init__(project, epochs=epochs, device=device, dtype=dtype)
        self._stopping = EarlyStopping(self.training)
        self._statistics = ShownStatistics()
        self.best_step: int | None = None
        self._before_end: State | None = None

    def train(self, most: int, keeper: Keeper | None = None) -> StepChunk:
        """Do up to ``most`` steps, but stop where an evaluation is due.

        Args:
            most: At least 1.
            keeper: Records parameters during training.

        Raises:
            OutOfMemoryError: When the device has too little memory for a step; the state is restored.
            DeviceProblem: When another process of the training has ended; the state is restored.
            Diverged: When a loss or the parameters are not finite; the state is that before the diverging step.
        """
        if self._before_end is not None:
            self._continue_past_end(self._before_end)
        before = self.state()
        try:
            chunk = self.advance(most, keeper)
        except (torch.OutOfMemoryError, DeviceProblem):
            self.go_back(before)
            raise
        except ReplayFailed:
            self.go_back(before)
            chunk = self.advance(most, keeper)
        if not sound(self, chunk):
            raise locate(self, before, len(chunk.steps))
        return chunk

    # --- evaluation ------------------------------------------------------------------------------

    def evaluate(self, stopped: Stopped = never, known: Evaluation | None = None) -> Evaluation | None:
        """Evaluate both splits in the chosen mode; None if ``stopped`` returned true meanwhile.

        An evaluation that is not due does not affect when the next one is. ``known`` is the outcome where an equal
        network has been evaluated on the same data.
        """
        due, new = self.evaluation_due, self.steps_done > self.progress.evaluated_at
        before_end = self.state() if new and self.finished and self.depends_on_evaluations else None
        if due:
            self.progress.evaluated_at = self.steps_done
        with self.shown():
            batch = self._training_batch
            network, loss, data = self.network, self.loss, self.data
            outcome = known or evaluate(network, loss, data, self.device, stopped, training_batch=batch)
            impatient = due and outcome is not None and self._observe(outcome)
        if due and new and outcome is not None:
            self.stepper.observe_loss(outcome.validation_loss)
        if impatient:
            self.progress.finish()
        if due and self.finished and self._stopping.step is not None:
            self._go_to_best()
        if before_end is not None and outcome is not None:
            self._before_end = before_end
        return outcome

    def evaluate_split(self, part: Split, stopped: Stopped = never) -> tuple[float, float] | None:
        """Evaluate one split without any effect on training; None as in ``evaluate``."""
        with self.shown():
            batch = self._training_batch
            return evaluate_split(
                self.network, self.loss, self.data, self.device, stopped, part, training_batch=batch
            )

    @property
    def _training_batch(self) -> int:
        return self.training.batch_size if self.training_mode else 0

    @property
    def training_mode(self) -> bool:
        """Whether evaluations and pictures use training mode."""
        return self.training.evaluate_in == "training"

    @property
    def depends_on_evaluations(self) -> bool:
        """Whether training depends on its evaluations."""
        return self.training.patience > 0 or self.stepper.needs_evaluations

    def _observe(self, outcome: Evaluation) -> bool:
        return self._stopping.observe(self.steps_done, outcome, self.memory)

    def _go_to_best(self) -> None:
        """Restore the best weights; optimizer and average start over."""
        self.best_step, best = self._stopping.step, self._stopping.weights
        for name, tensor in best.items():
            self.memory[name].copy_(tensor)
        self._stopping.forget()
        self.stepper.reset()
        self.average.reset()

    def _continue_past_end(self, before: State) -> None:
        """Continue a run that had come to its last epoch, as if it had had more epochs from the start.

        Where patience runs out all the same, it continues from the best weights.

        Args:
            before: The state at the last epoch before its evaluation, which is due in a longer run only at times.
        """
        epochs = self.progress.epochs
        self.go_back(before)
        self.progress.epochs = epochs
        self.progress.measure_epoch()
        self._fit_schedule()
        if self.evaluation_due:
            self.evaluate()
            self.progress.epochs = epochs
            self._fit_schedule()

    @property
    def evaluated_samples(self) -> int:
        """Training samples that an evaluation uses."""
        return min(len(self.data.x_train), TRAINING_SAMPLES)

    @property
    def metric(self) -> str:
        """``accuracy`` or ``r2``."""
        return "accuracy" if self.data.info.task == "classification" else "r2"

    @property
    def averaged(self) -> bool:
        """Whether an average of the parameters is evaluated and displayed in their place."""
        return self.average.vector is not None

    @contextmanager
    def shown(self, *, exact: bool = True) -> Iterator[None]:
        """Give the network the parameters to evaluate and display, inside; no training meanwhile.

        Args:
            exact: Batch norms get the statistics of exactly these parameters if they are an average; otherwise
                those of a recent average will do.
        """
        if not (self.averaged or self.stepper.shows_average):
            yield
            return
        kept = self.theta.clone()
        self.theta.copy_(self.shown_theta())
        try:
            with nullcontext() if self.training_mode else self._statistics.inside(self, exact=exact):
                yield
        finally:
            self.theta.copy_(kept)

    # --- states ----------------------------------------------------------------------------------

    def state(self) -> State:
        """Copy everything that determines the further course, at any step, even within an epoch."""
        restored = {} if self.best_step is None else {"restored": self.best_step}
        state = super().state().with_part("stopping", {**self._stopping.state_dict(), **restored})
        return state if self._before_end is None else state.with_part(BEFORE_END, self._before_end.values)

    def restore(self, state: State) -> None:
        """Restore a state of a session of the same project; on the CPU it continues bit by bit the same.

        Args:
            state: From a session whose project differs at most in names and positions.

        Raises:
            StateProblem: When it does not fit; nothing has changed then.
        """
        before_end = state.part(BEFORE_END)
        if before_end:
            check_state(self, self.state(), State(before_end))
        check_state(self, self.state(), state)
        self.go_back(state)

    def go_back(self, state: State) -> None:
        """Restore a state of this very session."""
        super().go_back(state)
        stopping = state.part("stopping")
        self._stopping.load_state_dict(stopping, self.memory)
        self.best_step = int(stopping["restored"]) if "restored" in stopping else None
        before_end = state.part(BEFORE_END)
        self._before_end = State(before_end) if before_end else None

    @contextmanager
    def unmoved(self) -> Iterator[None]:
        """Train inside and come back to the present state, with the gradients of the newest step."""
        before, grad, newest = self.state(), self.grad.clone(), self.progress.newest
        try:
            yield
        finally:
            self.go_back(before)
            self.grad.copy_(grad)
            self.progress.newest = newest

    def begin_at(self, theta: Tensor) -> None:
        """Begin with other parameters, ``(P,)``."""
        self.theta.copy_(theta)
        self.gradients.weights_replaced()
        self.stepper.reset()
        self.average.reset()
        self._before_end = None

    # --- changes during a run -------------------------------------------------------------------

    def extend(self) -> None:
        """Add as many epochs as the run was given at first."""
        progress = self.progress
        progress.epochs = max(progress.epochs, progress.epochs_done) + self.training.epochs
        self._fit_schedule()

    def adopt_node_training(self, project: Project, settings: Mapping[str, NodeTraining]) -> None:
        """Let nodes learn otherwise; see ``Trainer``."""
        super().adopt_node_training(project, settings)
        self._before_end = None

    def apply(self, training: TrainingSpec) -> str:
        """Apply other training settings; the batch size from the next epoch on.

        Loss, seed and device are kept, and so is the optimizer if the new one cannot train this network; with batch
        norm a batch keeps at least two samples.

        Returns:
            What changed, in words; empty if nothing did.
        """
        old = self.training
        new = training.with_(
            loss=old.loss,
            class_weights=old.class_weights,
            typed_weights=old.typed_weights,
            sampling=old.sampling,
            augment=old.augment,
            seed=old.seed,
            device=old.device,
            batch_size=max(training.batch_size, self._least_batch),
        )
        if training_problems(self.project.with_(training=new), self.theta.numel()):
            new = new.with_(optimizer=old.optimizer)
        if new == old:
            return ""
        words = describe_change(old, new)
        progress = self.progress
        progress.epochs += new.epochs - old.epochs
        progress.batch_size = batch_size(new, self.training_samples)
        if not keeps_state(old, new):
            self._before_end = None
        self.average.adopt(new)
        self._stopping.adopt(new)
        self.project = self.project.with_(training=new)
        if self.steps_done == progress.epoch_begin:
            progress.measure_epoch()
        self._fit_schedule()
        return words

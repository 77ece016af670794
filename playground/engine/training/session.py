"""A lane that is watched: it is evaluated, stops where it no longer gets better or breaks, and takes over changes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch

from playground.build.training import batch_size, training_problems
from playground.engine.compiled.replay import ReplayFailed
from playground.engine.training.chunk import Keeper, StepChunk
from playground.engine.training.divergence import finite, trace
from playground.engine.training.early_stopping import EarlyStopping
from playground.engine.training.evaluation import Evaluation, Split, evaluate, evaluate_part
from playground.engine.training.live_changes import describe_change
from playground.engine.training.state import State, StateProblem
from playground.engine.training.trainer import Trainer
from playground.spec.project import Project
from playground.spec.training import TrainingSpec


class Session(Trainer):
    """One run of training.

    Attributes:
        best_step: Where the best weights were found that early stopping has put back, None when it has not.
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
        self.best_step: int | None = None

    def stretch(self, most: int, keeper: Keeper | None = None) -> StepChunk:
        """Do up to ``most`` steps, but none past one after which an evaluation is due.

        Args:
            most: At least 1.
            keeper: Is given the parameters on the way.

        Raises:
            OutOfMemoryError: When the device has too little memory for a step; everything is then as before.
            Diverged: When a loss or the parameters are not finite; everything is then as before the step in which
                that happened, and the steps in front of it are done.
        """
        before = self.state()
        try:
            stretch = self.advance(most, keeper)
        except torch.OutOfMemoryError:
            self.go_back(before)
            raise
        except ReplayFailed:
            self.go_back(before)
            stretch = self.advance(most, keeper)
        if not (np.isfinite(stretch.loss).all() and finite(self.theta)):
            raise trace(self, before, len(stretch.steps))
        return stretch

    # --- evaluation ------------------------------------------------------------------------------

    def evaluate(self, stopped: Callable[[], bool] = lambda: False) -> Evaluation | None:
        """Losses and metrics of both splits in the mode chosen; None when ``stopped`` said so on the way.

        One that is not due changes nothing about when the next one is.
        """
        due, new = self.evaluation_due, self.steps_done > self._course.evaluated_at
        if due:
            self._course.evaluated_at = self.steps_done
        with self.shown():
            mistaken = self._mistaken_size
            outcome = evaluate(self.network, self.loss, self.data, self._device, stopped, mistaken=mistaken)
            impatient = due and outcome is not None and self._observe(outcome)
        if due and new and outcome is not None:
            self._stepper.tell(outcome.validation_loss)
        if impatient:
            self._course.end()
        if due and self.finished and self._stopping.step is not None:
            self._go_to_best()
        return outcome

    def glance(self, part: Split, stopped: Callable[[], bool] = lambda: False) -> tuple[float, float] | None:
        """Loss and metric of one split where this stands; nothing that trains hears of it. None as in ``evaluate``."""
        with self.shown():
            mistaken = self._mistaken_size
            return evaluate_part(
                self.network, self.loss, self.data, self._device, stopped, part, mistaken=mistaken
            )

    @property
    def _mistaken_size(self) -> int:
        return self.training.batch_size if self.mistaken else 0

    @property
    def mistaken(self) -> bool:
        """Whether the network is evaluated and drawn in training mode."""
        return self.training.evaluate_in == "training"

    @property
    def watching(self) -> bool:
        """Whether training depends on the evaluations that are due."""
        return self.training.patience > 0 or self._stepper.listens

    def _observe(self, outcome: Evaluation) -> bool:
        return self._stopping.observe(self.steps_done, outcome, self._memory)

    def _go_to_best(self) -> None:
        """Put the best weights back; whatever goes on from there begins anew."""
        self.best_step, best = self._stopping.step, self._stopping.weights
        for name, tensor in best.items():
            self._memory[name].copy_(tensor)
        self._stopping.forget()
        self._stepper.begin_anew()
        self._average.begin_anew()

    # --- states ----------------------------------------------------------------------------------

    def state(self) -> State:
        """A copy of all that decides how this goes on, at any step, also in the middle of an epoch."""
        return super().state().with_part("stopping", self._stopping.state_dict())

    def restore(self, state: State) -> None:
        """Go on as a session of the same project did after ``state``: on the CPU to the last bit.

        Args:
            state: Of a session whose project differs at most in names and positions.

        Raises:
            StateProblem: When it does not fit; nothing has changed then.
        """
        free = ("random", "stopping") if self._stepper.forms else ("random", "stopping", "optimizer")
        state.check(self.state(), free)
        if not self._course.can_go_to(state.counts("course")):
            raise StateProblem("The counts of steps and epochs do not fit the data.")
        if self._stepper.refuses(state.part("optimizer")):
            raise StateProblem("The state of the optimizer does not fit.")
        try:
            self._stopping.load_state_dict(state.part("stopping"), self._memory)
        except KeyError as missing:
            raise StateProblem(f"“stopping.{missing.args[0]}” is missing.") from None
        self.go_back(state)

    def go_back(self, state: State) -> None:
        """Stand where ``state`` of this very session says."""
        super().go_back(state)
        self._stopping.load_state_dict(state.part("stopping"), self._memory)

    # --- changes while it runs -------------------------------------------------------------------

    def extend(self) -> None:
        """Add as many epochs again as the run was given."""
        course = self._course
        course.epochs = max(course.epochs, course.epochs_done) + self.training.epochs
        self._fit_schedule()

    def apply(self, training: TrainingSpec) -> str:
        """Take over what may change in a run; the batch size from the next epoch on.

        Loss, seed and device stay as they are, and so does the optimizer when the new one cannot train this network;
        with batch norm a batch keeps at least two samples.

        Returns:
            What changed, in words; empty when nothing did.
        """
        old = self.training
        new = training.with_(
            loss=old.loss,
            seed=old.seed,
            device=old.device,
            batch_size=max(training.batch_size, self._least),
        )
        if training_problems(self.project.with_(training=new), self.theta.numel()):
            new = new.with_(optimizer=old.optimizer)
        if new == old:
            return ""
        words = describe_change(old, new)
        course = self._course
        course.epochs += new.epochs - old.epochs
        course.batch_size = batch_size(new, self.training_samples)
        self._average.adopt(new)
        self._stopping.adopt(new)
        self.project = self.project.with_(training=new)
        if self.steps_done == course.epoch_begin:
            course.measure_epoch()
        self._fit_schedule()
        return words

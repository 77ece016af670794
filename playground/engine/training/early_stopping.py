"""Early stopping: the best weights so far, and when to stop waiting for better ones."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from torch import Tensor

if TYPE_CHECKING:
    from playground.engine.training.evaluation import Evaluation
    from playground.spec.training import TrainingSpec


class EarlyStopping:
    """Watches the evaluations of one run (Prechelt 1998, *Early stopping, but when?*).

    Attributes:
        step: Step of the best evaluation; None before the first one.
        waited: Evaluations since then.
        best: Its loss (or its negative metric).
        weights: Copies of its parameters and buffers, by name.
    """

    def __init__(self, training: TrainingSpec) -> None:
        self._training, self._seen = training, -1
        self.forget()

    def adopt(self, training: TrainingSpec) -> None:
        """Apply patience and the watched quantity; another quantity counts from its next value on."""
        other, self._training = self._training.stop_on != training.stop_on, training
        if other or not self.on:
            self.forget()

    def forget(self) -> None:
        """Start over: the next evaluation is the best so far."""
        self.step: int | None = None
        self.waited, self.best = 0, math.inf
        self.weights: dict[str, Tensor] = {}

    @property
    def on(self) -> bool:
        """Whether early stopping is on."""
        return self._training.patience > 0

    def observe(self, step: int, outcome: Evaluation, memory: Mapping[str, Tensor]) -> bool:
        """Record an evaluation that was due.

        Args:
            step: Step of the evaluation; the same step counts once.
            outcome: The evaluation; a value that is not finite is no improvement.
            memory: Parameters and buffers that were evaluated, copied if they are the best.

        Returns:
            Whether patience has run out.
        """
        if not self.on or step <= self._seen:
            return False
        self._seen = step
        value = outcome.validation_loss if self._training.stop_on == "loss" else -outcome.validation_metric
        if value < self.best - (self._training.min_change if self.step is not None else 0.0):
            self.step, self.best, self.waited = step, value, 0
            self.weights = {name: tensor.clone() for name, tensor in memory.items()}
            return False
        self.waited += 1
        return self.waited >= self._training.patience

    def state_dict(self) -> dict[str, Tensor | float]:
        """Return the state; its tensors are never changed afterwards."""
        numbers: dict[str, Tensor | float] = {"seen": self._seen, "waited": self.waited}
        if self.step is None:
            return numbers
        numbers |= {"step": self.step, "best": self.best}
        return {**numbers, **{f"weights.{name}": tensor for name, tensor in self.weights.items()}}

    def load_state_dict(self, state: Mapping[str, Tensor | float], memory: Mapping[str, Tensor]) -> None:
        """Restore a ``state_dict`` of a run with parameters and buffers like ``memory``.

        Raises:
            KeyError: When something is missing or has another shape; names it.
        """
        weights: dict[str, Tensor] = {}
        for name, wanted in memory.items() if "step" in state else ():
            tensor = state[f"weights.{name}"]
            if not isinstance(tensor, Tensor) or tensor.shape != wanted.shape or tensor.dtype != wanted.dtype:
                raise KeyError(f"weights.{name}")
            weights[name] = tensor.to(wanted.device)
        self.forget()
        self._seen, self.waited = int(state["seen"]), int(state.get("waited", 0))
        if weights:
            self.step, self.best = int(state["step"]), float(state["best"])
            self.weights = weights

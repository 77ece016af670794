"""What turns a gradient into a step: regularization, clipping, the learning rate of the moment, the optimizer."""

from __future__ import annotations

import torch
from torch import Tensor

import playground.catalog.optimizers  # noqa: F401
from playground.build.training import rate
from playground.catalog.kinds import OPTIMIZERS, Optimizer
from playground.engine.edits import only_live_differs
from playground.engine.parameters import FlatParameters
from playground.spec.training import TrainingSpec


class Stepper:
    """Steps flat parameters by their gradient.

    Attributes:
        rate_now: Learning rate of the newest step.
    """

    def __init__(self, training: TrainingSpec, flat: FlatParameters, total_steps: int) -> None:
        self._flat = flat
        self._entry: Optimizer = OPTIMIZERS.of(training.optimizer)
        self._made: torch.optim.Optimizer | None = None
        self._use(training, total_steps)

    def adopt(self, training: TrainingSpec, total_steps: int) -> None:
        """Take over other choices; momenta and accumulators stay when only live settings differ."""
        entry = OPTIMIZERS.of(training.optimizer)
        if only_live_differs(self._entry, entry):
            if self._made is not None:
                entry.update(self._made)
        else:
            self._made = None
        self._entry = entry
        self._use(training, total_steps)

    def make(self) -> torch.optim.Optimizer:
        """Torch's optimizer, made when first asked for: the first one in a process takes torch most of a second."""
        if self._made is None:
            flat = self._flat
            self._made = self._entry.build([flat.vector] if self._entry.elementwise else list(flat.tensors))
        return self._made

    def _use(self, training: TrainingSpec, total_steps: int) -> None:
        self._training = training
        self._rate = rate(training, total_steps)
        self.rate_now = float("nan")
        self._shapes_gradient = bool(training.l2 or training.l1 or training.clip_norm)

    @property
    def training(self) -> TrainingSpec:
        """The choices in force."""
        return self._training

    def rate_at(self, step: int) -> float:
        """The learning rate of a step (from 0)."""
        return self._rate(step)

    @property
    def script(self) -> str:
        """The optimizer's step in TorchScript; empty where there is none."""
        return self._entry.script if self._entry.elementwise else ""

    @property
    def numbers(self) -> list[float]:
        """The settings that ``script`` reads."""
        return self._entry.script_numbers()

    @property
    def state(self) -> list[list[Tensor]] | None:
        """The tensors that ``script`` reads and changes; None until torch's optimizer has made them by a step."""
        kept = {} if self._made is None else self._made.state.get(self._flat.vector, {})
        wanted = self._entry.script_state()
        found = [[kept[key]] for key in wanted if isinstance(kept.get(key), Tensor)]
        return found if len(found) == len(wanted) else None

    def step(self, step: int) -> None:
        """Step number ``step`` (from 0), with the gradient in the flat vector."""
        at = self._rate(step)
        if at != self.rate_now:
            self.rate_now = at
            for group in self.make().param_groups:
                group["lr"] = at
        if self._shapes_gradient:
            self._shape_gradient()
        self.make().step()

    def _shape_gradient(self) -> None:
        """Add the gradients of the L2 and L1 terms (weights only, not biases), then clip."""
        grad, theta, training = self._flat.grad, self._flat.theta, self._training
        if training.l2:
            grad.addcmul_(theta, self._flat.weights, value=training.l2)
        if training.l1:
            grad.addcmul_(theta.sign(), self._flat.weights, value=training.l1)
        if training.clip_norm:
            grad.mul_((training.clip_norm / (grad.norm() + 1e-12)).clamp(max=1.0))

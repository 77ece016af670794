"""From gradient to step: penalties, clipping, learning rate schedule, optimizer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import torch
from torch import Tensor

from playground.build.training import Rate
from playground.catalog.kinds import OPTIMIZERS, SCHEDULES, LossSchedule, Optimizer, Schedule
from playground.engine.optim.eager_optimizer import EagerOptimizer, state_fits
from playground.engine.optim.script import PENALIZE, Script
from playground.engine.optim.scripted_optimizer import ScriptedOptimizer
from playground.engine.runtime.param_groups import Flat, ParamGroup, merged, single_group
from playground.engine.runtime.torchscript import compiled
from playground.spec.training import TrainingSpec


class Evaluate(Protocol):
    """Computes the loss of a batch and fills the flat gradient."""

    def __call__(self, *, graph: bool = False) -> Tensor:
        """Return the loss; with ``graph``, also leave differentiable gradients at the parameters."""


class Stepper:
    """Updates flat parameters by their gradient with an optimizer of the catalog.

    Where an optimizer has a script, ``torch.optim`` is not used: creating the first of its optimizers in a process
    takes most of a second.

    Attributes:
        evaluations: Evaluations of a batch's gradient so far.
        training: The settings in force.
    """

    def __init__(
        self, training: TrainingSpec, flat: Flat, total_steps: int, parts: Sequence[ParamGroup] = ()
    ) -> None:
        self._flat = flat
        self._every = tuple(parts) or single_group(flat)
        self._free = [part for part in self._every if not part.frozen]
        self.evaluations = 0
        self._overflow = torch.zeros((), dtype=torch.bool, device=flat.theta.device)
        self._entry: Optimizer = OPTIMIZERS.of(training.optimizer)
        self._schedule: Schedule = SCHEDULES.of(training.schedule)
        self._schedule_memory = self._schedule.memory
        self._begin()
        self._use(training, total_steps)

    def adopt(self, training: TrainingSpec, total_steps: int) -> None:
        """Apply other settings; momenta and accumulators are kept if only live settings differ."""
        entry = OPTIMIZERS.of(training.optimizer)
        stays, self._entry = self._entry.can_become(entry), entry
        if stays:
            self._rule.adopt(entry)
        else:
            self._begin()
        self._use(training, total_steps)

    def regroup(self, parts: Sequence[ParamGroup]) -> None:
        """Apply other groups of the same parameters, e.g. after nodes were frozen.

        Momenta stay, those of thawed parameters begin at zero; an optimizer without a script starts over.
        """
        self._every, before = tuple(parts), self._rule
        self._free = [part for part in self._every if not part.frozen]
        self._begin()
        if isinstance(before, ScriptedOptimizer) and isinstance(self._rule, ScriptedOptimizer):
            self._rule.inherit(before)
        self._use(self.training, self._total_steps)

    def reset(self) -> None:
        """Clear momenta and accumulators; the next step is like a first one."""
        self._begin()
        self._use(self.training, self._total_steps)

    @property
    def finite(self) -> bool:
        """Whether the optimizer can use the gradients that it was given: none of their squares has overflowed.

        Where one has, steps are zero without anything else being infinite. An overflow stays in the state of a script
        forever, so looking now and then finds it.
        """
        if isinstance(self._rule, EagerOptimizer):
            return not bool(self._overflow)
        return self._rule.finite

    def _begin(self) -> None:
        self._overflow.fill_(value=False)
        flat, entry = self._flat, self._entry
        self._rule: ScriptedOptimizer | EagerOptimizer
        self._rule = (
            ScriptedOptimizer(entry, flat, merged(self._free))
            if entry.script
            else EagerOptimizer(entry, self._free)
        )

    def _use(self, training: TrainingSpec, total_steps: int) -> None:
        self.training, self._total_steps = training, total_steps
        self._script: Script | None = None  # of these settings
        self._rate = Rate(training, total_steps)
        schedule = SCHEDULES.of(training.schedule)
        if type(schedule) is not type(self._schedule):
            self._schedule_memory = schedule.memory
        self._schedule = schedule
        flat, mask, decay = self._flat, self._frozen_mask(), self._decay()
        weights = flat.weights if training.l1 else _nothing(flat.theta)
        self._head = [flat.theta, flat.grad, decay, weights, mask]
        self._head_numbers = [
            float(mask.any()),
            float(decay.any()),
            training.l1,
            training.clip_value,
            training.clip_norm,
        ]

    def _frozen_mask(self) -> Tensor:
        """True at parameters that are kept fixed, ``(P,)``."""
        theta = self._flat.theta
        if not any(part.frozen for part in self._every):
            return _nothing(theta, torch.bool)
        mask = torch.zeros_like(theta, dtype=torch.bool)
        for part in self._every:
            if part.frozen:
                mask[part.where] = True
        return mask

    def _decay(self) -> Tensor:
        """Strength of the L2 penalty at each parameter, ``(P,)``."""
        flat, training = self._flat, self.training
        if not training.l2 and all(part.decay is None for part in self._every):
            return _nothing(flat.theta)
        decay = (torch.ones_like(flat.theta) if training.l2_all else flat.weights) * training.l2
        for part in self._every:
            if part.decay is not None:
                decay[part.where] = 0.0 if "weight_decay" in type(self._entry).model_fields else part.decay
        return decay

    # --- by script -------------------------------------------------------------------------------

    def script(self) -> Script | None:
        """Return what a compiled loop needs to step; None for an optimizer without a script."""
        rule = self._rule
        if not isinstance(rule, ScriptedOptimizer):
            return None
        if self._script is None:
            tensors, numbers = [[self._head], *rule.tensors], [self._head_numbers, *rule.numbers]
            self._script = Script(PENALIZE + rule.source(), tensors, numbers)
        return self._script

    def rate_at(self, step: int) -> float:
        """Return the learning rate of a step (from 0), as known now."""
        return self._rate(step) * self._schedule.reached(self._schedule_memory)

    def rates_from(self, step: int, count: int) -> list[float]:
        """Return the learning rates of consecutive steps, as known now."""
        reached = self._schedule.reached(self._schedule_memory)
        return [rate * reached for rate in self._rate.row(step, count)]

    @property
    def needs_evaluations(self) -> bool:
        """Whether the learning rate depends on evaluations."""
        return bool(self._schedule_memory)

    def observe_loss(self, loss: float) -> None:
        """Update the schedule with the validation loss of an evaluation that was due."""
        if isinstance(self._schedule, LossSchedule):
            self._schedule_memory = self._schedule.after_evaluation(self._schedule_memory, loss)

    def count_replayed(self, steps: int) -> None:
        """Count steps that a compiled loop did with ``script``."""
        self.evaluations += steps * self._entry.needs.evaluations

    def rejects(self, state: Mapping[str, Tensor | float]) -> bool:
        """Whether a state cannot be this optimizer's, for one whose names and shapes change from step to step."""
        if isinstance(self._rule, ScriptedOptimizer):
            return False
        tensors = {name: value for name, value in state.items() if isinstance(value, Tensor)}
        memory = {f"told.{place}" for place in range(len(self._schedule_memory))}
        return not {"evaluations", *memory} <= state.keys() or not state_fits(
            self._entry, self._free, tensors
        )

    @property
    def state_tensors(self) -> list[Tensor]:
        """The state of an optimizer with a script; the tensors themselves."""
        assert isinstance(self._rule, ScriptedOptimizer)
        return self._rule.state_tensors

    @property
    def fixed_shapes(self) -> bool:
        """Whether names and shapes in the state are the same at every step."""
        return isinstance(self._rule, ScriptedOptimizer)

    def state_dict(self) -> dict[str, Tensor | float]:
        """Return copies of the optimizer's state."""
        memory = {f"told.{place}": value for place, value in enumerate(self._schedule_memory)}
        return {**self._rule.saved(), "evaluations": self.evaluations, **memory}

    def internals(self) -> dict[str, Tensor]:
        """Return the optimizer's state by its own names, for display."""
        return self._rule.internals()

    def load_state_dict(self, state: Mapping[str, Tensor | float]) -> None:
        """Restore a ``state_dict`` of a stepper with the same settings."""
        self._overflow.fill_(value=False)
        self._rule.restore({name: value for name, value in state.items() if isinstance(value, Tensor)})
        self.evaluations = int(state["evaluations"])
        self._schedule_memory = tuple(
            float(state[f"told.{place}"]) for place in range(len(self._schedule_memory))
        )

    # --- one step --------------------------------------------------------------------------------

    def step(self, step: int, evaluate: Evaluate) -> tuple[Tensor, float]:
        """Do step number ``step`` (from 0); return the loss of the batch before it, and the learning rate."""
        at, script = self.rate_at(step), self.script()
        if script is None:
            return self._step_in_python(at, evaluate), at
        loss = evaluate()
        with torch.no_grad():
            script.unit.update(script.tensors, script.numbers, at)
        self.count_replayed(1)
        return loss, at

    def _step_in_python(self, at: float, evaluate: Evaluate) -> Tensor:
        losses: list[Tensor] = []
        views = [tensor.grad for tensor in self._flat.tensors]

        def objective() -> Tensor:
            losses.append(evaluate(graph=self._entry.needs.create_graph))
            self.evaluations += 1
            penalty = self._penalized()
            if len(losses) == 1:
                self._overflow |= ~self._flat.grad.norm().isfinite()
            return losses[-1] + penalty

        assert isinstance(self._rule, EagerOptimizer)
        try:
            self._rule.step(at, objective)
        except (ArithmeticError, LookupError, RuntimeError, TypeError):
            if self.finite:
                raise  # otherwise it stumbled over the overflow, which training notices
        self.evaluations += self._further()
        for tensor, view in zip(self._flat.tensors, views, strict=True):
            tensor.grad = view
        return losses[0]

    def _further(self) -> int:
        """Count evaluations of a step besides those counted one by one."""
        needs = self._entry.needs
        rows = sum(part.where.stop - part.where.start for part in self._free) if needs.hessian else 0
        return rows + (0 if needs.closure else needs.evaluations - 1)

    def _penalized(self) -> Tensor:
        """Add penalties to the gradient and clip it; return the value of the penalties."""
        with torch.no_grad():
            if any(self._head_numbers):  # else the call alone takes a tenth of a step
                compiled(PENALIZE).penalize(self._head, self._head_numbers)
            if self._entry.needs.create_graph:
                for part in self._every:
                    self._into_graph(part)
            theta, _, decay, weights, _ = self._head
            return (decay * theta.square()).sum() / 2 + self.training.l1 * (weights * theta.abs()).sum()

    def _into_graph(self, part: ParamGroup) -> None:
        """Give differentiable gradients the values of the flat one and keep their derivatives."""
        begin = part.where.start
        for tensor in part.tensors:
            assert tensor.grad is not None
            wanted = self._flat.grad[begin : begin + tensor.numel()].view_as(tensor)
            with torch.enable_grad():
                tensor.grad = tensor.grad + (wanted - tensor.grad.detach())
            begin += tensor.numel()

    # --- display -----------------------------------------------------------------------

    @property
    def shows_average(self) -> bool:
        """Whether the parameters to evaluate and display differ from those that are updated."""
        return bool(self._entry.shown)

    def shown(self) -> Tensor:
        """Return a copy of the parameters to evaluate and display, ``(P,)``."""
        script = self.script()
        if script is None:
            return self._flat.theta.clone()
        with torch.no_grad():
            shown: Tensor = script.unit.shown(script.tensors, script.numbers)
        return shown


def _nothing(theta: Tensor, dtype: torch.dtype | None = None) -> Tensor:
    """Zeros, or False, of the parameters' shape in the memory of one number."""
    return torch.zeros((), dtype=dtype or theta.dtype, device=theta.device).expand_as(theta)

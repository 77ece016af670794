"""What turns a gradient into a step: penalties, clipping, the learning rate of the moment, the optimizer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import torch
from torch import Tensor

import playground.catalog.optimizers  # noqa: F401
from playground.build.training import Rate
from playground.catalog.kinds import OPTIMIZERS, SCHEDULES, Optimizer, Schedule
from playground.engine.optim.eager_optimizer import EagerOptimizer, fits
from playground.engine.optim.scripted_optimizer import ScriptedOptimizer
from playground.engine.runtime.param_groups import Flat, ParamGroup, joined, whole
from playground.spec.training import TrainingSpec

PENALIZE = """
def penalize(t: List[Tensor], n: List[float]):
    theta, grad, decay, weights, frozen = t[0], t[1], t[2], t[3], t[4]
    if n[1] != 0.0:
        grad.addcmul_(theta, decay)
    if n[2] != 0.0:
        grad.addcmul_(theta.sign(), weights, value=n[2])
    if n[0] != 0.0:
        grad.masked_fill_(frozen, 0.0)
    if n[3] != 0.0:
        grad.clamp_(-n[3], n[3])
    if n[4] != 0.0:
        grad.mul_((n[4] / (grad.norm() + 1e-12)).clamp(max=1.0))
"""


@lru_cache(maxsize=64)
def compiled(source: str) -> torch.jit.CompilationUnit:
    """The functions of a TorchScript source."""
    return torch.jit.CompilationUnit(source)


@dataclass(frozen=True)
class Script:
    """Steps without Python.

    Attributes:
        source: TorchScript of ``update``, a step, and ``shown``, the parameters to look at: functions of ``tensors``
            and ``numbers``, the first one of a learning rate too.
        tensors: First of the whole vector, then of each part.
        numbers: The strengths of penalties and clipping, then the settings of each part.
    """

    source: str
    tensors: list[list[list[Tensor]]]
    numbers: list[list[float]]


class Evaluate(Protocol):
    """Somebody who computes the loss of a batch and fills the flat gradient."""

    def __call__(self, *, graph: bool = False) -> Tensor:
        """The loss; with ``graph``, gradients that can be differentiated are left at the parameters too."""


class Stepper:
    """Steps flat parameters by their gradient, as the optimizer of the catalog says.

    The optimizers of torch are not used for it where there is a script: the first one that a process makes takes
    torch most of a second.

    Attributes:
        evaluations: Gradients of the loss of a batch that it has used so far.
    """

    def __init__(
        self, training: TrainingSpec, flat: Flat, total_steps: int, parts: Sequence[ParamGroup] = ()
    ) -> None:
        self._flat = flat
        self._every = tuple(parts) or whole(flat)
        self._free = [part for part in self._every if not part.frozen]
        self.evaluations = 0
        self._entry: Optimizer = OPTIMIZERS.of(training.optimizer)
        self._schedule: Schedule = SCHEDULES.of(training.schedule)
        self._told = self._schedule.memory
        self._begin()
        self._use(training, total_steps)

    def adopt(self, training: TrainingSpec, total_steps: int) -> None:
        """Take over other choices; momenta and accumulators stay when only live settings differ."""
        entry = OPTIMIZERS.of(training.optimizer)
        stays, self._entry = self._entry.can_become(entry), entry
        if stays:
            self._rule.adopt(entry)
        else:
            self._begin()
        self._use(training, total_steps)

    def begin_anew(self) -> None:
        """Forget momenta and accumulators; the next step is as a first one from these parameters."""
        self._begin()
        self._use(self._training, self._total_steps)

    def _begin(self) -> None:
        flat, entry = self._flat, self._entry
        self._rule: ScriptedOptimizer | EagerOptimizer
        self._rule = (
            ScriptedOptimizer(entry, flat, joined(self._free))
            if entry.script
            else EagerOptimizer(entry, self._free)
        )

    def _use(self, training: TrainingSpec, total_steps: int) -> None:
        self._training, self._total_steps = training, total_steps
        self._script: Script | None = None  # of these choices
        self._rate = Rate(training, total_steps)
        schedule = SCHEDULES.of(training.schedule)
        if type(schedule) is not type(self._schedule):
            self._told = schedule.memory
        self._schedule = schedule
        flat, mask = self._flat, torch.zeros_like(self._flat.theta, dtype=torch.bool)
        decay = (torch.ones_like(flat.theta) if training.l2_all else flat.weights) * training.l2
        for part in self._every:
            if part.frozen:
                mask[part.where] = True
            if part.decay is not None:
                decay[part.where] = 0.0 if "weight_decay" in type(self._entry).model_fields else part.decay
        self._head = [flat.theta, flat.grad, decay, flat.weights, mask]
        self._head_numbers = [
            float(mask.any()),
            float(decay.any()),
            training.l1,
            training.clip_value,
            training.clip_norm,
        ]

    # --- by script -------------------------------------------------------------------------------

    def script(self) -> Script | None:
        """What it takes to step elsewhere, without Python; None for an optimizer that has no script."""
        rule = self._rule
        if not isinstance(rule, ScriptedOptimizer):
            return None
        if self._script is None:
            tensors, numbers = [[self._head], *rule.tensors], [self._head_numbers, *rule.numbers]
            self._script = Script(PENALIZE + rule.source(), tensors, numbers)
        return self._script

    def rate_at(self, step: int) -> float:
        """The learning rate of a step (from 0), as far as it is known now."""
        return self._rate(step) * self._schedule.reached(self._told)

    def rates_from(self, step: int, count: int) -> list[float]:
        """The learning rates of steps in a row, as far as they are known now."""
        reached = self._schedule.reached(self._told)
        return [rate * reached for rate in self._rate.row(step, count)]

    @property
    def listens(self) -> bool:
        """Whether the learning rate follows from evaluations."""
        return bool(self._told)

    def tell(self, loss: float) -> None:
        """Let the schedule know the validation loss of an evaluation that was due."""
        if self._told:
            self._told = self._schedule.after_evaluation(self._told, loss)

    def replayed(self, steps: int) -> None:
        """Count steps that were done by ``source`` elsewhere."""
        self.evaluations += steps * self._entry.needs.evaluations

    def refuses(self, state: Mapping[str, Tensor | float]) -> bool:
        """Whether a state, of an optimizer whose names and forms change from step to step, cannot be its own."""
        if isinstance(self._rule, ScriptedOptimizer):
            return False
        tensors = {name: value for name, value in state.items() if isinstance(value, Tensor)}
        told = {f"told.{place}" for place in range(len(self._told))}
        return not {"evaluations", *told} <= state.keys() or not fits(self._entry, self._free, tensors)

    @property
    def forms(self) -> bool:
        """Whether the names and forms of the state are the same at every step."""
        return isinstance(self._rule, ScriptedOptimizer)

    def state_dict(self) -> dict[str, Tensor | float]:
        """Copies of what the optimizer keeps between steps."""
        told = {f"told.{place}": value for place, value in enumerate(self._told)}
        return {**self._rule.saved(), "evaluations": self.evaluations, **told}

    def kept(self) -> dict[str, Tensor]:
        """What the optimizer keeps between steps, by its own names, for people to look at."""
        return self._rule.kept()

    def load_state_dict(self, state: Mapping[str, Tensor | float]) -> None:
        """Go on from ``state_dict`` of a stepper with the same choices."""
        self._rule.restore({name: value for name, value in state.items() if isinstance(value, Tensor)})
        self.evaluations = int(state["evaluations"])
        self._told = tuple(float(state[f"told.{place}"]) for place in range(len(self._told)))

    # --- one step --------------------------------------------------------------------------------

    def step(self, step: int, evaluate: Evaluate) -> tuple[Tensor, float]:
        """Step number ``step`` (from 0); the loss of the batch before it, and the learning rate."""
        at, script = self.rate_at(step), self.script()
        if script is None:
            return self._step_in_python(at, evaluate), at
        loss = evaluate()
        with torch.no_grad():
            compiled(script.source).update(script.tensors, script.numbers, at)
        self.replayed(1)
        return loss, at

    def _step_in_python(self, at: float, evaluate: Evaluate) -> Tensor:
        losses: list[Tensor] = []
        views = [tensor.grad for tensor in self._flat.tensors]

        def objective() -> Tensor:
            losses.append(evaluate(graph=self._entry.needs.create_graph))
            self.evaluations += 1
            return losses[-1] + self._penalized()

        assert isinstance(self._rule, EagerOptimizer)
        self._rule.step(at, objective)
        self.evaluations += self._further()
        for tensor, view in zip(self._flat.tensors, views, strict=True):
            tensor.grad = view
        return losses[0]

    def _further(self) -> int:
        """Evaluations of a step besides those that were counted one by one."""
        needs = self._entry.needs
        rows = sum(part.where.stop - part.where.start for part in self._free) if needs.hessian else 0
        return rows + (0 if needs.closure else needs.evaluations - 1)

    def _penalized(self) -> Tensor:
        """Put penalties and clipping into the gradient; the value of the penalties."""
        with torch.no_grad():
            compiled(PENALIZE).penalize(self._head, self._head_numbers)
            if self._entry.needs.create_graph:
                for part in self._every:
                    self._into_graph(part)
            theta, _, decay, weights, _ = self._head
            return (decay * theta.square()).sum() / 2 + self._training.l1 * (weights * theta.abs()).sum()

    def _into_graph(self, part: ParamGroup) -> None:
        """Give gradients that can be differentiated the values of the flat one; their own derivatives stay."""
        begin = part.where.start
        for tensor in part.tensors:
            assert tensor.grad is not None
            wanted = self._flat.grad[begin : begin + tensor.numel()].view_as(tensor)
            with torch.enable_grad():
                tensor.grad = tensor.grad + (wanted - tensor.grad.detach())
            begin += tensor.numel()

    # --- what is looked at -----------------------------------------------------------------------

    @property
    def averages(self) -> bool:
        """Whether the parameters to evaluate and to draw are others than those that are stepped."""
        return bool(self._entry.shown)

    def shown(self) -> Tensor:
        """The parameters to evaluate and to draw, ``(P,)``; a copy."""
        script = self.script()
        if script is None:
            return self._flat.theta.clone()
        with torch.no_grad():
            shown: Tensor = compiled(script.source).shown(script.tensors, script.numbers)
        return shown

"""What turns a gradient into a step: penalties, clipping, the learning rate of the moment, the optimizer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import torch
from torch import Tensor

import playground.catalog.optimizers  # noqa: F401
from playground.build.training import rate
from playground.catalog.kinds import OPTIMIZERS, Optimizer
from playground.engine.edits import only_live_differs
from playground.engine.parts import Flat, Part, joined, whole
from playground.engine.scripted import Scripted
from playground.spec.training import TrainingSpec

PENALIZE = """
def penalize(t: List[Tensor], n: List[float]):
    theta, grad, decay, weights, frozen = t[0], t[1], t[2], t[3], t[4]
    if n[0] != 0.0:
        grad.masked_fill_(frozen, 0.0)
    if n[1] != 0.0:
        grad.addcmul_(theta, decay)
    if n[2] != 0.0:
        grad.addcmul_(theta.sign(), weights, value=n[2])
    if n[3] != 0.0:
        grad.clamp_(-n[3], n[3])
    if n[4] != 0.0:
        grad.mul_((n[4] / (grad.norm() + 1e-12)).clamp(max=1.0))
"""


@lru_cache(maxsize=64)
def compiled(source: str) -> torch.jit.CompilationUnit:
    """The functions of a TorchScript source."""
    return torch.jit.CompilationUnit(source)


class Stepper:
    """Steps flat parameters by their gradient, as the optimizer of the catalog says.

    The optimizers of torch are not used for it where there is a script: the first one that a process makes takes
    torch most of a second.

    Attributes:
        evaluations: Gradients of the loss of a batch that it has used so far.
    """

    def __init__(
        self, training: TrainingSpec, flat: Flat, total_steps: int, parts: Sequence[Part] = ()
    ) -> None:
        self._flat = flat
        self._every = tuple(parts) or whole(flat)
        self._free = [part for part in self._every if not part.frozen]
        self.evaluations = 0
        self._entry: Optimizer = OPTIMIZERS.of(training.optimizer)
        self._begin()
        self._use(training, total_steps)

    def adopt(self, training: TrainingSpec, total_steps: int) -> None:
        """Take over other choices; momenta and accumulators stay when only live settings differ."""
        entry = OPTIMIZERS.of(training.optimizer)
        stays, self._entry = only_live_differs(self._entry, entry), entry
        if stays:
            self._rule.entry = entry
        else:
            self._begin()
        self._use(training, total_steps)

    def _begin(self) -> None:
        self._rule = Scripted(self._entry, self._flat, joined(self._free))

    def _use(self, training: TrainingSpec, total_steps: int) -> None:
        self._training = training
        self._rate = rate(training, total_steps)
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

    @property
    def source(self) -> str:
        """TorchScript of ``update``, a step, and ``shown``: functions of ``tensors`` and ``numbers``."""
        return PENALIZE + self._rule.source()

    @property
    def tensors(self) -> list[list[list[Tensor]]]:
        """What the functions work on: first of the whole vector, then of each part."""
        return [[self._head], *self._rule.tensors]

    @property
    def numbers(self) -> list[list[float]]:
        """The strengths of penalties and clipping, then the settings of each part."""
        return [self._head_numbers, *self._rule.numbers]

    def rate_at(self, step: int) -> float:
        """The learning rate of a step (from 0)."""
        return self._rate(step)

    def replayed(self, steps: int) -> None:
        """Count steps that were done by ``source`` elsewhere."""
        self.evaluations += steps * self._entry.needs.evaluations

    def state_dict(self) -> dict[str, Tensor | float]:
        """Copies of what the optimizer keeps between steps."""
        return {**self._rule.saved(), "evaluations": self.evaluations}

    def load_state_dict(self, state: Mapping[str, Tensor | float]) -> None:
        """Go on from ``state_dict`` of a stepper with the same choices."""
        self._rule.restore({name: value for name, value in state.items() if isinstance(value, Tensor)})
        self.evaluations = int(state["evaluations"])

    # --- one step --------------------------------------------------------------------------------

    def step(self, step: int) -> float:
        """Step number ``step`` (from 0), with the gradient in the flat vector; returns the learning rate."""
        at = self._rate(step)
        with torch.no_grad():
            compiled(self.source).update(self.tensors, self.numbers, at)
        self.replayed(1)
        return at

    # --- what is looked at -----------------------------------------------------------------------

    @property
    def averages(self) -> bool:
        """Whether the parameters to evaluate and to draw are others than those that are stepped."""
        return bool(self._entry.shown)

    def shown(self) -> Tensor:
        """The parameters to evaluate and to draw, ``(P,)``; a copy."""
        with torch.no_grad():
            shown: Tensor = compiled(self.source).shown(self.tensors, self.numbers)
        return shown

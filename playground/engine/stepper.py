"""What turns a gradient into a step: regularization, clipping, the learning rate of the moment, the optimizer."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import torch
from torch import Tensor

import playground.catalog.optimizers  # noqa: F401
from playground.build.training import rate
from playground.catalog.kinds import OPTIMIZERS, Optimizer
from playground.engine.edits import only_live_differs
from playground.engine.parameters import FlatParameters
from playground.spec.training import TrainingSpec

STEP = """
def {name}(thetas: List[Tensor], grads: List[Tensor], weights: Tensor, state: List[List[Tensor]],
        lr: float, h: List[float], l2: float, l1: float, clip: float):
    if l2 != 0.0:
        grads[0].addcmul_(thetas[0], weights, value=l2)
    if l1 != 0.0:
        grads[0].addcmul_(thetas[0].sign(), weights, value=l1)
    if clip != 0.0:
        grads[0].mul_((clip / (grads[0].norm() + 1e-12)).clamp(max=1.0))
"""


@lru_cache(maxsize=64)
def compiled(source: str) -> torch.jit.CompilationUnit:
    """The functions of a TorchScript source."""
    return torch.jit.CompilationUnit(source)


class Stepper:
    """Steps flat parameters by their gradient, as the optimizer of the catalog says in its script.

    The optimizers of torch are not used for it: the first one that a process makes takes torch most of a second.
    """

    def __init__(self, training: TrainingSpec, flat: FlatParameters, total_steps: int) -> None:
        self._flat = flat
        self._entry: Optimizer = OPTIMIZERS.of(training.optimizer)
        self._state: dict[str, Tensor] = {}
        self._use(training, total_steps)

    def adopt(self, training: TrainingSpec, total_steps: int) -> None:
        """Take over other choices; momenta and accumulators stay when only live settings differ."""
        entry = OPTIMIZERS.of(training.optimizer)
        if not only_live_differs(self._entry, entry):
            self._state = {}
        self._entry = entry
        self._use(training, total_steps)

    def _use(self, training: TrainingSpec, total_steps: int) -> None:
        self._training = training
        self._rate = rate(training, total_steps)
        theta, kept = self._flat.theta, self._state
        fresh = {
            name: torch.zeros((), device=theta.device) if name == "step" else torch.zeros_like(theta)
            for name in self._entry.script_state()
        }
        self._state = {name: kept.get(name, tensor) for name, tensor in fresh.items()}

    def state_dict(self) -> dict[str, Tensor | float]:
        """Copies of what the optimizer keeps between steps."""
        return {name: tensor.detach().clone() for name, tensor in self._state.items()}

    def load_state_dict(self, state: Mapping[str, Tensor | float]) -> None:
        """Go on from ``state_dict`` of a stepper with the same choices."""
        for name, tensor in self._state.items():
            value = state[name]
            assert isinstance(value, Tensor)
            tensor.copy_(value)

    def rate_at(self, step: int) -> float:
        """The learning rate of a step (from 0)."""
        return self._rate(step)

    def source(self, name: str) -> str:
        """A step as a TorchScript function, to be called with a rate between ``tensors`` and ``numbers``."""
        lines = self._entry.script.strip().splitlines()
        return STEP.format(name=name) + "".join(f"    {line}\n" for line in lines)

    @property
    def tensors(self) -> tuple[list[Tensor], list[Tensor], Tensor, list[list[Tensor]]]:
        """Parameters, gradients, which of them are weights, and the optimizer's state."""
        flat = self._flat
        return [flat.theta], [flat.grad], flat.weights, [[tensor] for tensor in self._state.values()]

    @property
    def numbers(self) -> tuple[list[float], float, float, float]:
        """The optimizer's settings, and the strengths of L2, L1 and clipping."""
        training = self._training
        return self._entry.script_numbers(), training.l2, training.l1, training.clip_norm

    def step(self, step: int) -> float:
        """Step number ``step`` (from 0), with the gradient in the flat vector; returns the learning rate."""
        at = self._rate(step)
        with torch.no_grad():
            compiled(self.source("step")).step(*self.tensors, at, *self.numbers)
        return at

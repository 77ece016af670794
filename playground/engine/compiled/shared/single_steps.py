"""Steps of several processes, one gradient at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from playground.build.network import Network
from playground.catalog.kinds import Loss
from playground.engine.data.batches import Batches
from playground.engine.optim.ema import WeightAverage
from playground.engine.optim.stepper import Stepper
from playground.engine.runtime.parameters import FlatParameters
from playground.engine.runtime.rng import RandomStream

FAILURES = (RuntimeError, torch.jit.Error)
"""What a sum or a message raises after a process has ended: outside and inside TorchScript."""


@dataclass(frozen=True)
class Parts:
    """What a trainer computes gradients with.

    Attributes:
        network: The network in training mode.
        flat: Its parameters.
        loss: The loss.
        batches: The samples.
        random: Random numbers of the layers.
    """

    network: Network
    flat: FlatParameters
    loss: Loss
    batches: Batches
    random: RandomStream


@dataclass(frozen=True)
class StepPlan:
    """Steps to do.

    Attributes:
        chosen: Sample numbers of each step, ``(N,)``.
        rates: Learning rate of each step.
        first: Steps done before.
        batch_size: Of the epoch.
    """

    chosen: Sequence[Tensor]
    rates: list[float]
    first: int
    batch_size: int


def single_steps(
    gradient: Callable[[Tensor], Callable[[], Tensor]],
    stepper: Stepper,
    average: WeightAverage,
    plan: StepPlan,
    stride: int,
) -> tuple[Tensor, list[Tensor]]:
    """Do one step for each batch with an optimizer that has a script; see ``Steps``.

    Args:
        gradient: For the samples of a batch, a function that fills the flat gradient and returns the loss.
        stepper: The optimizer.
        average: The average of the parameters.
        plan: The batches and rates.
        stride: Keep the parameters after every this many steps; 0 for never.
    """
    script = stepper.script()
    assert script is not None, "optimizers without a script ask for single gradients"
    losses, kept = [], []
    for number, (batch, rate) in enumerate(zip(plan.chosen, plan.rates, strict=True), start=plan.first + 1):
        losses.append(gradient(batch)())
        with torch.no_grad():
            script.unit.update(script.tensors, script.numbers, rate)
        average.follow(number)
        if stride and number % stride == 0:
            kept.append(stepper.shown() if average.vector is None else average.vector.clone())
    return torch.stack(losses), kept

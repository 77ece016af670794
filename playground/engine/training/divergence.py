"""Where training diverged: the first value that is not finite, found by repeating a chunk step by step."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from playground.build.network import Network
    from playground.engine.training.chunk import StepChunk
    from playground.engine.training.state import State
    from playground.engine.training.trainer import Trainer


class Quantity(StrEnum):
    """Quantities in the order in which a step computes them."""

    OUTPUT = "The output of {} is"
    LOSS = "The loss is"
    GRADIENT = "The gradient in {} is"
    SQUARES = "The square of the gradient in {} is"
    STATE = "The state of the optimizer for {} is"
    PARAMETERS = "The parameters of {} are"


@dataclass(frozen=True)
class Origin:
    """The first value that is not finite; ``node`` is None for the loss itself."""

    what: Quantity
    node: str | None = None


class Diverged(ArithmeticError):
    """A value in training is no longer finite, so that further steps are meaningless.

    Attributes:
        step: Number of the step in which it arose.
        node: The node in which it arose; None for the loss itself.
        what: The first quantity that was not finite.
        done: The steps of the chunk before it; None if there are none.
    """

    def __init__(self, step: int, place: Origin, title: str, done: StepChunk | None) -> None:
        super().__init__(f"{place.what.format(title)} not finite at step {step:,}.")
        self.step, self.node, self.what, self.done = step, place.node, place.what, done


def locate(trainer: Trainer, before: State, steps: int) -> Diverged:
    """Repeat a chunk that diverged, and return to the last finite state.

    The step and node found do not depend on the length of the chunk: only losses, parameters and states of the
    optimizer that are not finite count, and every step is checked.

    Args:
        trainer: The trainer after the chunk.
        before: Its state before the chunk.
        steps: Number of steps in the chunk.
    """
    trainer.go_back(before)
    done: list[StepChunk] = []
    for _ in range(steps):
        here = trainer.state()
        chunk = trainer.advance(1)
        if not sound(trainer, chunk):
            after, grad = trainer.theta.clone(), trainer.grad.clone()
            overflow = not trainer.stepper.finite
            trainer.go_back(here)
            place = _first_in_step(trainer) or _first_in_optimizer(trainer, after, grad, overflow=overflow)
            trainer.go_back(here)
            break
        done.append(chunk)
    else:  # a device whose results are not reproducible to the last bit
        place = Origin(Quantity.LOSS)
    title = trainer.titles[place.node] if place.node is not None else ""
    return Diverged(trainer.steps_done + 1, place, title, _joined(done))


def sound(trainer: Trainer, chunk: StepChunk) -> bool:
    """Whether losses, parameters and the state of the optimizer are finite after a chunk."""
    return bool(np.isfinite(chunk.loss).all()) and finite(trainer.theta) and trainer.stepper.finite


def finite(values: Tensor) -> bool:
    """Whether all are finite numbers."""
    # A finite sum has finite parts, and takes a quarter of the time; a sum may overflow all the same.
    return bool(values.sum().isfinite()) or bool(torch.isfinite(values).all())


def _first_in_step(trainer: Trainer) -> Origin | None:
    """Find the first value that is not finite in the next step up to its gradients; None when all are."""
    network = trainer.network
    with trainer.randomness():
        x, y = trainer.next_samples()
        values = network.forward_all(x)
        loss = trainer.loss.compute(values[network.order[-1]], y)
    for node, value in values.items():
        if not finite(value):
            return Origin(Quantity.OUTPUT, node)
    if not finite(loss):
        return Origin(Quantity.LOSS)
    return _first_in_gradients(network, loss, values)


def _first_in_optimizer(trainer: Trainer, after: Tensor, grad: Tensor, *, overflow: bool) -> Origin:
    """Find what the optimizer made of finite gradients.

    Args:
        trainer: The trainer.
        after: Parameters after the step, ``(P,)``.
        grad: Gradients of the step, ``(P,)``.
        overflow: Whether the optimizer had numbers that were not finite.
    """
    segments = trainer.segments
    steepest = max(segments, key=lambda node: float(grad[segments[node]].abs().max()))
    if overflow and not finite(grad.norm()):
        return Origin(Quantity.SQUARES, steepest)
    broken = (node for node, part in segments.items() if not finite(after[part]))
    node = next(broken, None)
    return Origin(Quantity.STATE, steepest) if node is None else Origin(Quantity.PARAMETERS, node)


def _first_in_gradients(network: Network, loss: Tensor, values: Mapping[str, Tensor]) -> Origin | None:
    """Go backwards through the network to the first node whose own derivative is not finite."""
    reached = {node: value for node, value in values.items() if value.requires_grad}
    parameters = {step.node: [p for _, p in network.parameters_of(step.node)] for step in network.steps}
    asked = [*reached.values(), *(p for each in parameters.values() for p in each)]
    found = dict(zip(map(id, asked), torch.autograd.grad(loss, asked, allow_unused=True), strict=True))

    def broken(tensors: Iterable[Tensor]) -> bool:
        gradients = (found[id(tensor)] for tensor in tensors)
        return any(gradient is not None and not finite(gradient) for gradient in gradients)

    for step in reversed(network.steps):
        if step.node in reached and broken([reached[step.node]]):
            users = (user.node for user in network.steps if step.node in user.inputs)
            user = next(users, None)
            return Origin(Quantity.LOSS) if user is None else Origin(Quantity.GRADIENT, user)
        if broken(parameters[step.node]):
            return Origin(Quantity.GRADIENT, step.node)
    return None


def _joined(rows: list[StepChunk]) -> StepChunk | None:
    if not rows:
        return None
    return type(rows[0])(
        *(np.concatenate([getattr(row, name) for row in rows]) for name in ("steps", "loss", "learning_rate"))
    )

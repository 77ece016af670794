"""Where training broke: the first value that was not a finite number, found by doing a stretch again step by step."""

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


class What(StrEnum):
    """What was not finite first, in the order in which a step computes it."""

    OUTPUT = "The output of {} is"
    LOSS = "The loss is"
    GRADIENT = "The gradient in {} is"
    PARAMETERS = "The parameters of {} are"


@dataclass(frozen=True)
class Place:
    """Where it was: ``node`` is None when it was the loss itself."""

    what: What
    node: str | None = None


class Diverged(ArithmeticError):
    """Something in training is no longer a finite number, so that no further step makes sense.

    Attributes:
        step: Number of the step in which it arose.
        node: The node in which it arose, None when it was the loss itself.
        what: What was not finite first.
        done: The steps before it that the stretch has done; None when there are none.
    """

    def __init__(self, step: int, place: Place, title: str, done: StepChunk | None) -> None:
        super().__init__(f"{place.what.format(title)} not finite at step {step:,}.")
        self.step, self.node, self.what, self.done = step, place.node, place.what, done


def trace(lane: Trainer, before: State, steps: int) -> Diverged:
    """Do a stretch again that went wrong; afterwards the lane stands on its last finite state.

    The same step and node are found however long the stretch was, because only a loss or parameters that are not
    finite count as wrong, and every step is looked at.

    Args:
        lane: After the stretch.
        before: Its state before it.
        steps: That the stretch did.
    """
    lane.go_back(before)
    done: list[StepChunk] = []
    for _ in range(steps):
        here = lane.state()
        stretch = lane.advance(1)
        if not (np.isfinite(stretch.loss).all() and finite(lane.theta)):
            after = lane.theta.clone()
            lane.go_back(here)
            place = _first_in_step(lane, after)
            lane.go_back(here)
            break
        done.append(stretch)
    else:  # a device that does not repeat itself to the last bit
        place = Place(What.LOSS)
    title = lane.titles[place.node] if place.node is not None else ""
    return Diverged(lane.steps_done + 1, place, title, _joined(done))


def finite(values: Tensor) -> bool:
    """Whether all are finite numbers."""
    # A finite sum has finite parts, and takes a quarter of the time; a sum may overflow all the same.
    return bool(values.sum().isfinite()) or bool(torch.isfinite(values).all())


def _first_in_step(lane: Trainer, after: Tensor) -> Place:
    """What breaks first in the next step of a lane, which leaves the parameters at ``after``."""
    network = lane.network
    with lane.randomness():
        x, y = lane.next_samples()
        values = network.forward_all(x)
        loss = lane.loss.compute(values[network.order[-1]], y)
    for node, value in values.items():
        if not finite(value):
            return Place(What.OUTPUT, node)
    if not finite(loss):
        return Place(What.LOSS)
    place = _first_in_gradients(network, loss, values)
    if place is not None:
        return place
    broken = (node for node, part in lane.segments.items() if not finite(after[part]))
    return Place(What.PARAMETERS, next(broken))


def _first_in_gradients(network: Network, loss: Tensor, values: Mapping[str, Tensor]) -> Place | None:
    """Backwards through the network: the node whose own derivative is the first that is not finite."""
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
            return Place(What.LOSS) if user is None else Place(What.GRADIENT, user)
        if broken(parameters[step.node]):
            return Place(What.GRADIENT, step.node)
    return None


def _joined(rows: list[StepChunk]) -> StepChunk | None:
    if not rows:
        return None
    return type(rows[0])(
        *(np.concatenate([getattr(row, name) for row in rows]) for name in ("steps", "loss", "learning_rate"))
    )

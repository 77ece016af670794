"""Gradients and steps by several processes, as the leading one asks for them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import torch
from torch import Tensor

from playground.engine.compiled.closure import LossClosure
from playground.engine.compiled.shared.orders import Before, DoSteps, FindGradient, RandomState, Settings
from playground.engine.compiled.shared.single_steps import Parts, StepPlan
from playground.engine.compiled.shared.stages import Stages
from playground.engine.compiled.shared.work import work_of
from playground.engine.events.stages import NOTHING_MEASURED, BatchTimes
from playground.engine.optim.ema import WeightAverage
from playground.engine.optim.stepper import Stepper
from playground.engine.runtime.devices import DeviceProblem
from playground.engine.runtime.ranks import Ranks
from playground.spec.training import TrainingSpec


def changing(parts: Parts, stepper: Stepper | None, average: WeightAverage | None) -> list[Tensor]:
    """List the tensors that steps change, in the same order in every process.

    Args:
        parts: The network with its parameters.
        stepper: The optimizer; None to leave its state out.
        average: The average of the parameters; None to leave it out.
    """
    state = stepper.state_tensors if stepper is not None else []
    mean = [average.vector] if average is not None and average.vector is not None else []
    return [parts.flat.theta, *parts.network.buffers(), *state, *mean]


class Leader:
    """Gives orders to the other processes and does its own share.

    It keeps a copy of what the others have after each order, so that whatever changes the network, the optimizer or
    their settings in between reaches them.
    """

    def __init__(self, parts: Parts, ranks: Ranks, training: TrainingSpec) -> None:
        """Connect; see ``work_of``."""
        self._parts, self._ranks = parts, ranks
        self._share = work_of(parts, ranks, training)
        self._settings: Settings | None = None
        self._known: list[Tensor] = []

    @property
    def local_size(self) -> int:
        """Number of processes on this machine."""
        return self._ranks.local_size

    @property
    def times(self) -> BatchTimes:
        """Who computed when in a batch, where the processes share the layers; see ``Stages.times``."""
        return self._share.times if isinstance(self._share, Stages) else NOTHING_MEASURED

    def record_again(self) -> None:
        """Forget recorded steps, after the network computes otherwise."""
        self._share.record_again()

    def end(self) -> None:
        """End the training of the others, those that are still there."""
        with suppress(DeviceProblem):
            self._ranks.told_by_leader(None)

    def gradient(self, chosen: Tensor, stepper: Stepper) -> SharedClosure:
        """Return loss and gradient of these samples."""
        return SharedClosure(self, self._parts, chosen, stepper)

    def steps(
        self,
        stepper: Stepper,
        average: WeightAverage,
        plan: StepPlan,
        stride: int,
    ) -> tuple[Tensor, list[Tensor]]:
        """Do one step for each batch; see ``Steps``."""
        random = self._parts.random.current() if self._share.draws else None
        before = self._before(stepper, changing(self._parts, stepper, average), random)
        numbers = [each.cpu().numpy() for each in plan.chosen]
        self._ranks.told_by_leader(DoSteps(before, numbers, plan.rates, plan.first, plan.batch_size))
        self._known = []
        found = self._share.steps(stepper, average, plan, stride)
        self._known = [tensor.clone() for tensor in changing(self._parts, stepper, average)]
        return found

    def find_gradient(self, chosen: Tensor, stepper: Stepper, random: RandomState) -> None:
        """Ask the others for their shares of one gradient."""
        before = self._before(stepper, changing(self._parts, None, None), random)
        self._ranks.told_by_leader(FindGradient(before, chosen.cpu().numpy()))
        self._known = []

    def _before(self, stepper: Stepper, values: list[Tensor], random: RandomState | None) -> Before:
        settings = Settings(
            stepper.training, {step.node: step.training for step in self._parts.network.steps}
        )
        new, self._settings = settings != self._settings, settings
        same = len(values) == len(self._known) and all(map(torch.equal, values, self._known))
        sent = None if same and not new else [tensor.detach().cpu() for tensor in values]
        return Before(settings if new else None, sent, random)

    def own_share(self, chosen: Tensor) -> Callable[[], Tensor]:
        """Return a function that computes this process's share; see ``Share.gradient``."""
        return self._share.gradient(chosen)

    def alone(self, chosen: Tensor) -> LossClosure:
        """Return the gradient of a whole batch, computed by this process."""
        parts = self._parts
        return LossClosure(
            parts.network, parts.flat, parts.loss.compute, parts.batches.take(chosen), parts.random
        )


class SharedClosure:
    """The mean loss of a batch and its gradient, computed by all processes each time.

    Optimizers that differentiate the gradient get it from one process alone.
    """

    def __init__(self, leader: Leader, parts: Parts, chosen: Tensor, stepper: Stepper) -> None:
        self._leader, self._parts, self._chosen, self._stepper = leader, parts, chosen, stepper
        self._begin = parts.random.current()
        self._own: Callable[[], Tensor] | None = None
        self._alone: LossClosure | None = None

    def __call__(self, *, graph: bool = False) -> Tensor:
        """Return the loss and fill the flat gradient; see ``Evaluate``."""
        if graph:
            self._alone = self._alone or self._leader.alone(self._chosen)
            return self._alone(graph=True)
        again = self._own is not None
        kept = [buffer.clone() for buffer in self._parts.network.buffers()] if again else []
        self._leader.find_gradient(self._chosen, self._stepper, self._begin)
        self._own = self._own or self._leader.own_share(self._chosen)
        loss = self._own()
        for buffer, earlier in zip(self._parts.network.buffers(), kept, strict=False):
            buffer.copy_(earlier)
        return loss

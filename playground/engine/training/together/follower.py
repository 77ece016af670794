"""A process that computes its share of every batch of a training which another process leads."""

from __future__ import annotations

from contextlib import closing

import torch
from torch import Tensor

from playground.arrays import Integers
from playground.engine.compiled.shared.leader import changing
from playground.engine.compiled.shared.orders import Before, DoSteps, FindGradient, Order
from playground.engine.compiled.shared.single_steps import Parts, StepPlan
from playground.engine.compiled.shared.work import work_of
from playground.engine.runtime.param_groups import groups_of
from playground.engine.runtime.ranks import Ranks
from playground.engine.training.threads import cores
from playground.engine.training.trainer import Trainer
from playground.spec.project import Project


def follow(
    project: Project, ranks: Ranks, *, device: str | None = None, dtype: torch.dtype = torch.float32
) -> None:
    """Do what the leading process asks for, until it ends the training.

    Args:
        project: The leader's.
        ranks: The connected processes.
        device: Instead of the project's.
        dtype: The leader's precision.

    Raises:
        DeviceProblem: When another process has ended.
    """
    torch.set_num_threads(max(1, cores() // ranks.local_size))
    with closing(Follower(project, ranks, device=device, dtype=dtype)) as follower:
        follower.obey()


class Follower:
    """A trainer that decides nothing: samples, rates and all changes come from the leader."""

    def __init__(
        self, project: Project, ranks: Ranks, *, device: str | None = None, dtype: torch.dtype = torch.float32
    ) -> None:
        """Build the same network with the same data; see ``Trainer``."""
        self._trainer = trainer = Trainer(project, device=device, dtype=dtype)
        self._ranks = ranks
        self._parts = Parts(trainer.network, trainer.flat, trainer.objective, trainer.batches, trainer.random)
        self._share = work_of(self._parts, ranks, project.training)

    def close(self) -> None:
        """Stop the loader processes."""
        self._trainer.close()

    def obey(self) -> None:
        """Follow orders until there are no more."""
        trainer = self._trainer
        while (order := self._next()) is not None:
            self._adopt(order.before, whole=isinstance(order, DoSteps))
            with trainer.randomness():
                match order:
                    case DoSteps(_, chosen, rates, step, batch_size):
                        stepper, average = trainer.stepper, trainer.average
                        batches = [self._numbers(each) for each in chosen]
                        self._share.steps(stepper, average, StepPlan(batches, rates, step, batch_size))
                    case FindGradient(_, chosen):
                        self._share.gradient(self._numbers(chosen))()

    def _next(self) -> Order:
        order: Order = self._ranks.told_by_leader()
        return order

    def _numbers(self, chosen: Integers) -> Tensor:
        return torch.as_tensor(chosen, device=self._trainer.batches.x.device)

    def _adopt(self, before: Before, *, whole: bool) -> None:
        trainer, settings = self._trainer, before.settings
        if settings is not None:
            if settings.nodes != {step.node: step.training for step in trainer.network.steps}:
                trainer.network.set_training(settings.nodes)
                trainer.flat.note_frozen(trainer.network)
                trainer.stepper.regroup(groups_of(trainer.network))
                self._share.record_again()
            trainer.stepper.adopt(settings.training, 1)
            trainer.average.adopt(settings.training)
        if before.values is not None:
            own = changing(self._parts, *((trainer.stepper, trainer.average) if whole else (None, None)))
            for tensor, value in zip(own, before.values, strict=True):
                tensor.copy_(value)
        if before.random is not None:
            trainer.random.continue_from(before.random)

"""A network with its data, loss and optimizer, trained step by step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager

import numpy as np
import torch
from torch import Tensor

from playground.build.training import batch_size
from playground.engine.compiled.gradients import Gradients
from playground.engine.data.progress import EpochProgress, Position
from playground.engine.data.subsample import evenly
from playground.engine.optim.ema import WeightAverage
from playground.engine.optim.stepper import Stepper
from playground.engine.runtime.devices import name_of
from playground.engine.runtime.fetch import HostCopy, as_floats
from playground.engine.runtime.param_groups import groups_of
from playground.engine.runtime.rng import RandomStream
from playground.engine.training.chunk import BatchPlan, Keeper, StepChunk
from playground.engine.training.setup import TrainingSetup
from playground.engine.training.state import State
from playground.spec.project import Project
from playground.spec.training import NodeTraining, TrainingSpec


class Trainer:
    """A network in training.

    Everything random follows from ``training.seed``: weights, order of batches and dropout each have their own
    generator, so inspecting a trainer never changes what it does.

    Attributes:
        project: What it was built from, with live changes.
        device: The device in use.
        network: The network in training mode.
        data: The prepared data.
        loss: The loss entry, with which everything is evaluated.
        objective: What training minimizes: the loss, with weights of the classes where there are any.
        flat: Parameters and gradients as vectors.
        segments: The slice of each node's parameters.
        titles: Titles of the nodes by their ids.
        layers: Nodes that have parameters, in the order of computation.
        batches: The order of the training samples.
        progress: Steps and epochs done, and the next batches.
        stepper: Turns gradients into steps.
        average: The average of the parameters.
        random: Random numbers of the layers.
        memory: Parameters, as ``theta``, and buffers by name.
        gradients: Where gradients come from.
    """

    def __init__(
        self,
        project: Project,
        *,
        epochs: int | None = None,
        device: str | None = None,
        dtype: torch.dtype = torch.float32,
    ) -> None:
        """Build everything; see ``TrainingSetup.build``."""
        setup = TrainingSetup.build(project, epochs=epochs, device=device, dtype=dtype)
        self.project, self.device, training = setup.project, setup.device, setup.project.training
        self.data, self.loss, self.objective = setup.data, setup.loss, setup.objective
        self.network, self.flat, self.segments = setup.network, setup.flat, setup.flat.segments
        self.titles, self.layers, self.batches = setup.titles, setup.layers, setup.batches
        self._x, self._least_batch, self.fitted = setup.x, setup.least_batch, setup.fitted
        self.memory = {"theta": self.flat.theta, **dict(self.network.named_buffers(prefix="buffer"))}
        self.random = RandomStream(training.seed, self.device)
        size = batch_size(training, self.training_samples)
        self.progress = EpochProgress(self.batches, setup.order, epochs=training.epochs, batch_size=size)
        parts = self.network, self.flat, self.objective, self.batches, self.random
        self.gradients = Gradients(*parts, in_memory=self.batches.in_memory)
        self.stepper = Stepper(training, self.flat, max(1, self.total_steps), groups_of(self.network))
        self.average = WeightAverage(self.theta, training)

    def adopt_node_training(self, project: Project, settings: Mapping[str, NodeTraining]) -> None:
        """Let nodes learn as a project says, with the settings of its layers by full id; see ``node_training``."""
        self.project = project
        self.network.set_training(settings)
        self.flat.note_frozen(self.network)
        self.stepper.regroup(groups_of(self.network))
        self.gradients.record_again()

    def close(self) -> None:
        """Stop the loader processes; they start again if training continues."""
        self.batches.close()

    # --- facts -----------------------------------------------------------------------------------

    @property
    def training_samples(self) -> int:
        """Number of samples in an epoch."""
        return len(self.batches.x)

    @property
    def waited(self) -> float:
        """Seconds that training has waited for samples so far."""
        return self.batches.waited

    @property
    def theta(self) -> Tensor:
        """All parameters as one vector, ``(P,)``; changes with each step."""
        return self.flat.theta

    @property
    def grad(self) -> Tensor:
        """All gradients of the newest step, ``(P,)``."""
        return self.flat.grad

    @property
    def training(self) -> TrainingSpec:
        """The present training settings."""
        return self.project.training

    @property
    def device_name(self) -> str:
        """Name of the device for display."""
        return name_of(self.device)

    @property
    def steps_done(self) -> int:
        """Optimizer steps so far."""
        return self.progress.steps_done

    @property
    def steps_per_epoch(self) -> int:
        """Optimizer steps of the current epoch."""
        return self.progress.steps_per_epoch

    @property
    def epoch(self) -> float:
        """Epochs done, with the fraction of the current one."""
        return self.progress.epoch

    @property
    def total_steps(self) -> int:
        """Steps of the whole run, at the batch size of the current epoch."""
        return self.progress.total_steps

    @property
    def finished(self) -> bool:
        """Whether all epochs are done."""
        return self.progress.finished

    @property
    def steps_left_in_epoch(self) -> int:
        """Steps until the current epoch is complete."""
        return self.progress.steps_left_in_epoch

    @property
    def evaluations(self) -> int:
        """Evaluations of a batch's gradient by the optimizer so far."""
        return self.stepper.evaluations

    @property
    def evaluation_due(self) -> bool:
        """Whether whole splits are evaluated after this step; the same in every run."""
        return self.progress.evaluation_due

    # --- training --------------------------------------------------------------------------------

    def prepare(self) -> None:
        """Record and compile the steps to come ahead of time, which takes a tenth of a second."""
        self.gradients.prepare(self.stepper, self.progress.next_batch_size)

    def advance(self, most: int, keeper: Keeper | None = None) -> StepChunk:
        """Do up to ``most`` steps without checking that the numbers stay finite."""
        first = self.steps_done + 1
        losses: list[Tensor] = []
        rates: list[float] = []
        with self.randomness():
            while self.steps_done < first - 1 + most and not (losses and self.evaluation_due):
                found, at = self._steps(first - 1 + most - self.steps_done, keeper)
                losses.append(found)
                rates += at
        loss = as_floats(HostCopy(torch.cat(losses)))
        return StepChunk(np.arange(first, first + len(loss)), loss, np.array(rates))

    def randomness(self) -> AbstractContextManager[None]:
        """Let torch draw the random numbers of this run, inside."""
        return self.random.active()

    @contextmanager
    def preserved(self) -> Iterator[None]:
        """Preserve running statistics and random numbers during passes in training mode."""
        buffers = [(buffer, buffer.clone()) for buffer in self.network.buffers()]
        random = self.random.state_dict()
        try:
            with self.random.active():
                yield
        finally:
            self.random.load_state_dict(random)
            for buffer, earlier in buffers:
                buffer.copy_(earlier)

    def next_samples(self) -> tuple[Tensor, Tensor]:
        """Take inputs and targets of the next step; call ``go_back`` before that step is done."""
        return self.batches.take(self.progress.next_batch())

    def newest_inputs(self) -> Tensor:
        """Return the inputs of the newest step; before the first one, as many samples evenly spaced over the split."""
        chosen = self.progress.newest if self.data.stream is None else None
        return self._x[evenly(len(self._x), self.progress.batch_size) if chosen is None else chosen]

    def _steps(self, most: int, keeper: Keeper | None) -> tuple[Tensor, list[float]]:
        """Do up to ``most`` steps by replay, or a single one by autograd; return their losses and rates."""
        run = self.gradients.steps(self.stepper, self.average, self.progress.next_batch_size)
        if run is None:
            loss, at = self._step_by_autograd()
            if keeper is not None:
                keeper.record(self.steps_done, self.shown_theta())
            return loss[None], [at]
        plan, stride = self.plan(most), keeper.stride if keeper is not None else 0
        losses, kept = run(plan.chosen, plan.rates, plan.first, stride)
        self.stepper.count_replayed(len(plan.rates))
        if keeper is not None:
            for place, theta in enumerate(kept, start=plan.first // stride + 1):
                keeper.record(place * stride, theta)
        return losses, plan.rates

    def plan(self, most: int) -> BatchPlan:
        """Plan up to ``most`` steps of one batch size, none past an evaluation, and count them as done."""
        progress = self.progress
        plan = BatchPlan(progress.steps_done, [], [])
        size = progress.next_batch_size
        while (
            len(plan.rates) < most
            and not (plan.rates and progress.evaluation_due)
            and progress.next_batch_size == size
        ):
            count = min(most - len(plan.rates), progress.steps_left_in_epoch)
            plan.rates.extend(self.stepper.rates_from(progress.steps_done, count))
            plan.chosen.extend(progress.next_batches(count))
            self._count_steps(count)
        return plan

    def plan_like(self, other: EpochProgress, plan: BatchPlan) -> BatchPlan:
        """Plan the steps of another trainer on the same data, whose progress was equal to this one's before its plan.

        Args:
            other: Its progress now.
            plan: What it will do.
        """
        length = self.steps_per_epoch
        rates = self.stepper.rates_from(plan.first, len(plan.rates))
        self.progress.copy_from(other)
        if self.steps_per_epoch != length:
            self._fit_schedule()
        return BatchPlan(plan.first, plan.chosen, rates)

    def _step_by_autograd(self) -> tuple[Tensor, float]:
        chosen = self.progress.next_batch()
        gradient = self.gradients.of(chosen, self.stepper, self.preserved)
        loss, at = self.stepper.step(self.steps_done, gradient)
        self._count_steps(1)
        self.average.follow(self.steps_done)
        return loss, at

    def _count_steps(self, count: int) -> None:
        if self.progress.count_steps(count):
            self._fit_schedule()

    def _fit_schedule(self) -> None:
        """Apply the present settings and length of the run to the optimizer."""
        self.stepper.adopt(self.training, max(1, self.total_steps))

    def shown_theta(self) -> Tensor:
        """Return the parameters to evaluate and display, ``(P,)``: their average if the settings ask for one."""
        return self.stepper.shown() if self.average.vector is None else self.average.vector

    # --- states ----------------------------------------------------------------------------------

    def state(self) -> State:
        """Copy everything that determines the further course, at any step, even within an epoch."""
        place = self.progress.position()
        return State.of(
            network={name: tensor.clone() for name, tensor in self.memory.items()},
            optimizer=self.stepper.state_dict(),
            random=self.random.state_dict(),
            average=self.average.state_dict(),
            course={**place.counts, "order": place.order},
        )

    def go_back(self, state: State) -> None:
        """Restore a state of this very trainer."""
        for name, tensor in state.tensors("network").items():
            self.memory[name].copy_(tensor)
        self.gradients.weights_replaced()
        self.stepper.load_state_dict(state.part("optimizer"))
        self.random.load_state_dict(state.tensors("random"))
        self.average.load_state_dict(state.tensors("average"))
        self.progress.seek(Position(state.counts("course"), state.tensors("course")["order"]))
        self._fit_schedule()
        self.flat.grad.zero_()

"""One lane: a network with its data, loss, optimizer and learning rate, trained step by step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

import numpy as np
import torch
from torch import Tensor

from playground.build.data import Data, load_data
from playground.build.expand import titles
from playground.build.network import Network, build_network
from playground.build.shapes import analyze
from playground.build.training import batch_size
from playground.catalog.kinds import LOSSES, Loss
from playground.engine.compiled.closure import LossClosure
from playground.engine.compiled.cuda_graph import CudaGraphs, cuda_graph
from playground.engine.compiled.replay import Records
from playground.engine.data.batches import Batches
from playground.engine.data.loader import Streamed
from playground.engine.data.progress import EpochProgress, Position
from playground.engine.data.subsample import evenly
from playground.engine.events.run import LayerInfo
from playground.engine.optim.ema import WeightAverage
from playground.engine.optim.stepper import Evaluate, Stepper
from playground.engine.runtime.devices import name_of, resolve, work_on
from playground.engine.runtime.fetch import Fetched, numbers
from playground.engine.runtime.param_groups import parts_of
from playground.engine.runtime.parameters import FlatParameters
from playground.engine.runtime.rng import RandomLane, generator
from playground.engine.training.chunk import BatchPlan, Keeper, StepChunk
from playground.engine.training.evaluation import TRAINING_SAMPLES
from playground.engine.training.state import State
from playground.spec.project import Project
from playground.spec.training import TrainingSpec


class CannotTrain(ValueError):
    """A project with problems; the message is that of the first one."""


class Trainer:
    """What trains.

    Everything random follows from ``training.seed``: weights, order of batches and dropout each have their own
    generator, so looking at a lane never changes what it does.

    Attributes:
        project: What it was built from, with live changes.
        network: The network in training mode.
        data: The prepared data.
        loss: The loss entry.
        layers: Nodes that have parameters, in the order of computation.
    """

    def __init__(
        self,
        project: Project,
        *,
        epochs: int | None = None,
        device: str | None = None,
        dtype: torch.dtype = torch.float32,
    ) -> None:
        """Build everything.

        Args:
            project: A project without problems.
            epochs: Instead of the project's.
            device: Instead of the project's.
            dtype: Precision of parameters and data. Weights are drawn in float32, whatever it is.

        Raises:
            CannotTrain: When the project has problems.
            DataProblem: When the data cannot be had.
            DeviceProblem: When this machine lacks the device.
        """
        training = project.training
        training = training.with_(epochs=epochs or training.epochs, device=device or training.device)
        self.project = project.with_(training=training)
        report = analyze(self.project)
        if report.problems:
            raise CannotTrain(report.problems[0].message)
        self._device = resolve(training.device)
        work_on(self._device)
        self.data: Data = load_data(project.data).in_precision(dtype)
        self.loss: Loss = LOSSES.of(training.loss)
        self.network: Network = build_network(project.graph, report, training.seed).to(self._device, dtype)
        self.flat = FlatParameters(self.network, self._device, dtype)
        self._memory = {"theta": self.flat.theta, **dict(self.network.named_buffers(prefix="buffer"))}
        self.segments = self.flat.segments
        self.titles = titles(project.graph)
        self.layers = tuple(
            LayerInfo(node, self.titles[node], part.stop - part.start) for node, part in self.segments.items()
        )
        self._x = self.data.x_train.to(self._device)
        target = self.loss.target(self.data.y_train, self.data.info.targets)
        self._y = target.to(self._device, dtype if target.is_floating_point() else None)
        self._lane = RandomLane(training.seed, self._device)
        self._least = max(step.layer.least_batch for step in self.network.steps)
        order = generator(training.seed, 1)
        self._batches = self._open_batches(order)
        size = batch_size(training, self.training_samples)
        self._course = EpochProgress(self._batches, order, epochs=training.epochs, batch_size=size)
        capture = cuda_graph if self._device.type == "cuda" and self.data.stream is None else None
        self._captures = CudaGraphs(self.network, self.flat, self.loss, self._batches, capture)
        self._records = Records(self.network, self.flat, self.loss, self._batches)
        self._stepper = Stepper(training, self.flat, max(1, self.total_steps), parts_of(self.network))
        self._average = WeightAverage(self.theta, training)

    def _open_batches(self, order: torch.Generator) -> Batches:
        """Over the samples in memory, or over files where the data do not fit."""
        stream = self.data.stream
        if stream is None:
            return Batches(self._x, self._y, order, least=self._least)
        target = self.loss.target(stream.y, self.data.info.targets).to(self._device)
        return Streamed(stream, target, self.data.prepare, order, least=self._least)

    def close(self) -> None:
        """Let go of what is beside this process; it may still be asked, and opens that again if it trains on."""
        self._batches.close()

    # --- facts -----------------------------------------------------------------------------------

    @property
    def training_samples(self) -> int:
        """Samples of an epoch."""
        return len(self._batches.x)

    @property
    def waited(self) -> float:
        """Seconds that training has waited for samples so far."""
        return self._batches.waited

    @property
    def theta(self) -> Tensor:
        """All parameters as one vector, ``(P,)``; changes with every step."""
        return self.flat.theta

    @property
    def grad(self) -> Tensor:
        """All gradients of the newest step, ``(P,)``."""
        return self.flat.grad

    @property
    def training(self) -> TrainingSpec:
        """The training choices in force."""
        return self.project.training

    @property
    def next_rate(self) -> float:
        """The learning rate of the next step."""
        return self._stepper.rate_at(self.steps_done)

    @property
    def device(self) -> torch.device:
        """Where it runs."""
        return self._device

    @property
    def device_name(self) -> str:
        """Where it runs, in words."""
        return name_of(self._device)

    @property
    def evaluated_samples(self) -> int:
        """Training samples that an evaluation uses."""
        return min(len(self.data.x_train), TRAINING_SAMPLES)

    @property
    def metric(self) -> str:
        """``accuracy`` or ``r2``."""
        return "accuracy" if self.data.info.task == "classification" else "r2"

    @property
    def steps_done(self) -> int:
        """Optimizer steps so far."""
        return self._course.steps_done

    @property
    def steps_per_epoch(self) -> int:
        """Optimizer steps of the current epoch."""
        return self._course.steps_per_epoch

    @property
    def epoch(self) -> float:
        """Epochs done, with the part of the current one."""
        return self._course.epoch

    @property
    def total_steps(self) -> int:
        """Steps of the whole run, at the batch size of the current epoch."""
        return self._course.total_steps

    @property
    def finished(self) -> bool:
        """Whether all epochs are done."""
        return self._course.finished

    @property
    def steps_left_in_epoch(self) -> int:
        """Until the current epoch is complete."""
        return self._course.steps_left_in_epoch

    @property
    def evaluations(self) -> int:
        """Gradients of the loss of a batch that the optimizer has used so far."""
        return self._stepper.evaluations

    @property
    def evaluation_due(self) -> bool:
        """Whether this is a step after which whole splits are evaluated; the same in every run."""
        return self._course.evaluation_due

    # --- training --------------------------------------------------------------------------------

    def prepare(self) -> None:
        """Record the steps to come, which takes a tenth of a second, so that the first stretch need not."""
        self._records.prepare(self._stepper, self._course.next_size)

    def advance(self, most: int, keeper: Keeper | None = None) -> StepChunk:
        """A stretch that nobody looks at: it may end in numbers that are not finite."""
        first = self.steps_done + 1
        losses: list[Tensor] = []
        rates: list[float] = []
        with self.randomness():
            while self.steps_done < first - 1 + most and not (losses and self.evaluation_due):
                found, at = self._steps(first - 1 + most - self.steps_done, keeper)
                losses.append(found)
                rates += at
        loss = numbers(Fetched(torch.cat(losses)))
        return StepChunk(np.arange(first, first + len(loss)), loss, np.array(rates))

    def randomness(self) -> AbstractContextManager[None]:
        """Inside, torch draws the random numbers of this lane."""
        return self._lane.entered()

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Inside, passes in the mode of training leave running statistics and random numbers as they are."""
        buffers = [(buffer, buffer.clone()) for buffer in self.network.buffers()]
        random = self._lane.state_dict()
        try:
            with self._lane.entered():
                yield
        finally:
            self._lane.load_state_dict(random)
            for buffer, earlier in buffers:
                buffer.copy_(earlier)

    def next_samples(self) -> tuple[Tensor, Tensor]:
        """Inputs and targets of the next step, which then has another batch: for who goes back afterwards."""
        return self._batches.take(self._course.next_batch())

    def newest_inputs(self) -> Tensor:
        """Inputs of the newest step; before the first one, of as many samples evenly spaced over the split."""
        chosen = self._course.newest if self.data.stream is None else None
        return self._x[evenly(len(self._x), self._course.batch_size) if chosen is None else chosen]

    def _steps(self, most: int, keeper: Keeper | None) -> tuple[Tensor, list[float]]:
        """Up to ``most`` steps by replay, or a single one by autograd; their losses and rates."""
        run = self._records.run(self._stepper, self._average, self._course.next_size)
        if run is None:
            loss, at = self._step_by_autograd()
            if keeper is not None:
                keeper.record(self.steps_done, self.shown_theta())
            return loss[None], [at]
        plan, stride = self.plan(most), keeper.stride if keeper is not None else 0
        losses, kept = run(plan.chosen, plan.rates, plan.first, stride)
        self._stepper.replayed(len(plan.rates))
        if keeper is not None:
            for place, theta in enumerate(kept, start=plan.first // stride + 1):
                keeper.record(place * stride, theta)
        return losses, plan.rates

    def plan(self, most: int) -> BatchPlan:
        """Up to ``most`` steps of one batch size and none past an evaluation; they count as done, for who does them."""
        course = self._course
        plan = BatchPlan(course.steps_done, [], [])
        size = course.next_size
        while (
            len(plan.rates) < most and not (plan.rates and course.evaluation_due) and course.next_size == size
        ):
            count = min(most - len(plan.rates), course.steps_left_in_epoch)
            plan.rates.extend(self._stepper.rates_from(course.steps_done, count))
            plan.chosen.extend(course.next_batches(count))
            self._steps_are_done(count)
        return plan

    def _step_by_autograd(self) -> tuple[Tensor, float]:
        chosen = self._course.next_batch()
        gradient: Evaluate | None = self._captures.of(chosen, self.aside) if self._stepper.script() else None
        if gradient is None:
            gradient = LossClosure(self.network, self.flat, self.loss, self._batches.take(chosen), self._lane)
        loss, at = self._stepper.step(self.steps_done, gradient)
        self._steps_are_done(1)
        self._average.follow(self.steps_done)
        return loss, at

    def _steps_are_done(self, count: int) -> None:
        if self._course.steps_are_done(count):
            self._fit_schedule()

    def _fit_schedule(self) -> None:
        """Let the optimizer follow the choices in force, over the run as long as it is now."""
        self._stepper.adopt(self.training, max(1, self.total_steps))

    @property
    def averaged(self) -> bool:
        """Whether an average of the parameters is evaluated and drawn in their place."""
        return self._average.vector is not None

    def shown_theta(self) -> Tensor:
        """The parameters to evaluate and to draw, ``(P,)``: an average of them where the choices ask for one."""
        return self._stepper.shown() if self._average.vector is None else self._average.vector

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Inside, the network has the parameters to evaluate and to draw; training stands still meanwhile."""
        if not (self.averaged or self._stepper.averages):
            yield
            return
        kept = self.theta.clone()
        self.theta.copy_(self.shown_theta())
        try:
            yield
        finally:
            self.theta.copy_(kept)

    # --- states ----------------------------------------------------------------------------------

    def state(self) -> State:
        """A copy of all that decides how this goes on, at any step, also in the middle of an epoch."""
        place = self._course.place()
        return State.of(
            network={name: tensor.clone() for name, tensor in self._memory.items()},
            optimizer=self._stepper.state_dict(),
            random=self._lane.state_dict(),
            average=self._average.state_dict(),
            course={**place.counts, "order": place.order},
        )

    def go_back(self, state: State) -> None:
        """Stand where ``state`` of this very lane says."""
        for name, tensor in state.tensors("network").items():
            self._memory[name].copy_(tensor)
        self._stepper.load_state_dict(state.part("optimizer"))
        self._lane.load_state_dict(state.tensors("random"))
        self._average.load_state_dict(state.tensors("average"))
        self._course.go_to(Position(state.counts("course"), state.tensors("course")["order"]))
        self._fit_schedule()
        self.flat.grad.zero_()

"""Loss and gradient of a batch, by the fastest means that the network, its optimizer and the device allow."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from torch import Tensor

from playground.build.network import Network
from playground.catalog.kinds import Loss
from playground.engine.compiled.closure import LossClosure
from playground.engine.compiled.cuda_graph import CudaGraphs, cuda_graph
from playground.engine.compiled.features import Features, features_of
from playground.engine.compiled.replay import Replay, Steps
from playground.engine.compiled.shared.leader import Leader
from playground.engine.compiled.shared.single_steps import Parts, StepPlan
from playground.engine.data.batches import Batches
from playground.engine.events.stages import NOTHING_MEASURED, BatchTimes
from playground.engine.optim.ema import WeightAverage
from playground.engine.optim.stepper import Evaluate, Stepper
from playground.engine.runtime.parameters import FlatParameters
from playground.engine.runtime.ranks import Ranks
from playground.engine.runtime.rng import RandomStream
from playground.spec.training import TrainingSpec


class Gradients:
    """Where a trainer gets its gradients from: recorded steps, captured ones, autograd, or several processes.

    Attributes:
        replay: Steps without Python.
        graphs: Steps captured on a GPU.
        features: Outputs of frozen first layers; None where nothing is kept.
    """

    def __init__(
        self,
        network: Network,
        flat: FlatParameters,
        loss: Loss,
        batches: Batches,
        random: RandomStream,
        *,
        in_memory: bool,
    ) -> None:
        """Use a network in training mode.

        Args:
            network: The network.
            flat: Its parameters.
            loss: The loss.
            batches: The samples.
            random: Random numbers of the layers.
            in_memory: Whether all samples are on the device.
        """
        self._network, self._flat, self._loss, self._batches = network, flat, loss, batches
        self._random, self._in_memory = random, in_memory
        self.features: Features | None = None
        self._leader: Leader | None = None
        self._times = NOTHING_MEASURED
        self.record_again()

    def record_again(self) -> None:
        """Forget recorded steps, after the network computes otherwise; they are recorded when they are needed."""
        if self._leader is not None:
            self._leader.record_again()
            return
        self.keep_features(features_of(self._network, self._batches) if self._in_memory else None)

    def keep_features(self, features: Features | None) -> None:
        """Use kept outputs of the first layers, or compute all layers at every step."""
        self.features = features
        parts = self._parts
        on_gpu = self._flat.theta.device.type == "cuda" and self._in_memory
        self.graphs, self.replay = CudaGraphs(*parts, cuda_graph if on_gpu else None), Replay(*parts)

    @property
    def _parts(self) -> tuple[Network, FlatParameters, Loss, Batches]:
        kept = self.features
        if kept is None:
            return self._network, self._flat, self._loss, self._batches
        return kept.tail, self._flat, self._loss, kept

    def weights_replaced(self) -> None:
        """Forget kept outputs if other weights than the trained ones may have changed."""
        if self.features is not None:
            self.features.check()

    def steps(self, stepper: Stepper, average: WeightAverage, batch_size: int) -> Steps | None:
        """Steps without Python; None where they cannot be had, or while outputs of the first layers are missing."""
        if self._leader is not None:
            return self._shared_steps(self._leader, stepper, average, batch_size)
        if self.features is not None and not self.features.complete:
            return None
        return self.replay.steps(stepper, average, batch_size)

    def _shared_steps(
        self, leader: Leader, stepper: Stepper, average: WeightAverage, batch_size: int
    ) -> Steps | None:
        if stepper.script() is None:
            return None

        def steps(
            chosen: list[Tensor], rates: list[float], first: int, stride: int
        ) -> tuple[Tensor, list[Tensor]]:
            return leader.steps(stepper, average, StepPlan(chosen, rates, first, batch_size), stride)

        return steps

    def prepare(self, stepper: Stepper, batch_size: int) -> None:
        """Record and compile for batches of an epoch with this size."""
        if self.features is None and self._leader is None:
            self.replay.prepare(stepper, batch_size)

    def use_autograd(self) -> None:
        """Compute every further gradient by autograd: nothing is recorded, compiled or captured."""
        self.replay.possible = self.graphs.possible = False

    @property
    def processes(self) -> int:
        """Number of processes on this machine that compute them."""
        return 1 if self._leader is None else self._leader.local_size

    @property
    def stage_times(self) -> BatchTimes:
        """Who computed when in a batch, where processes share the layers; see ``Stages.times``."""
        if self._leader is not None:
            self._times = self._leader.times
        return self._times

    def share_with(self, ranks: Ranks, training: TrainingSpec) -> None:
        """Compute every further gradient together with other processes, which this one leads.

        Args:
            ranks: The connected processes; each of the others runs a ``Follower``.
            training: Says what is split among them, and how.
        """
        self.keep_features(None)
        self.use_autograd()
        parts = Parts(self._network, self._flat, self._loss, self._batches, self._random)
        self._leader = Leader(parts, ranks, training)

    def leave(self) -> None:
        """End the training of the others, and compute every further gradient alone."""
        if self._leader is not None:
            self._times = self._leader.times
            leader, self._leader = self._leader, None
            leader.end()
            self.record_again()

    def of(
        self, chosen: Tensor, stepper: Stepper, aside: Callable[[], AbstractContextManager[None]]
    ) -> Evaluate:
        """Return loss and gradient of these samples.

        Args:
            chosen: Sample indices.
            stepper: What uses the gradient.
            aside: Preserves running statistics and random numbers while work is captured.
        """
        network, flat, loss, batches = self._parts
        if self._leader is not None:
            return self._leader.gradient(chosen, stepper)
        known = self.features is None or self.features.complete
        captured = self.graphs.of(chosen, aside) if known and stepper.script() else None
        if captured is not None:
            return captured
        return LossClosure(network, flat, loss.compute, batches.take(chosen), self._random)

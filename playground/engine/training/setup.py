"""Everything that training works with, built from a project."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor

from playground.build.analysis.shapes import analyze
from playground.build.class_weights import sample_shares, training_loss
from playground.build.data.loading import Data, load_data
from playground.build.expand import titles
from playground.build.network import Network, build_network
from playground.build.weights.fit import Fit
from playground.build.weights.start import begin_with
from playground.catalog.kinds import LOSSES, Loss
from playground.engine.data.augmentation import augmented_batch
from playground.engine.data.batches import Batches
from playground.engine.data.loader import StreamedBatches
from playground.engine.events.run import LayerInfo
from playground.engine.runtime.devices import resolve, use_device
from playground.engine.runtime.parameters import FlatParameters
from playground.engine.runtime.rng import generator
from playground.spec.project import Project
from playground.spec.training import TrainingSpec


class CannotTrain(ValueError):
    """A project with problems; the message is that of the first one."""


@dataclass(frozen=True)
class TrainingSetup:
    """Network, data and loss of a project on a device.

    Attributes:
        project: The project, with the device and epochs in force.
        device: Where training runs.
        data: The prepared data.
        loss: The loss entry.
        objective: The loss that training minimizes: with weights of the classes, where there are any.
        network: The network in training mode, on the device.
        flat: Its parameters and gradients as vectors.
        x: Inputs of the training split on the device.
        batches: The order of the samples of the training split.
        order: The generator that ``batches`` draws from.
        least_batch: The fewest samples that a batch may have.
        titles: Titles of the nodes by their ids.
        layers: Nodes that have parameters, in the order of computation.
        fitted: What fitted of the weights to begin with; None where all are drawn.
    """

    project: Project
    device: torch.device
    data: Data
    loss: Loss
    objective: Loss
    network: Network
    flat: FlatParameters
    x: Tensor
    batches: Batches
    order: torch.Generator
    least_batch: int
    titles: dict[str, str]
    layers: tuple[LayerInfo, ...]
    fitted: Fit | None

    @classmethod
    def build(
        cls, project: Project, *, epochs: int | None, device: str | None, dtype: torch.dtype
    ) -> TrainingSetup:
        """Build everything.

        Args:
            project: A project without problems.
            epochs: Instead of the project's.
            device: Instead of the project's.
            dtype: Precision of parameters and data. Weights are drawn in float32 in any case.

        Raises:
            CannotTrain: When the project has problems.
            DataProblem: When the data cannot be loaded.
            DeviceProblem: When this machine lacks the device.
            FileProblem: When the weights to begin with cannot be had, or do not fit.
        """
        training = project.training
        training = training.with_(epochs=epochs or training.epochs, device=device or training.device)
        project = project.with_(training=training)
        report = analyze(project)
        if report.problems:
            raise CannotTrain(report.problems[0].message)
        place = resolve(training.device)
        use_device(place)
        data = load_data(project.data).in_precision(dtype)
        loss = LOSSES.of(training.loss)
        network = build_network(project.graph, report, training.seed)
        fitted = begin_with(network, project.start)
        network = network.to(place, dtype)
        flat = FlatParameters(network, place, dtype)
        names = titles(project.graph)
        order = generator(training.seed, 1)
        x = data.x_train.to(place)
        least = max(step.layer.least_batch for step in network.steps)
        return cls(
            project=project,
            device=place,
            data=data,
            loss=loss,
            objective=training_loss(training, _targets(data), data.info.targets),
            network=network,
            flat=flat,
            x=x,
            batches=_batches(data, training, x, dtype, order, least),
            order=order,
            least_batch=least,
            titles=names,
            layers=tuple(
                LayerInfo(node, names[node], part.stop - part.start) for node, part in flat.segments.items()
            ),
            fitted=fitted,
        )


def _targets(data: Data) -> Tensor:
    """Targets of all training samples in their own unit."""
    return data.y_train if data.stream is None else data.stream.y


def _batches(
    data: Data, training: TrainingSpec, x: Tensor, dtype: torch.dtype, order: torch.Generator, least: int
) -> Batches:
    """Batches of the samples in memory, or of files where the data do not fit."""
    stream, loss = data.stream, LOSSES.of(training.loss)
    shares = sample_shares(training, _targets(data))
    change = None
    if training.augment.on:
        change = partial(augmented_batch, spec=training.augment, classes=data.info.targets)
    if stream is not None:
        target = data.loss_target(loss, stream.y).to(x.device)
        return StreamedBatches(stream, target, data.prepare, order, least=least, shares=shares, change=change)
    target = data.loss_target(loss, data.y_train)
    y = target.to(x.device, dtype if target.is_floating_point() else None)
    return Batches(x, y, order, least=least, shares=shares, change=change)

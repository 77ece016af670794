"""A trained network with its preprocessing: predict, evaluate, and take the module."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import nullcontext
from copy import deepcopy
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from playground.arrays import Singles
from playground.build.data.loading import Data
from playground.build.network import Network
from playground.catalog.kinds import Loss
from playground.engine.data.subsample import affordable
from playground.engine.training.checkpoint import load, resume_from
from playground.engine.training.evaluation import BATCH, WORK
from playground.engine.training.norm_statistics import ShownStatistics, parts
from playground.engine.training.session import Session
from playground.inference.model_evaluation import ModelEvaluation, evaluated
from playground.inference.other_data import other_samples
from playground.inference.prediction import Prediction
from playground.inference.samples import as_samples, prepare
from playground.inference.table_rows import column_rows
from playground.spec.data import DataSpec
from playground.spec.data_paths import PARAMETERS
from playground.spec.paths import checked_path, shown_name
from playground.spec.project import Project


class TrainedModel:
    """A trained network that takes inputs as its data set has them.

    Its weights are those that the run evaluates: the averaged or the best ones where the project asks for these.

    Attributes:
        project: What was trained, with its live changes.
        data: The data it was trained on, with the preprocessing fitted on their training part.
    """

    def __init__(self, project: Project, data: Data, loss: Loss, network: Network) -> None:
        """See ``load_model`` and ``model_of``."""
        self.project, self.data = project, data
        self._loss, self._network = loss, network
        self._device = next((p.device for p in network.parameters()), torch.device("cpu"))

    def __repr__(self) -> str:
        """The project in one line."""
        return f"TrainedModel({self.project!r})"

    @property
    def network(self) -> Network:
        """The network itself, in evaluation mode; ``module`` copies it."""
        return self._network

    def predict(self, x: Any) -> Prediction:
        """Predict classes or values of new samples.

        Args:
            x: Numbers ``(N, *shape)`` in the units of the data, before any preprocessing; or one sample; or for tables
                columns by name, as a mapping of lists or a data frame.

        Raises:
            DataProblem: When the shape is wrong, a column is missing, or a value is none; names the place.
        """
        return self._predicted([self._samples(x)])

    def predict_batches(self, batches: Iterable[Singles]) -> Prediction:
        """Predict samples that come some at a time, each ``(n, *shape)``; raises like ``predict``."""
        return self._predicted(as_samples(batch, self.data) for batch in batches)

    def prepare(self, x: Any) -> Tensor:
        """Return inputs for ``module``, ``(N, *input_shape)``; takes samples and raises like ``predict``."""
        return prepare(self._samples(x), self.data)

    def module(self) -> nn.Module:
        """Return a copy of the network as a plain torch module in evaluation mode.

        It maps prepared inputs, see ``prepare``, to outputs: logits, or targets as the network learns them.
        """
        return deepcopy(self._network)

    def evaluate(self, data: DataSpec | Project | None = None) -> ModelEvaluation:
        """Measure predictions against the truth.

        Args:
            data: Other data of the same kind, or a project with such data, of which all samples are used;
                by default the validation part of the data that the network was trained on.

        Raises:
            DataProblem: When the data cannot be read or are of another kind; one sentence.
            UnknownEntry: When the choice names something unknown.
        """
        spec = data.data if isinstance(data, Project) else data
        if spec is None or spec == self.data.spec:
            return self._evaluated([(self.data.x_val, self.data.y_val)])
        found = other_samples(self.data, spec)
        return self._evaluated((prepare(x, self.data), torch.from_numpy(y)) for x, y in found)

    def _samples(self, x: Any) -> Singles:
        return as_samples(column_rows(self.data, x) if hasattr(x, "keys") else x, self.data)

    def _predicted(self, batches: Iterable[Singles]) -> Prediction:
        scores = [np.zeros((0, self.data.info.targets), np.float32)]
        for samples in batches:
            inputs = self._split(prepare(samples, self.data))
            scores += [self._scores(self._outputs(each)) for each in inputs]
        info = self.data.info
        return Prediction(np.concatenate(scores), info.class_names, info.target_names)

    def _evaluated(self, batches: Iterable[tuple[Tensor, Tensor]]) -> ModelEvaluation:
        info, total = self.data.info, 0.0
        scores = [np.zeros((0, info.targets), np.float32)]
        truth: list[Tensor] = []
        for x, y in batches:
            for xs, ys in zip(self._split(x), self._split(y), strict=True):
                outputs = self._outputs(xs)
                wanted = self.data.loss_target(self._loss, ys.to(self._device))
                with torch.inference_mode():
                    total += float(self._loss.compute(outputs, wanted)) * len(xs)
                scores.append(self._scores(outputs))
                truth.append(ys)
        prediction = Prediction(np.concatenate(scores), info.class_names, info.target_names)
        return evaluated(total, prediction, torch.cat(truth).numpy())

    def _split(self, values: Tensor) -> list[Tensor]:
        """Batches of the size of the run's evaluations."""
        return parts(values, affordable(self._network, WORK, *BATCH)) if len(values) else []

    def _outputs(self, inputs: Tensor) -> Tensor:
        with torch.inference_mode():
            found: Tensor = self._network(inputs.to(self._device))
        return found

    def _scores(self, outputs: Tensor) -> Singles:
        with torch.inference_mode():
            return self.data.scores(self._loss, outputs).float().cpu().numpy()


def model_of(session: Session) -> TrainedModel:
    """Copy what a run has trained so far; see ``trained_network``."""
    return TrainedModel(session.project, session.data, session.loss, trained_network(session))


def trained_network(session: Session) -> Network:
    """Copy a run's network in evaluation mode, with the parameters and running statistics that it evaluates."""
    average = session.averaged or session.stepper.shows_average
    with session.shown():
        # A run that evaluates in training mode needs no statistics for its average; a prediction does.
        missing = average and session.training_mode
        with ShownStatistics().inside(session, exact=True) if missing else nullcontext():
            return deepcopy(session.network).eval()


def load_model(
    project: Project, weights: str | os.PathLike[str], *, device: str | None = None
) -> TrainedModel:
    """Load a trained network from a project and a file of weights, as ``train`` saves it.

    Args:
        project: What was trained; its data are read again, as the preprocessing is fitted on them. They may have
            moved since. Its network, data and loss count; training settings are those of the run.
        weights: File of the weights.
        device: Instead of the project's.

    Raises:
        FileProblem: When the weights cannot be read, or belong to another network or other data.
        CannotTrain, DataProblem, DeviceProblem, UnknownEntry: As for training the project.
    """
    found = load(weights)
    same = _but_for_paths(found.project.data) == _but_for_paths(project.data)
    saved = replace(found, project=found.project.with_(data=project.data)) if same else found
    # Settings of the run itself, such as an average of the weights or another seed, are those of the file.
    training = found.project.training.with_(loss=project.training.loss)
    wanted, name = project.with_(training=training), shown_name(checked_path(weights))
    session = resume_from(saved, name, wanted, device=device or project.training.device)
    try:
        return model_of(session)
    finally:
        session.close()


def _but_for_paths(data: DataSpec) -> DataSpec:
    params = {name: value for name, value in data.dataset.params.items() if name not in PARAMETERS}
    return data.with_(dataset=data.dataset.with_(params=params))

"""A run as event files that TensorBoard reads: scalars, histograms, pictures, the graph and hyperparameters."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from playground.arrays import Floats
from playground.build.nodes import title_of
from playground.engine.events.pictures import Confusion, DecisionMap
from playground.engine.events.run import Evaluated, Event, Scalars
from playground.engine.probes.predictions import Predictor
from playground.export.histograms import histograms
from playground.extras import missing
from playground.spec.paths import FileProblem, checked_path

if TYPE_CHECKING:
    from tensorboard.compat.proto.graph_pb2 import GraphDef
    from torch.utils.tensorboard import SummaryWriter

    from playground.engine.training.session import Session
    from playground.spec.project import Project

MOST_LOSSES = 5_000
"""Losses of batches that are written of a run, evenly spaced; TensorBoard itself draws 1,000."""
SECONDS_BETWEEN = 2.0
"""Least time between two evaluations whose weights and predictions are written, as histograms and pictures."""


class EventFiles:
    """Writes one run into a folder while it trains; close it at the end.

    Every record carries the time at which it was written.

    Args:
        folder: Made if it is missing; files of earlier runs stay beside.
        project: What is trained.

    Raises:
        FileProblem: When TensorBoard is not installed, or the folder cannot be written.
    """

    def __init__(self, folder: str | os.PathLike[str], project: Project) -> None:
        self._project = project
        self._writer: Any = _writer(checked_path(folder))
        self._pictured = -SECONDS_BETWEEN
        self._final: Evaluated | None = None

    def take(self, event: Event, session: Session, seconds: float) -> None:
        """Write what an event says, and the weights at evaluations.

        Args:
            event: The newest event of the run.
            session: Where the run is.
            seconds: Since the run began, by any clock.
        """
        if isinstance(event, Scalars):
            self._add_steps(event, session.total_steps)
        elif isinstance(event, Evaluated):
            self._final = event
            self._add_evaluation(event)
            if seconds - self._pictured >= SECONDS_BETWEEN or session.finished:
                self._pictured = seconds
                self.add_network(session)

    def add_network(self, session: Session) -> None:
        """Write weights and predictions as they are now."""
        self._add_weights(session)
        self._add_predictions(session)

    def close(self) -> None:
        """Write graph and hyperparameters, and finish the file."""
        from tensorboard.compat.proto.event_pb2 import Event as FileEvent  # noqa: PLC0415 - an extra

        graph = graph_of(self._project).SerializeToString()
        self._writer.file_writer.add_event(FileEvent(graph_def=graph))
        if self._final is not None:
            values = {"metric": self._final.validation_metric, "loss": self._final.validation_loss}
            results = {f"final/{name}": value for name, value in values.items()}
            self._writer.add_hparams(hyperparameters(self._project), results, run_name=".")
        self._writer.close()

    def _add_steps(self, event: Scalars, total: int) -> None:
        stride = max(1, total // MOST_LOSSES)
        for place in np.flatnonzero(event.steps % stride == 0):
            step = int(event.steps[place])
            self._writer.add_scalar("batch/loss", event.loss[place], step)
            self._writer.add_scalar("learning rate", event.learning_rate[place], step)

    def _add_evaluation(self, event: Evaluated) -> None:
        for split, loss, metric in (
            ("training", event.train_loss, event.train_metric),
            ("validation", event.validation_loss, event.validation_metric),
        ):
            self._writer.add_scalar(f"{split}/loss", loss, event.step)
            self._writer.add_scalar(f"{split}/metric", metric, event.step)

    def _add_weights(self, session: Session) -> None:
        with session.shown(exact=False):
            values = {
                f"{node}/{name}": parameter.detach().cpu().numpy().astype(np.float64)
                for node in session.network.order
                for name, parameter in session.network.parameters_of(node)
            }
        self._writer.file_writer.add_summary(histograms(values), session.steps_done)

    def _add_predictions(self, session: Session) -> None:
        wanted = frozenset({DecisionMap, Confusion})
        with session.shown(exact=False):
            events = [*Predictor(session).events(0, session.steps_done, wanted)]
        for event in events:
            if isinstance(event, DecisionMap):
                picture = _shares(event.scores[::-1])
                self._writer.add_image("prediction", picture, event.step, dataformats="HW")
            elif isinstance(event, Confusion):
                counts = event.counts / np.maximum(event.counts.sum(1, keepdims=True), 1)
                grey = np.kron(_shares(1.0 - counts[..., None]), np.ones((16, 16), np.uint8))
                self._writer.add_image("confusion: true classes down", grey, event.step, dataformats="HW")


def _writer(folder: Path) -> SummaryWriter:
    try:
        from torch.utils.tensorboard import SummaryWriter  # noqa: PLC0415 - an extra
    except ImportError:
        raise FileProblem(missing("tensorboard")) from None
    try:
        return SummaryWriter(str(folder))
    except OSError as error:
        raise FileProblem(f"{folder} cannot be written: {error.strerror}.") from None


def _shares(scores: Floats) -> NDArray[np.uint8]:
    """Grey levels ``(height, width)`` of the last of some scores, from its least to its greatest value."""
    last = scores[..., -1]
    low, high = float(np.nanmin(last)), float(np.nanmax(last))
    levels: NDArray[np.uint8] = np.nan_to_num(255 * (last - low) / ((high - low) or 1.0)).astype(np.uint8)
    return levels


def graph_of(project: Project) -> GraphDef:
    """Return the network as TensorBoard draws it: a node for each layer, with its parameters as attributes."""
    from tensorboard.compat.proto.attr_value_pb2 import AttrValue  # noqa: PLC0415 - an extra
    from tensorboard.compat.proto.graph_pb2 import GraphDef  # noqa: PLC0415
    from tensorboard.compat.proto.node_def_pb2 import NodeDef  # noqa: PLC0415

    nodes = []
    sources_of: dict[str, list[str]] = {}
    for edge in project.graph.edges:
        sources_of.setdefault(edge.target, []).append(edge.source)
    for node in project.graph.nodes:
        words = {"title": title_of(node), **{name: str(value) for name, value in node.params.items()}}
        if node.activation is not None:
            words["activation"] = node.activation.kind
        attributes = {name: AttrValue(s=text.encode()) for name, text in words.items()}
        nodes.append(NodeDef(name=node.id, op=node.kind, input=sources_of.get(node.id, []), attr=attributes))
    return GraphDef(node=nodes)


def hyperparameters(project: Project) -> dict[str, float | str | bool]:
    """Return the settings of the training by name; those of optimizer, schedule and loss with their owner in front."""
    return dict(_settings(project))


def _settings(project: Project) -> Iterator[tuple[str, float | str | bool]]:
    for name, value in project.training:
        kind = getattr(value, "kind", None)
        if isinstance(value, float | int | str):
            yield name, value
        elif kind is not None:
            yield name, kind
            yield from ((f"{name}.{key}", each) for key, each in value.params.items())

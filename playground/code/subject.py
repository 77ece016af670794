"""What a script is about: the parts of a sound project in the order of computation."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from playground.build.analysis.shapes import analyze
from playground.build.expand import in_order, titles
from playground.build.report import Report
from playground.catalog.kinds import (
    ACTIVATIONS,
    LAYERS,
    LOSSES,
    OPTIMIZERS,
    SCHEDULES,
    Activation,
    DataInfo,
    Layer,
    Loss,
    LossCode,
    ModuleCode,
    Optimizer,
    Schedule,
    Shape,
    describe,
)
from playground.code.script import AboveRung, as_words
from playground.spec.project import Project
from playground.spec.training import NodeTraining, TrainingSpec


@dataclass(frozen=True)
class Part:
    """A layer with its activation.

    Attributes:
        node: Full id of its node.
        title: Its name for comments, e.g. ``Linear 2``.
        layer: Catalog entry.
        code: How the layer is written.
        activation: Catalog entry of the activation, None without one.
        activation_code: How that is written.
        inputs: Ids of the nodes that feed it, by slot.
        shape: Shape of its output.
        training: Its own training settings.
    """

    node: str
    title: str
    layer: Layer
    code: ModuleCode
    activation: Activation | None
    activation_code: ModuleCode
    inputs: tuple[str, ...]
    shape: Shape
    training: NodeTraining

    @property
    def comment(self) -> str:
        """Title and shape of the output."""
        return f"{self.title}: {describe(self.shape)}"


@dataclass(frozen=True)
class Subject:
    """A project that can train, as scripts see it.

    Attributes:
        project: The project.
        parts: Its layers in the order of computation, from the input to the output.
        info: Facts about its data.
        loss: Catalog entry.
        loss_code: How the loss is written.
        optimizer: Catalog entry.
        schedule: Catalog entry.
        factor: Lines of the schedule's function; empty where the rate stays.
    """

    project: Project
    parts: tuple[Part, ...]
    info: DataInfo
    loss: Loss
    loss_code: LossCode
    optimizer: Optimizer
    schedule: Schedule
    factor: str

    @property
    def training(self) -> TrainingSpec:
        """The training settings."""
        return self.project.training

    @property
    def is_chain(self) -> bool:
        """Whether each layer feeds the next one alone."""
        return all(after.inputs == (before.node,) for before, after in pairwise(self.parts))

    @property
    def steady(self) -> bool:
        """Whether the learning rate is the same at all steps."""
        return not self.factor and not self.training.warmup

    @property
    def is_random(self) -> bool:
        """Whether layers draw random numbers in training."""
        return any(part.layer.random for part in self.parts)

    @property
    def least_batch(self) -> int:
        """The fewest samples that a batch may have."""
        return max(part.layer.least_batch for part in self.parts)


def subject(project: Project, report: Report | None = None) -> Subject:
    """Collect what a script is about.

    Args:
        project: The project.
        report: Its analysis, where there is one.

    Raises:
        AboveRung: When the project has problems, or something in it cannot be written on any rung.
    """
    report = report or analyze(project)
    if report.problems:
        raise AboveRung(report.problems[0].message, report.problems[0].node)
    assert report.data is not None
    training = project.training
    loss, schedule = LOSSES.of(training.loss), SCHEDULES.of(training.schedule)
    loss_code, factor = loss.code(report.data.targets, report.data.task), schedule.code()
    if training.augment.on:
        raise AboveRung("Augmentation draws its random numbers batch by batch, which no script reproduces.")
    if loss_code is None:
        raise AboveRung(f"{loss.title} cannot be written in a script.")
    if factor is None:
        raise AboveRung(
            f"{schedule.title} follows the validation loss of the run, which a script does not evaluate on the way."
        )
    return Subject(
        project=project,
        parts=_parts(project, report),
        info=report.data,
        loss=loss,
        loss_code=loss_code,
        optimizer=OPTIMIZERS.of(training.optimizer),
        schedule=schedule,
        factor=factor.strip("\n"),
    )


def _parts(project: Project, report: Report) -> tuple[Part, ...]:
    graph = report.flat.graph
    nodes, names = graph.by_id(), titles(project.graph)
    inputs: dict[str, list[str]] = {node: [] for node in nodes}
    for edge in sorted(graph.edges, key=lambda edge: edge.slot):
        inputs[edge.target].append(edge.source)
    parts = []
    for name in in_order(graph):
        node = nodes[name]
        layer = LAYERS.create(node.kind, node.params)
        shapes = tuple(report.shapes[source] for source in inputs[name]) or (report.shapes[name],)
        code = layer.code(*shapes)
        activation = ACTIVATIONS.of(node.activation) if node.activation else None
        activation_code = activation.code(layer.out_shape(*shapes)) if activation else ModuleCode()
        if code is None or activation_code is None:
            title = layer.title if code is None or activation is None else activation.title
            raise AboveRung(f"{title} cannot be written in a script.", name)
        parts.append(
            Part(
                node=name,
                title=as_words(names[name]),
                layer=layer,
                code=code,
                activation=activation,
                activation_code=activation_code,
                inputs=tuple(inputs[name]),
                shape=report.shapes[name],
                training=node.training,
            )
        )
    return tuple(parts)

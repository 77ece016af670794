"""The learning rate of every step, for training and for its preview."""

from collections import Counter
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from playground.build import fixes
from playground.build.expand import expand, title_at
from playground.build.nodes import title_of
from playground.build.report import Fix, Problem
from playground.catalog.kinds import LAYERS, OPTIMIZERS, SCHEDULES, Optimizer
from playground.spec.base import Choice
from playground.spec.graph import Graph, Node
from playground.spec.node_training import settings_of
from playground.spec.project import Project
from playground.spec.training import TrainingSpec

USUAL = "adam"
"""The optimizer to suggest in place of one that cannot be used."""


class Rate:
    """The learning rate as a function of the step, 0 <= step < total_steps.

    During the first ``warmup`` steps the schedule's rate is multiplied by (step + 1) / (warmup + 1).
    """

    def __init__(self, training: TrainingSpec, total_steps: int) -> None:
        """The rate that these choices give.

        Raises:
            UnknownEntry: When the optimizer or the schedule is not known.
        """
        self._base = OPTIMIZERS.of(training.optimizer).learning_rate
        self._schedule, self._warmup = SCHEDULES.of(training.schedule), training.warmup
        self._total = total_steps

    def __call__(self, step: int) -> float:
        """The rate at a step."""
        factor = self._schedule.factor(min(step, self._total - 1), self._total)
        return self._base * factor * min(1.0, (step + 1) / (self._warmup + 1))

    def row(self, first: int, count: int) -> list[float]:
        """The rates at ``count`` steps in a row."""
        if self._schedule.steady and first >= self._warmup:
            return [self(first)] * count
        return [self(step) for step in range(first, first + count)]


def training_problems(project: Project, parameters: int) -> list[Problem]:
    """Problems of the chosen optimizer with a sound network of that many parameters."""
    entry = OPTIMIZERS.of(project.training.optimizer)
    usual = OPTIMIZERS.entry(USUAL)
    remedy = fixes.choose(f"Use {usual.title}", "training", "optimizer", Choice(kind=USUAL))
    most = entry.needs.most_parameters
    if most is not None and parameters > most:
        message = f"{entry.title} works with up to {most:,} parameters; this network has {parameters:,}."
        return [Problem(message, place="training", fixes=(remedy,))]
    rates = _rate_problems(project, entry, remedy) if entry.needs.one_rate else []
    return rates + _split_problems(project)


def _split_problems(project: Project) -> list[Problem]:
    """The problem of a network that cannot be computed in micro-batches by several processes without a difference."""
    if project.training.split != "layers":
        return []
    graph = expand(project.graph).graph
    for node in graph.nodes:
        layer = LAYERS.create(node.kind, node.params)
        if layer.random:
            reason = "draws random numbers"
        elif layer.keeps_statistics and not node.training.frozen:
            reason = "averages over a whole batch"
        else:
            continue
        title = title_at(project.graph, node.id)
        message = f"{title} {reason}, so the layers cannot be split over processes without another curve."
        remedy = fixes.split_samples("Split the samples instead")
        return [Problem(message, node=node.id, fixes=(remedy,))]
    return _process_problems(project, graph)


def _process_problems(project: Project, graph: Graph) -> list[Problem]:
    """The problem of a layer that is laid on a process that is not there, or before one whose outputs it needs."""
    count = project.training.processes
    titles = Counter(title_at(project.graph, node.id) for node in graph.nodes)

    def called(name: str) -> str:
        title = title_at(project.graph, name)
        return title if titles[title] == 1 else f"{title} ({name})"

    above: dict[str, Node | None] = {}  # the layer with the last process of its own that each one needs
    for name in graph.order():
        node = graph.node(name)
        needed = [above[edge.source] for edge in graph.inputs_of(name)]
        last = max(
            (each for each in needed if each is not None),
            key=lambda each: each.training.process,
            default=None,
        )
        own = node.training.process if graph.inputs_of(name) else 0
        title = called(name)
        words = ""
        if own > count > 1:
            words = f"{title} is laid on process {own}, but there are {count} processes."
        elif own and last is not None and own < last.training.process:
            words = (
                f"{title} is laid on process {own}, but needs what {called(last.id)} computes, "
                f"which is laid on process {last.training.process}."
            )
        if words:
            return [Problem(words, node=name, fixes=(fixes.choose_processes("Let all processes be chosen"),))]
        above[name] = node if own and (last is None or own >= last.training.process) else last
    return []


def _rate_problems(project: Project, entry: Optimizer, remedy: Fix) -> list[Problem]:
    """The problem of an optimizer without groups of parameters with layers that have rates of their own."""
    own = [path for path, each in settings_of(project.graph).items() if each.rate_factor != 1.0]
    if not own:
        return []
    name = own[0].replace("/", "/1/")
    others = len(own) - 1
    more = f" and {others} other {'layer' if others == 1 else 'layers'}" if others else ""
    rates = "have rate factors of their own" if others else "has its own rate factor"
    return [
        Problem(
            f"{entry.title} uses one learning rate for all layers, but {title_at(project.graph, name)}{more} {rates}.",
            node=name,
            fixes=(fixes.common_rate("Use the common learning rate"), remedy),
        )
    ]


def frozen_problems(graph: Graph, parameters: Mapping[str, int]) -> list[Problem]:
    """The problem of a sound network with weights that are all frozen.

    Args:
        graph: The network.
        parameters: Numbers of parameters by full id.
    """
    weighted = [node for node in expand(graph).graph.nodes if parameters.get(node.id)]
    if not weighted or not all(node.training.frozen for node in weighted):
        return []
    message = "All layers with weights are frozen, so nothing can be trained."
    last = next((node for node in reversed(weighted) if "/" not in node.id), None)
    some = () if last is None else (fixes.thaw(f"Thaw {title_of(last)}", last.id),)
    node = None if last is None else last.id
    return [Problem(message, node=node, fixes=(*some, fixes.thaw_every("Thaw all layers")))]


def batch_size(training: TrainingSpec, samples: int) -> int:
    """Samples per step: the number chosen, or all of them for an optimizer that needs the whole data.

    Raises:
        UnknownEntry: When the optimizer is not known.
    """
    return samples if OPTIMIZERS.of(training.optimizer).needs.full_batch else training.batch_size


def is_predictable(training: TrainingSpec) -> bool:
    """Whether the learning rate depends on the step alone; otherwise the preview shows it before any fall.

    Raises:
        UnknownEntry: When the schedule is not known.
    """
    return not SCHEDULES.of(training.schedule).memory


def preview(
    training: TrainingSpec, total_steps: int, points: int = 400
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Steps and their rates over the whole run, at most ``points`` of them, first and last included."""
    steps = np.unique(np.linspace(0, total_steps - 1, min(points, total_steps)).round().astype(np.int64))
    at = Rate(training, total_steps)
    return steps, np.array([at(int(step)) for step in steps])

"""The learning rate of every step, for training and for its preview alike."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

import playground.catalog.optimizers
import playground.catalog.schedules  # noqa: F401
from playground.build import fixes
from playground.build.nodes import title_of
from playground.build.report import Problem
from playground.catalog.kinds import OPTIMIZERS, SCHEDULES
from playground.spec.base import Choice
from playground.spec.project import Project
from playground.spec.training import TrainingSpec

Rate = Callable[[int], float]
USUAL = "adam"
"""The optimizer that is offered in place of one that cannot be used."""


def rate(training: TrainingSpec, total_steps: int) -> Rate:
    """The learning rate as a function of the step, 0 <= step < total_steps.

    During the first ``warmup`` steps the schedule's rate is multiplied by (step + 1) / (warmup + 1).

    Raises:
        UnknownEntry: When the optimizer or the schedule is not known.
    """
    base = OPTIMIZERS.of(training.optimizer).learning_rate
    schedule, warmup = SCHEDULES.of(training.schedule), training.warmup

    def at(step: int) -> float:
        factor = schedule.factor(min(step, total_steps - 1), total_steps)
        return base * factor * min(1.0, (step + 1) / (warmup + 1))

    return at


def training_problems(project: Project, parameters: int) -> list[Problem]:
    """What keeps the optimizer chosen from training a sound network with so many parameters."""
    entry = OPTIMIZERS.of(project.training.optimizer)
    usual = OPTIMIZERS.entry(USUAL)
    remedy = fixes.choose(f"Use {usual.title}", "training", "optimizer", Choice(kind=USUAL))
    most = entry.needs.most_parameters
    if most is not None and parameters > most:
        message = f"{entry.title} works with up to {most:,} parameters; this network has {parameters:,}."
        return [Problem(message, place="training", fixes=(remedy,))]
    if not entry.needs.one_rate:
        return []
    return [
        Problem(
            f"{entry.title} moves all layers at one rate, but {title_of(node)} has a rate factor of its own.",
            node=node.id,
            fixes=(fixes.like_all("Let it learn at the common rate", node.id), remedy),
        )
        for node in project.graph.nodes
        if node.training.rate_factor != 1.0
    ]


def batch_size(training: TrainingSpec, samples: int) -> int:
    """Samples per step: the number chosen, or all of them for an optimizer that needs the whole data.

    Raises:
        UnknownEntry: When the optimizer is not known.
    """
    return samples if OPTIMIZERS.of(training.optimizer).needs.full_batch else training.batch_size


def foreseen(training: TrainingSpec) -> bool:
    """Whether the learning rate follows from the step alone; else the preview shows it before any fall.

    Raises:
        UnknownEntry: When the schedule is not known.
    """
    return not SCHEDULES.of(training.schedule).memory


def preview(
    training: TrainingSpec, total_steps: int, points: int = 400
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Steps and their rates over the whole run, at most ``points`` of them, first and last included."""
    steps = np.unique(np.linspace(0, total_steps - 1, min(points, total_steps)).round().astype(np.int64))
    at = rate(training, total_steps)
    return steps, np.array([at(int(step)) for step in steps])

"""Changes of the training settings during a run, in words, and of how single nodes learn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.build.expand import expand
from playground.build.training import training_problems
from playground.catalog.kinds import OPTIMIZERS
from playground.spec.base import Value
from playground.spec.fields import live_fields, title_of
from playground.spec.node_training import adopt_settings, settings_of
from playground.spec.training import NodeTraining, TrainingSpec

if TYPE_CHECKING:
    from playground.engine.training.session import Session
    from playground.engine.training.trainer import Trainer
    from playground.spec.graph import Graph
    from playground.spec.project import Project

NAMED = 3
"""Nodes that a sentence names."""


def describe_change(old: TrainingSpec, new: TrainingSpec) -> str:
    """Describe the differences of two training settings, e.g. ``learning rate 0.01 → 0.001``."""
    words: list[str] = []
    before, after = OPTIMIZERS.of(old.optimizer), OPTIMIZERS.of(new.optimizer)
    if type(before) is not type(after):
        words.append(f"{before.title} → {after.title}")
    words += [
        f"{name} {_words(getattr(before, name))} → {_words(getattr(after, name))}"
        for name in type(after).model_fields
        if hasattr(before, name) and getattr(before, name) != getattr(after, name)
    ]
    if old.schedule != new.schedule:
        changed = old.schedule.kind == new.schedule.kind
        words.append("schedule changed" if changed else f"schedule {old.schedule.kind} → {new.schedule.kind}")
    words += [
        f"{title_of(TrainingSpec, name)} {_words(getattr(old, name))} → {_words(getattr(new, name))}"
        for name in live_fields(TrainingSpec)
        if getattr(old, name) != getattr(new, name)
    ]
    return ", ".join(words).replace("_", " ")


def keeps_state(old: TrainingSpec, new: TrainingSpec) -> bool:
    """Whether optimizer, schedule, average and early stopping can use a state from before the change."""
    return (
        OPTIMIZERS.of(old.optimizer).can_become(OPTIMIZERS.of(new.optimizer))
        and old.schedule.kind == new.schedule.kind
        and bool(old.average) == bool(new.average)
        and (old.patience > 0, old.stop_on) == (new.patience > 0, new.stop_on)
    )


def _words(value: Value) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return value if isinstance(value, str) else f"{value:g}"


def apply_changes(session: Session, project: Project) -> str:
    """Apply the training settings of a project and of its nodes; returns what changed, in words."""
    changes = session.apply(project.training), adopt_node_training(session, project.graph)
    return ", ".join(filter(None, changes))


def adopt_node_training(trainer: Trainer, graph: Graph) -> str:
    """Let the nodes of a run learn as those of a graph; weights stay, and momenta as far as they can.

    Args:
        trainer: The run.
        graph: Nodes that the run lacks are ignored, as are settings with which it cannot train.

    Returns:
        What changed, in words; empty if nothing did.
    """
    project = trainer.project
    project = project.with_(graph=adopt_settings(project.graph, settings_of(graph)))
    wanted = {node.id: node.training for node in expand(project.graph).graph.nodes}
    steps = trainer.network.steps
    changed = [(step.node, step.training, wanted[step.node]) for step in steps]
    changed = [(node, old, new) for node, old, new in changed if old != new]
    frozen = all(wanted[node].frozen for node in trainer.segments)
    if not changed or frozen or training_problems(project, trainer.theta.numel()):
        return ""
    trainer.adopt_node_training(project, wanted)
    weighted = [each for each in changed if each[0] in trainer.segments]
    return _node_words(trainer, weighted) if weighted else ""


def _node_words(trainer: Trainer, changed: list[tuple[str, NodeTraining, NodeTraining]]) -> str:
    """Name what changed, the same change of several nodes once."""
    by_change: dict[str, list[str]] = {}
    for node, old, new in changed:
        for words in _changes(old, new):
            by_change.setdefault(words, []).append(trainer.titles[node])
    return ", ".join(f"{_some(titles)} {words}" for words, titles in by_change.items())


def _changes(old: NodeTraining, new: NodeTraining) -> list[str]:
    words = []
    if old.frozen != new.frozen:
        words.append("frozen" if new.frozen else "thawed")
    if old.rate_factor != new.rate_factor:
        words.append(f"rate factor {old.rate_factor:g} → {new.rate_factor:g}")
    if old.weight_decay != new.weight_decay:
        words.append("weight decay changed")
    return words


def _some(titles: list[str]) -> str:
    shown = ", ".join(titles[:NAMED])
    return shown if len(titles) <= NAMED else f"{shown} and {len(titles) - NAMED} more"

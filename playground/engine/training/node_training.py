"""Changes during a run of how single nodes learn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.build.expand import expand
from playground.build.training import training_problems
from playground.spec.node_training import adopt_settings, settings_of

if TYPE_CHECKING:
    from playground.engine.training.session import Session
    from playground.spec.graph import Graph
    from playground.spec.project import Project
    from playground.spec.training import NodeTraining

NAMED = 3
"""Nodes that a sentence names."""


def apply_changes(session: Session, project: Project) -> str:
    """Apply the training settings of a project and of its nodes; returns what changed, in words."""
    changes = session.apply(project.training), adopt_node_training(session, project.graph)
    return ", ".join(filter(None, changes))


def adopt_node_training(session: Session, graph: Graph) -> str:
    """Let the nodes of a run learn as those of a graph; weights stay, and momenta as far as they can.

    Args:
        session: The run.
        graph: Nodes that the run lacks are ignored, as are settings with which it cannot train.

    Returns:
        What changed, in words; empty if nothing did.
    """
    project = session.project
    project = project.with_(graph=adopt_settings(project.graph, settings_of(graph)))
    wanted = {node.id: node.training for node in expand(project.graph).graph.nodes}
    steps = session.network.steps
    changed = [(step.node, step.training, wanted[step.node]) for step in steps]
    changed = [(node, old, new) for node, old, new in changed if old != new]
    frozen = all(wanted[node].frozen for node in session.segments)
    if not changed or frozen or training_problems(project, session.theta.numel()):
        return ""
    session.adopt_node_training(project, wanted)
    weighted = [each for each in changed if each[0] in session.segments]
    return _node_words(session, weighted) if weighted else ""


def _node_words(session: Session, changed: list[tuple[str, NodeTraining, NodeTraining]]) -> str:
    """Name what changed, the same change of several nodes once."""
    by_change: dict[str, list[str]] = {}
    for node, old, new in changed:
        for words in _changes(old, new):
            by_change.setdefault(words, []).append(session.titles[node])
    return ", ".join(f"{_some(titles)} {words}" for words, titles in by_change.items())


def _changes(old: NodeTraining, new: NodeTraining) -> list[str]:
    words = []
    if old.frozen != new.frozen:
        words.append("frozen" if new.frozen else "thawed")
    if old.rate_factor != new.rate_factor:
        words.append(f"rate factor {old.rate_factor:g} → {new.rate_factor:g}")
    if old.weight_decay != new.weight_decay:
        words.append("weight decay changed")
    if old.process != new.process:
        words.append(f"computed by process {new.process}" if new.process else "computed by any process")
    return words


def _some(titles: list[str]) -> str:
    shown = ", ".join(titles[:NAMED])
    return shown if len(titles) <= NAMED else f"{shown} and {len(titles) - NAMED} more"

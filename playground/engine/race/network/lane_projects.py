"""The project that each lane of a race on a network trains."""

from __future__ import annotations

from playground.build.transfer import with_recipe
from playground.catalog.kinds import LAYERS, UnknownEntry
from playground.spec.base import Choice
from playground.spec.graph import Graph, Node
from playground.spec.project import Project
from playground.spec.race import LaneSpec

DROPS = "probability"
"""Parameter of the layers that drop units."""


def lane_project(project: Project, lane: LaneSpec, repetition: int) -> Project:
    """Return what a lane trains: the project's network and data, with the lane's choices.

    No lane stops early, so all have the same number of epochs.
    """
    training, spec = project.training, project.race
    training = training.with_(
        optimizer=lane.optimizer,
        schedule=lane.schedule,
        batch_size=lane.batch_size or training.batch_size,
        epochs=spec.epochs,
        seed=spec.seed + repetition,
        patience=0,
    )
    graph = _with_choices(project.graph, lane.initializer, lane.dropout)
    project = project.with_(training=training, graph=graph)
    return project if lane.transfer is None else with_recipe(project, lane.transfer)


def with_lane(project: Project, lane: LaneSpec) -> Project:
    """Put a lane into the project's race, in place of the one with its id if there is one."""
    race = project.race
    known = any(each.id == lane.id for each in race.lanes)
    return project.with_(race=race.replace(lane) if known else race.add(lane))


def without_dropout(graph: Graph) -> Graph:
    """Return a graph that computes the same in evaluation mode, and is equal for graphs that differ in dropout only."""
    return graph.replace(*(_node(node, None, 0.0) for node in graph.nodes))


def _with_choices(graph: Graph, initializer: Choice | None, dropout: float | None) -> Graph:
    if initializer is None and dropout is None:
        return graph
    return graph.replace(*(_node(node, initializer, dropout) for node in graph.nodes))


def _node(node: Node, initializer: Choice | None, dropout: float | None) -> Node:
    if node.block is not None:
        inner = _with_choices(node.block.graph, initializer, dropout)
        return node.with_(block=node.block.with_(graph=inner))
    try:
        layer = LAYERS.entry(node.kind)
    except UnknownEntry:
        return node
    if initializer is not None and layer.takes_initializer:
        node = node.with_(initializer=initializer)
    if dropout is not None and DROPS in layer.model_fields:
        node = node.with_(params={**node.params, DROPS: dropout})
    return node

"""The project that each lane of a race on a network trains, and what the lanes have in common, in words."""

from __future__ import annotations

import playground.catalog.initializers
import playground.catalog.layers
import playground.catalog.losses
import playground.catalog.schedules  # noqa: F401
from playground.build.training import batch_size
from playground.catalog.kinds import INITIALIZERS, LAYERS, LOSSES, OPTIMIZERS, SCHEDULES, UnknownEntry
from playground.engine.training.trainer import Trainer
from playground.spec.graph import Graph, Node
from playground.spec.project import Project
from playground.spec.race import LaneSpec

DROPS = "probability"
"""Parameter of the layers that drop units."""


def lane_project(project: Project, lane: LaneSpec, repetition: int) -> Project:
    """What a lane trains: the project's network and data, with the lane's choices.

    Nobody stops early, so that all lanes have the same number of epochs.
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
    return project.with_(training=training, graph=_with_choices(project.graph, lane))


def _with_choices(graph: Graph, lane: LaneSpec) -> Graph:
    if lane.initializer is None and lane.dropout is None:
        return graph
    return graph.replace(*(_node(node, lane) for node in graph.nodes))


def _node(node: Node, lane: LaneSpec) -> Node:
    if node.block is not None:
        return node.with_(block=node.block.with_(graph=_with_choices(node.block.graph, lane)))
    try:
        layer = LAYERS.entry(node.kind)
    except UnknownEntry:
        return node
    if lane.initializer is not None and layer.takes_initializer:
        node = node.with_(initializer=lane.initializer)
    if lane.dropout is not None and DROPS in layer.model_fields:
        node = node.with_(params={**node.params, DROPS: lane.dropout})
    return node


def shared_words(project: Project, first: Trainer) -> tuple[str, ...]:
    """What is the same for all lanes, a sentence each."""
    spec, lanes = project.race, project.race.lanes
    seeds = f"seed {spec.seed}" if spec.seeds == 1 else f"seeds {spec.seed} to {spec.seed + spec.seeds - 1}"
    samples = f"{first.training_samples:,} training and {len(first.data.x_val):,} validation samples"
    words = [
        f"Network: as drawn on the canvas, {first.theta.numel():,} parameters.",
        f"Data: {samples}, prepared in the same way.",
        f"Loss: {LOSSES.entry(project.training.loss.kind).title.lower()}, the same in every lane.",
        f"Length: {spec.epochs:,} epochs; nobody stops early.",
        "Random numbers: each lane has generators of its own, so that none shifts another's.",
        "Time: training alone is counted; evaluations and pictures are not.",
    ]
    if not any(lane.initializer for lane in lanes):
        words.insert(1, f"Initial weights: the same in every lane ({seeds}).")
    if len(set(_sizes(project, first.training_samples).values())) == 1:
        words.insert(2, f"Batches: the same samples in the same order in every lane ({seeds}).")
    return tuple(words)


def _sizes(project: Project, samples: int) -> dict[str, int]:
    """Batch size of each lane by id; some optimizers take all samples at once."""
    lanes = project.race.lanes
    return {lane.id: batch_size(lane_project(project, lane, 0).training, samples) for lane in lanes}


def differing_words(project: Project, names: dict[str, str], samples: int) -> tuple[str, ...]:
    """What differs between lanes, a sentence each."""
    lanes = project.race.lanes
    optimizers = (f"{names[lane.id]}: {_optimizer_words(lane)}" for lane in lanes)
    words = ["Optimizers: " + "; ".join(optimizers) + "."]
    sizes = {names[key]: size for key, size in _sizes(project, samples).items()}
    if len(set(sizes.values())) > 1:
        listed = ", ".join(f"{name} {size:,}" for name, size in sizes.items())
        words.append(f"Batch sizes: {listed}. Smaller batches make more steps in the same epochs.")
    schedules = {lane.schedule.kind for lane in lanes}
    if len(schedules) > 1:
        listed = ", ".join(f"{names[lane.id]} {SCHEDULES.entry(lane.schedule.kind).title}" for lane in lanes)
        words.append(f"Schedules: {listed}.")
    if any(lane.initializer for lane in lanes):
        listed = ", ".join(f"{names[lane.id]} {_initializer_words(lane)}" for lane in lanes)
        words.append(f"Initial weights: {listed}; drawn from the same seeds.")
    if any(lane.dropout is not None for lane in lanes):
        listed = ", ".join(f"{names[lane.id]} {_dropout_words(lane)}" for lane in lanes)
        words.append(f"Dropout: {listed}.")
    return tuple(words)


def _optimizer_words(lane: LaneSpec) -> str:
    entry = OPTIMIZERS.of(lane.optimizer)
    return f"{entry.title} at rate {entry.learning_rate:g}"


def _initializer_words(lane: LaneSpec) -> str:
    return "as drawn" if lane.initializer is None else INITIALIZERS.entry(lane.initializer.kind).title


def _dropout_words(lane: LaneSpec) -> str:
    if lane.dropout is None:
        return "as drawn"
    return "none" if lane.dropout == 0 else f"{lane.dropout:g}"

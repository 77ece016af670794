"""Transfer learning: the head of a network, a new one in its place, and recipes of what is trained."""

from __future__ import annotations

from playground.build.expand import in_order
from playground.catalog.kinds import LAYERS
from playground.spec.block import node_at, replace_at
from playground.spec.graph import Graph, Node
from playground.spec.node_training import settings_of, with_settings
from playground.spec.project import Project
from playground.spec.start import StartSpec
from playground.spec.training import NodeTraining
from playground.spec.transfer import SLOW, Recipe

WIDTHS = ("units", "channels")
"""Parameters that hold the number of outputs of a layer."""


def head_of(graph: Graph) -> str | None:
    """Return the full id of the last layer with weights; None where there is none, or where a block repeats it."""
    weighted = _weighted(graph)
    if not weighted:
        return None
    last = graph.node(weighted[-1])
    if last.block is None:
        return last.id
    inside = head_of(last.block.graph) if last.block.repeat == 1 else None
    return None if inside is None else f"{last.id}/1/{inside}"


def new_head(project: Project, outputs: int) -> Project:
    """Return the project with a fresh last layer with a number of outputs; the others begin as before.

    The project itself is returned where its last layer has no width to choose.
    """
    name = head_of(project.graph)
    if name is None:
        return project
    node = node_at(project.graph, name)
    width = next((each for each in WIDTHS if each in LAYERS.entry(node.kind).model_fields), None)
    if width is None:
        return project
    training = node.training.with_(frozen=False, rate_factor=1.0)
    new = node.with_(params={**node.params, width: outputs}, training=training)
    start, path = project.start, "/".join(name.split("/")[::2])
    if not start.drawn and path not in start.redrawn:
        start = start.with_(redrawn=(*start.redrawn, path))
    return project.with_(graph=replace_at(project.graph, {name: new}), start=start)


def with_recipe(project: Project, recipe: Recipe) -> Project:
    """Return the project with a recipe's settings for each layer; weight decay of single layers stays."""
    graph = project.graph
    cleared = {
        path: NodeTraining(weight_decay=settings.weight_decay)
        for path, settings in settings_of(graph).items()
    }
    order, weighted = in_order(graph), _weighted(graph)
    if recipe == "scratch" or len(weighted) < 2:
        start = StartSpec() if recipe == "scratch" else project.start
        return project.with_(graph=with_settings(graph, cleared), start=start)
    head = order.index(weighted[-1])
    middle = order.index(weighted[(len(weighted) - 1) // 2])
    frozen_up_to = {"head": head, "upper": middle, "all": 0}[recipe]
    for place, name in enumerate(order[:head]):
        if graph.node(name).kind != "input":
            frozen = place < frozen_up_to
            cleared[name] = cleared[name].with_(frozen=frozen, rate_factor=1.0 if frozen else SLOW)
    return project.with_(graph=with_settings(graph, cleared))


def _weighted(graph: Graph) -> list[str]:
    """Return the drawn nodes that have weights to initialize, in the order of computation."""
    nodes = graph.by_id()
    return [name for name in in_order(graph) if _has_weights(nodes[name])]


def _has_weights(node: Node) -> bool:
    if node.block is not None:
        return any(_has_weights(inner) for inner in node.block.graph.nodes)
    return node.kind in LAYERS and LAYERS.entry(node.kind).takes_initializer

"""The effect of an edit on a run in progress."""

from enum import Enum

from playground.spec.connected import connected
from playground.spec.graph import Graph, Node
from playground.spec.node_training import settings_of
from playground.spec.project import Project


class Change(Enum):
    """How far an edit reaches.

    COSMETIC: names, notes, positions, and nodes that do not lead to the output; a run is not affected.
    LIVE: training parameters, how single nodes learn, and the plane; a run adopts them between two steps.
    REBUILD: the network, its first weights, the data or the loss; a run continues with what it began with.
    """

    COSMETIC = 0
    LIVE = 1
    REBUILD = 2


_FIXED_AT_START = {
    "seed", "device", "processes", "split", "micro_batches", "norms_over", "loss", "class_weights", "typed_weights",
    "sampling", "augment",
}  # fmt: skip


def classify(before: Project, after: Project) -> Change:
    """Return the furthest-reaching part of an edit."""
    if _bare(connected(before.graph)) != _bare(connected(after.graph)) or before.data != after.data:
        return Change.REBUILD
    if before.start != after.start:
        return Change.REBUILD
    if any(getattr(before.training, name) != getattr(after.training, name) for name in _FIXED_AT_START):
        return Change.REBUILD
    if before.training != after.training or before.plane != after.plane:
        return Change.LIVE
    if settings_of(connected(before.graph)) != settings_of(connected(after.graph)):
        return Change.LIVE
    return Change.COSMETIC


def _bare(graph: Graph) -> tuple[object, ...]:
    nodes = tuple((n.id, n.kind, n.params, n.activation, n.initializer, _inside(n)) for n in graph.nodes)
    return nodes, frozenset(graph.edges)


def _inside(node: Node) -> tuple[object, ...] | None:
    return None if node.block is None else (node.block.repeat, _bare(node.block.graph))

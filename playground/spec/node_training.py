"""How the nodes of a network learn: settings by path, and edits of several nodes at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from playground.spec.graph import Graph, Node
from playground.spec.training import AS_ALL, NodeTraining

Settings = Mapping[str, NodeTraining]
"""Settings by path: ids of the blocks around a node and its own, joined by slashes, without numbers of repeats."""


def settings_of(graph: Graph) -> dict[str, NodeTraining]:
    """Return the settings of all nodes, of blocks and of what is inside them, by path."""
    found: dict[str, NodeTraining] = {}
    _visit(graph, "", lambda path, node: found.update({path: node.training}))
    return found


def with_settings(graph: Graph, settings: Settings) -> Graph:
    """Return the graph with settings by path; nodes that are not listed learn like all others."""
    return _changed(graph, "", lambda path, _node: settings.get(path, AS_ALL))


def adopt_settings(graph: Graph, settings: Settings) -> Graph:
    """Return the graph with settings by path; nodes that are not listed keep theirs."""
    return _changed(graph, "", lambda path, node: settings.get(path, node.training))


def freeze(graph: Graph, ids: Iterable[str], *, frozen: bool) -> Graph:
    """Return the graph with nodes frozen, or thawed with all that is inside them.

    Args:
        graph: The network, or the inside of a block.
        ids: Nodes of this very graph.
        frozen: Whether to freeze or to thaw.
    """
    return graph.replace(*(_frozen(graph.node(name), frozen=frozen) for name in ids))


def has_frozen_parts(node: Node) -> bool:
    """Whether a node is frozen, or any node inside it."""
    inside = () if node.block is None else node.block.graph.nodes
    return node.training.frozen or any(has_frozen_parts(each) for each in inside)


def thaw_all(graph: Graph) -> Graph:
    """Return the graph without frozen nodes, inside blocks too."""
    return _changed(graph, "", lambda _path, node: node.training.with_(frozen=False))


def _frozen(node: Node, *, frozen: bool) -> Node:
    if node.block is not None and not frozen:
        node = node.with_(block=node.block.with_(graph=thaw_all(node.block.graph)))
    return node.with_(training=node.training.with_(frozen=frozen))


def _visit(graph: Graph, prefix: str, see: Callable[[str, Node], object]) -> None:
    for node in graph.nodes:
        see(prefix + node.id, node)
        if node.block is not None:
            _visit(node.block.graph, f"{prefix}{node.id}/", see)


def _changed(graph: Graph, prefix: str, choose: Callable[[str, Node], NodeTraining]) -> Graph:
    changed = [new for node in graph.nodes if (new := _with(node, prefix, choose)) is not node]
    return graph.replace(*changed) if changed else graph


def _with(node: Node, prefix: str, choose: Callable[[str, Node], NodeTraining]) -> Node:
    training = choose(prefix + node.id, node)
    if training != node.training:
        node = node.with_(training=training)
    if node.block is not None:
        inside = _changed(node.block.graph, f"{prefix}{node.id}/", choose)
        if inside is not node.block.graph:
            node = node.with_(block=node.block.with_(graph=inside))
    return node

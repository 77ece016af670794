"""The settings of nodes: layer parameters, activation, initializer, and how the node learns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from playground.catalog.kinds import ACTIVATIONS, INITIALIZERS, LAYERS, Registry
from playground.spec.base import Choice, Value
from playground.spec.graph import Graph, Node
from playground.spec.project import Project
from playground.spec.training import NodeTraining
from playground.sweep.setting import Setting, choice_setting, chosen, field_settings

NOTHING = "none"
"""The value that stands for no activation and for a node's default initializer."""
NODE_CHOICES: Mapping[str, Registry[Any]] = {"activation": ACTIVATIONS, "initializer": INITIALIZERS}


def find_node(graph: Graph, path: str) -> Node | None:
    """Return a node by its id or title, in blocks by the path to it."""
    first, _, rest = path.partition("/")
    named = [node for node in graph.nodes if node.id == first]
    named = named or [node for node in graph.nodes if node.title.casefold() == first.casefold()]
    if len(named) > 1:
        ids = ", ".join(node.id for node in named)
        raise ValueError(f"Several nodes are called “{first[:40]}”; name one by its id: {ids}.")
    if not named or not rest:
        return named[0] if named else None
    return None if named[0].block is None else find_node(named[0].block.graph, rest)


def _replaced(graph: Graph, path: str, change: Callable[[Node], Node]) -> Graph:
    """Return a graph in which the node at a path is changed."""
    first, _, rest = path.partition("/")
    node = find_node(graph, first)
    assert node is not None
    if not rest:
        return graph.replace(change(node))
    assert node.block is not None
    inside = node.block.with_(graph=_replaced(node.block.graph, rest, change))
    return graph.replace(node.with_(block=inside))


def node_settings(graph: Graph, above: str = "") -> Iterator[Setting]:
    """Yield the settings of all nodes, those inside blocks included, by their ids."""
    for node in graph.nodes:
        yield from settings_of_node(f"{above}{node.id}", node)
        if node.block is not None:
            yield from node_settings(node.block.graph, f"{above}{node.id}/")


def settings_of_node(path: str, node: Node, field: str = "") -> Iterator[Setting]:
    """Yield the settings of a node; all, or that of a name."""
    if node.block is not None:
        if field in {"", "repeat"}:
            info = type(node.block).model_fields["repeat"]
            yield from field_settings(f"{path}.repeat", info, node.block.repeat, _on_node(path, _put_repeat))
        return
    entry = LAYERS.create(node.kind, node.params)
    for name, info in type(entry).model_fields.items():
        if field in {"", name}:
            yield from field_settings(
                f"{path}.{name}", info, getattr(entry, name), _on_node(path, _put_layer_param, name)
            )
    for name, registry in NODE_CHOICES.items():
        if field in {"", name} and (field or node.activation is not None):
            held: Choice | None = getattr(node, name)
            keys = (NOTHING, *(each.key for each in registry))
            put = _on_node(path, _put_node_choice, name)
            yield choice_setting(f"{path}.{name}", NOTHING if held is None else held.kind, keys, put)
    for name, info in NodeTraining.model_fields.items():
        if field == name:
            put = _on_node(path, _put_node_training, name)
            yield from field_settings(f"{path}.{name}", info, getattr(node.training, name), put)


def _on_node(
    path: str, put: Callable[[Node, str, Value], Node], name: str = ""
) -> Callable[[Project, Value], Project]:
    def on_project(project: Project, value: Value) -> Project:
        return project.with_(graph=_replaced(project.graph, path, lambda node: put(node, name, value)))

    return on_project


def _put_repeat(node: Node, _name: str, value: Value) -> Node:
    assert node.block is not None
    return node.with_(block=node.block.with_(repeat=value))


def _put_layer_param(node: Node, name: str, value: Value) -> Node:
    changed = {**node.params, name: value}
    LAYERS.create(node.kind, changed)
    return node.with_(params=changed)


def _put_node_choice(node: Node, name: str, value: Value) -> Node:
    choice = None if value == NOTHING else chosen(getattr(node, name), value, NODE_CHOICES[name])
    return node.with_(**{name: choice})


def _put_node_training(node: Node, name: str, value: Value) -> Node:
    return node.with_(training=node.training.with_(**{name: value}))

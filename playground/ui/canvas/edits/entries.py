"""The node for each entry of the catalog."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from playground.catalog.kinds import (
    ACTIVATIONS,
    BLOCKS,
    DATASETS,
    INITIALIZERS,
    LAYERS,
    NETWORKS,
    Registry,
    Shape,
)
from playground.spec.base import Choice
from playground.spec.graph import Block, Graph, Node
from playground.ui.canvas.edits.surgery import Position

REGISTRIES: Mapping[str, Registry[Any]] = {
    "layers": LAYERS,
    "activations": ACTIVATIONS,
    "initializers": INITIALIZERS,
    "datasets": DATASETS,
    "blocks": BLOCKS,
    "networks": NETWORKS,
}


def new_node(
    graph: Graph, registry: str, key: str, at: Position, comes_in: Shape | None = None
) -> Node | None:
    """Return the node for a catalog entry; None for entries that do not become a node.

    Args:
        graph: Where it goes.
        registry: Of the entry.
        key: Of the entry.
        at: Its corner.
        comes_in: Shape of its input, for blocks that adapt to it.
    """
    if registry == "layers" and key in LAYERS:
        return Node(id=graph.fresh_id(key), kind=key, x=at[0], y=at[1])
    if registry == "activations" and key in ACTIVATIONS:
        choice = Choice(kind=key)
        return Node(id=graph.fresh_id("activation"), kind="activation", activation=choice, x=at[0], y=at[1])
    if registry == "blocks" and key in BLOCKS:
        block = Block(graph=BLOCKS.create(key).graph(comes_in))
        title = BLOCKS.entry(key).title
        return Node(id=graph.fresh_id("block"), kind="block", title=title, block=block, x=at[0], y=at[1])
    return None

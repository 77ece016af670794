"""Whether an edit replaced the network, so that the view should fit again."""

from __future__ import annotations

from collections.abc import Iterator

from playground.spec.graph import Graph


def is_another(before: Graph, after: Graph) -> bool:
    """Return whether several layers are new and at most half of the old ones remain."""
    earlier, now = dict(_layers(before)), dict(_layers(after))
    new = sum(earlier.get(name) != layer for name, layer in now.items())
    remaining = sum(now.get(name) == layer for name, layer in earlier.items())
    return new > 1 and 2 * remaining <= len(earlier)


def _layers(graph: Graph) -> Iterator[tuple[str, tuple[str, object]]]:
    """Yield id and content of each layer at any depth."""
    for node in graph.nodes:
        if node.block is not None:
            yield from _layers(node.block.graph)
        elif node.kind not in {"input", "output"}:
            yield node.id, (node.kind, node.params)

"""The order in which Tab visits the nodes: that of the data."""

from playground.spec.graph import CycleError, Graph


def neighbour(graph: Graph, here: str | None, *, forward: bool) -> str | None:
    """Return the node after (before) one in the order of the data; from None the first (last), at an end None."""
    try:
        order = list(graph.order())
    except CycleError:
        order = [node.id for node in sorted(graph.nodes, key=lambda node: (node.x, node.y))]
    if not forward:
        order.reverse()
    if here is None or here not in order:
        return order[0] if order else None
    following = order.index(here) + 1
    return order[following] if following < len(order) else None

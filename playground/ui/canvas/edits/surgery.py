"""Pure edits of the graph that consider positions: make room, find a free spot, line up."""

from collections.abc import Callable, Iterable, Mapping

from playground.spec.graph import Edge, Graph, Node
from playground.ui.canvas.geometry import GAP, GRID, WIDTH, snap

Position = tuple[float, float]
ROW_GAP = 16.0
"""Free space between a card that has grown and the one that it pushed."""


def insert_with_room(graph: Graph, node: Node, edge: Edge) -> Graph:
    """Return the graph with a node in the middle of a wire; what follows moves right when there is too little room.

    The node may be new or one of the graph without wires. It stands on the line from the source to the target
    when it was dropped close to it.
    """
    nodes = graph.by_id()
    source, target = nodes[edge.source], nodes[edge.target]
    left = source.x + WIDTH + GAP
    if target.x >= source.x + WIDTH:
        room = target.x - left - WIDTH - GAP
        x = min(max(node.x, left), max(left, target.x - GAP - WIDTH))
        shift = max(0.0, -room)
    else:
        x, shift = node.x, 0.0
    near = min(source.y, target.y) - 40 <= node.y <= max(source.y, target.y) + 40
    y = (source.y if abs(node.y - source.y) <= abs(node.y - target.y) else target.y) if near else node.y
    placed = node.with_(x=snap(x), y=y)
    if node.id in nodes:
        graph = graph.remove([node.id], rewire=False)
    moved = _following(graph, edge.target, source.x) if shift else set[str]()
    step = -(-shift // GRID) * GRID
    graph = graph.move({i: (nodes[i].x + step, nodes[i].y) for i in moved})
    return graph.insert(placed, edge)


def _following(graph: Graph, start: str, behind: float) -> set[str]:
    """Return a node and everything after it that lies to the right of ``behind``."""
    targets: dict[str, list[str]] = {}
    for edge in graph.edges:
        targets.setdefault(edge.source, []).append(edge.target)
    nodes, found, stack = graph.by_id(), set[str](), [start]
    while stack:
        here = stack.pop()
        if here not in found and nodes[here].x > behind:
            found.add(here)
            stack.extend(targets.get(here, ()))
    return found


def free_spot(wish: Position, size: Position, taken: Iterable[tuple[float, float, float, float]]) -> Position:
    """Return the position on the grid nearest to a wish where a box covers no other (x, y, width, height)."""
    boxes = list(taken)

    def fits(x: float, y: float) -> bool:
        return all(
            x + size[0] + 16 <= bx or bx + bw + 16 <= x or y + size[1] + 16 <= by or by + bh + 16 <= y
            for bx, by, bw, bh in boxes
        )

    start = (snap(wish[0]), snap(wish[1]))
    for ring in range(200):
        step = ring * 2 * GRID
        around = (
            (start[0] + dx * step, start[1] + dy * step)
            for dy in (0, 1, -1)
            for dx in (0, 1, -1)
            if ring == 0 or dx or dy
        )
        for x, y in around:
            if fits(x, y):
                return x, y
    return start


def pushed_down(
    boxes: Mapping[str, tuple[float, float, float, float]], grown: Mapping[str, float]
) -> dict[str, Position]:
    """Return new positions of nodes that others cover since these grew; what is pushed pushes on.

    Args:
        boxes: x, y, width and height of every card.
        grown: The former heights of cards that have grown.
    """
    places = {name: (x, y) for name, (x, y, _, _) in boxes.items()}
    queue = [
        (name, boxes[name][1] + height)
        for name, height in sorted(grown.items(), key=lambda g: boxes[g[0]][1])
    ]
    while queue:
        name, old_bottom = queue.pop(0)
        x, width = places[name][0], boxes[name][2]
        bottom = places[name][1] + boxes[name][3]
        for other, (left, top) in places.items():
            beside = left + boxes[other][2] <= x or x + width <= left
            if other != name and not beside and old_bottom <= top < bottom:
                places[other] = (left, -(-(bottom + ROW_GAP) // GRID) * GRID)
                queue.append((other, top + boxes[other][3]))
    return {name: place for name, place in places.items() if place != boxes[name][:2]}


def lined_up(graph: Graph, sizes: Mapping[str, tuple[float, float]], ids: Iterable[str], how: str) -> Graph:
    """Return the graph with nodes aligned (see ``ALIGNMENTS``) or evenly spread; fewer than two (three) stay."""
    nodes = [node for node in graph.nodes if node.id in set(ids)]
    if len(nodes) < (3 if how.startswith("distribute") else 2):
        return graph
    if how == "distribute_across":
        return graph.move(_spread(nodes, lambda n: n.x, lambda n: sizes[n.id][0], lambda n, at: (at, n.y)))
    if how == "distribute_down":
        return graph.move(_spread(nodes, lambda n: n.y, lambda n: sizes[n.id][1], lambda n, at: (n.x, at)))
    left, top = min(n.x for n in nodes), min(n.y for n in nodes)
    right = max(n.x + sizes[n.id][0] for n in nodes)
    bottom = max(n.y + sizes[n.id][1] for n in nodes)
    rules: dict[str, Callable[[Node, float, float], Position]] = {
        "left": lambda n, _w, _h: (left, n.y),
        "centre": lambda n, w, _h: ((left + right - w) / 2, n.y),
        "right": lambda n, w, _h: (right - w, n.y),
        "top": lambda n, _w, _h: (n.x, top),
        "middle": lambda n, _w, h: (n.x, (top + bottom - h) / 2),
        "bottom": lambda n, _w, h: (n.x, bottom - h),
    }
    return graph.move({n.id: rules[how](n, *sizes[n.id]) for n in nodes})


def _spread(
    nodes: list[Node],
    start: Callable[[Node], float],
    length: Callable[[Node], float],
    at: Callable[[Node, float], Position],
) -> dict[str, Position]:
    """Return positions with equal gaps between the first node and the last, which keep theirs."""
    nodes = sorted(nodes, key=start)
    first, last = start(nodes[0]), max(start(n) + length(n) for n in nodes)
    gap = (last - first - sum(length(n) for n in nodes)) / (len(nodes) - 1)
    positions, here = dict[str, Position](), first
    for node in nodes:
        positions[node.id] = at(node, round(here))
        here += length(node) + gap
    return positions


def shifted(part: Graph, to: Position) -> Position:
    """Return the shift that moves a part's top-left corner to a position on the grid."""
    left = min(node.x for node in part.nodes)
    top = min(node.y for node in part.nodes)
    return snap(to[0]) - left, snap(to[1]) - top

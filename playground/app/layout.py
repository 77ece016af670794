"""Auto-layout: where the boxes of a network go so that data flows from left to right and few wires cross."""

from collections.abc import Mapping, Sequence
from itertools import accumulate

from playground.spec.graph import Graph, Node

Position = tuple[float, float]
Size = tuple[float, float]

GRID = 8
"""Positions are multiples of this many pixels."""
SMALLEST = 0.6
"""A chain that would be shown smaller than this in one row gets several."""
THICKEST = 3
"""Nodes beside each other in a column up to which a part counts as a chain with branches."""
WRAPPED = 2.5
"""Gaps between the rows of a chain, for the wires that lead back, relative to those of a column."""


def arrange(
    graph: Graph,
    sizes: Mapping[str, Size],
    *,
    column_gap: float = 56.0,
    row_gap: float = 32.0,
    room: Size | None = None,
) -> dict[str, Position]:
    """Return the position of every node: one column per layer of the drawing, tops of a straight chain in line.

    The picture keeps its top-left corner. Parts without a wire between them go below each other, in the
    order in which they stand now. Boxes do not overlap. Wires that close a cycle are ignored.

    Args:
        graph: The network; may be broken in any way.
        sizes: Width and height of each node's box.
        column_gap: Least free pixels between columns.
        row_gap: Least free pixels between boxes of a column.
        room: Width and height of the view; a chain that would be too small in it, also one with branches, continues
            in further rows. None for a single row.
    """
    if not graph.nodes:
        return {}
    nodes = graph.by_id()
    left = _nearest(min(node.x for node in graph.nodes))
    top = _nearest(min(node.y for node in graph.nodes))
    placed: dict[str, Position] = {}
    for cells in sorted(_parts(graph), key=lambda part: min((nodes[i].y, nodes[i].x) for i in part)):
        own = _place(_upright(cells, nodes), sizes, column_gap, row_gap)
        if room is not None:
            own = _wrapped(own, sizes, room, column_gap, row_gap)
        placed.update({i: (left + x, top + y) for i, (x, y) in own.items()})
        top += _up(max(y + sizes[i][1] for i, (_, y) in own.items()) + row_gap)
    return placed


def _nearest(value: float) -> float:
    return float(round(value / GRID) * GRID)


def _parts(graph: Graph) -> list[dict[str, Position]]:
    """Connected parts, each as (column, row) by node; columns count from the left, rows may be halves."""
    wires = _forward_wires(graph)
    return [
        layered(names, [wire for wire in wires if wire[0] in names]) for names in _connected(graph, wires)
    ]


def _connected(graph: Graph, wires: list[tuple[str, str]]) -> list[list[str]]:
    """Return the connected components."""
    part = {node.id: [node.id] for node in graph.nodes}
    for source, target in wires:
        whole, other = part[source], part[target]
        if whole is not other:
            whole.extend(other)
            part.update(dict.fromkeys(other, whole))
    return list({id(names): names for names in part.values()}.values())


def layered(names: Sequence[str], wires: Sequence[tuple[str, str]]) -> dict[str, Position]:
    """Return a connected part without cycles as (column, row) by node; rows may be fractions.

    Nodes go by their numbers: by name the layout would hang on the hashes of this process, and in several parts at
    once the dummies that stand for long wires would take the numbers of nodes elsewhere.
    """
    if len(names) == 1:
        return {names[0]: (0.0, 0.0)}
    from fast_sugiyama import from_edges  # noqa: PLC0415 - not at the start

    number = {name: k for k, name in enumerate(names)}
    ((positions, *_),) = from_edges(
        [(number[source], number[target]) for source, target in wires],
        vertex_spacing=1,
        dummy_vertices=True,
        dummy_size=0.5,
        ranking_type="minimize",
    )
    ours = {names[k]: xy for k, xy in positions if isinstance(k, int) and k < len(names)}
    last = max(y for _, y in ours.values())
    return {name: (last - y, x) for name, (x, y) in ours.items()}


def _forward_wires(graph: Graph) -> list[tuple[str, str]]:
    """Return the wires without repetitions and without those that close a cycle (the layout aborts on self-loops)."""
    following: dict[str, list[str]] = {node.id: [] for node in graph.nodes}
    for edge in graph.edges:
        if edge.source != edge.target and edge.target not in following[edge.source]:
            following[edge.source].append(edge.target)
    entered = {edge.target for edge in graph.edges}
    starts = [n.id for n in graph.nodes if n.id not in entered] + [n.id for n in graph.nodes]
    wires: list[tuple[str, str]] = []
    open_nodes, done = set[str](), set[str]()
    for start in starts:
        stack = [] if start in done else [(start, iter(following[start]))]
        open_nodes.update(name for name, _ in stack)
        while stack:
            here, rest = stack[-1]
            target = next(rest, None)
            if target is None:
                stack.pop()
                open_nodes.discard(here)
                done.add(here)
            elif target not in open_nodes:
                wires.append((here, target))
                if target not in done:
                    open_nodes.add(target)
                    stack.append((target, iter(following[target])))
    return wires


def _upright(cells: Mapping[str, Position], nodes: Mapping[str, Node]) -> dict[str, Position]:
    """Mirrored top to bottom when that keeps more of the present order of the nodes."""
    middle = sum(row for _, row in cells.values()) / len(cells)
    height = sum(nodes[i].y for i in cells) / len(cells)
    agreement = sum((row - middle) * (nodes[i].y - height) for i, (_, row) in cells.items())
    sign = -1.0 if agreement < 0 else 1.0
    least = min(sign * row for _, row in cells.values())
    return {i: (column, sign * row - least) for i, (column, row) in cells.items()}


def _place(
    cells: Mapping[str, Position], sizes: Mapping[str, Size], column_gap: float, row_gap: float
) -> dict[str, Position]:
    pitch = _up(max(sizes[i][1] for i in cells) + row_gap)
    widths: dict[float, float] = {}
    for i, (column, _) in cells.items():
        widths[column] = max(widths.get(column, 0.0), sizes[i][0])
    lefts, x = dict[float, float](), 0.0
    for column in sorted(widths):
        lefts[column] = x
        x = _up(x + widths[column] + column_gap)
    return {i: (lefts[column], _up(row * pitch)) for i, (column, row) in cells.items()}


def _wrapped(
    row: dict[str, Position], sizes: Mapping[str, Size], room: Size, column_gap: float, row_gap: float
) -> dict[str, Position]:
    """Return a long part in as many rows as let it be shown largest; a short one as it is.

    A chain, with or without residual branches, continues in the next row where a row is full. Columns stay together.
    """
    columns = [sorted(i for i in row if row[i][0] == x) for x in sorted({x for x, _ in row.values()})]
    wide = _up(max(sizes[i][0] for i in row) + column_gap)
    if len(columns) * wide * SMALLEST <= room[0] or max(map(len, columns)) > THICKEST:
        return row
    first = min(y for _, y in row.values())

    def height(part: list[list[str]]) -> float:
        ends = (row[i][1] + sizes[i][1] for column in part for i in column)
        return _up(max(ends) - first + WRAPPED * row_gap)

    def heights(count: int) -> list[float]:
        return [height(columns[k : k + count]) for k in range(0, len(columns), count)]

    most = max(range(1, len(columns) + 1), key=lambda n: min(room[0] / (n * wide), room[1] / sum(heights(n))))
    tops = [0.0, *accumulate(heights(most))]
    return {
        i: (k % most * wide, _up(tops[k // most] + row[i][1] - first))
        for k, column in enumerate(columns)
        for i in column
    }


def _up(value: float) -> float:
    """Return the next position on the grid, so that snapping never brings boxes closer."""
    return float(-(-value // GRID) * GRID)

"""Pure edits of blocks and of what is inside them. Ids of layers inside read ``block-1/2/linear-1``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from playground.spec.graph import DEEPEST, Block, Edge, Graph, Node
from playground.spec.training import NodeTraining

STEP = 208.0
"""Pixels from one node to the next where a block's ends are placed."""


class BlockProblem(ValueError):
    """An impossible edit of blocks; one sentence for the user."""


Path = tuple[str, ...]
"""Ids of blocks, the outermost first, whose inside is meant; empty for the network itself."""


# --- names ---------------------------------------------------------------------------------------


def prefix_of(path: Path, repeats: Sequence[int] = ()) -> str:
    """Return the prefix of the ids of layers inside, e.g. ``block-1/2/``; of the first repeats where none are given."""
    numbers = (*repeats, *[1] * (len(path) - len(repeats)))
    return "".join(f"{block}/{number}/" for block, number in zip(path, numbers, strict=True))


def locate(graph: Graph, name: str) -> tuple[Path, str]:
    """Return the blocks around a node and its own id, whichever repeat the name is from.

    Raises:
        KeyError: When there is no such node.
    """
    if any(node.id == name for node in graph.nodes):
        return (), name
    parts = name.split("/")
    path, last = tuple(parts[:-1:2]), parts[-1]
    if len(parts) % 2 == 0 or len(parts) == 1:
        raise KeyError(name)
    within(graph, path).node(last)
    return path, last


def node_at(graph: Graph, name: str) -> Node:
    """Return the node of a full name at any depth; KeyError when there is none."""
    path, last = locate(graph, name)
    return within(graph, path).node(last)


def has_node(graph: Graph, name: str) -> bool:
    """Return whether there is a node of this full name."""
    try:
        locate(graph, name)
    except KeyError:
        return False
    return True


def within(graph: Graph, path: Path) -> Graph:
    """Return the inside of the block at the end of a path; KeyError when a block of it is gone."""
    for block_id in path:
        block = graph.node(block_id).block
        if block is None:
            raise KeyError(block_id)
        graph = block.graph
    return graph


# --- edits inside --------------------------------------------------------------------------------


def edit_within(graph: Graph, path: Path, change: Callable[[Graph], Graph]) -> Graph:
    """Return the graph with a change made inside the block at the end of a path.

    Raises:
        BlockProblem: When blocks would nest too deep.
        KeyError: When a block of the path is gone.
    """
    if not path:
        changed = change(graph)
        if changed.depth > DEEPEST:
            raise BlockProblem(f"Blocks can be nested at most {DEEPEST} deep.")
        return changed
    node = graph.node(path[0])
    if node.block is None:
        raise KeyError(path[0])
    inner = edit_within(node.block.graph, path[1:], change)
    if inner.depth >= DEEPEST:
        raise BlockProblem(f"Blocks can be nested at most {DEEPEST} deep.")
    return graph.replace(node.with_(block=node.block.with_(graph=inner)))


def replace_at(graph: Graph, nodes: Mapping[str, Node]) -> Graph:
    """Return the graph with nodes at any depth replaced, by full name."""
    for name, node in nodes.items():
        path, _ = locate(graph, name)
        graph = edit_within(graph, path, _replacing(node))
    return graph


def _replacing(node: Node) -> Callable[[Graph], Graph]:
    return lambda graph: graph.replace(node)


def set_repeat(graph: Graph, block_id: str, repeat: int) -> Graph:
    """Return the graph with another number of repeats of a block."""
    node = graph.node(block_id)
    assert node.block is not None
    return graph.replace(node.with_(block=node.block.with_(repeat=repeat)))


def without_positions(graph: Graph) -> Graph:
    """Return the graph with every node at the origin, inside blocks too, to see whether more than positions changed."""
    return Graph.model_construct(nodes=tuple(_without_place(node) for node in graph.nodes), edges=graph.edges)


def _without_place(node: Node) -> Node:
    moved: dict[str, object] = {"x": 0.0, "y": 0.0}
    if node.block is not None:
        moved["block"] = node.block.model_copy(update={"graph": without_positions(node.block.graph)})
    return node.model_copy(update=moved)


# --- group ---------------------------------------------------------------------------------------


def group(graph: Graph, ids: Iterable[str], name: str = "Block") -> tuple[Graph, str]:
    """Return the graph with some nodes inside a new block, and the block's id.

    Every node outside that fed some of them becomes an input of the block. It stands among the nodes where the first of
    them stood, which settles the order of computation where wires do not, and with it the weights that are drawn.

    Raises:
        BlockProblem: When there are none, when they hold an end of the network or have several outputs, or when a path
            between them leads through a node outside.
    """
    chosen = {node.id for node in graph.nodes} & set(ids)
    part = graph.part(chosen)
    if not chosen:
        raise BlockProblem("Select the layers that should become a block first.")
    if any(node.kind in {"input", "output"} for node in part.nodes):
        raise BlockProblem("The input and the output stay outside a block; select only what is between them.")
    if any("/" in node.id for node in graph.nodes):
        raise BlockProblem("Blocks cannot be made here: the id of a layer in this file contains a slash.")
    if part.depth >= DEEPEST:
        raise BlockProblem(f"Blocks can be nested at most {DEEPEST} deep.")
    entering = [e for e in graph.edges if e.target in chosen and e.source not in chosen]
    leaving = [e for e in graph.edges if e.source in chosen and e.target not in chosen]
    exits = _exits(part, leaving)
    _refuse_detour(graph, chosen, entering, leaving)
    sources = list(dict.fromkeys(edge.source for edge in entering))
    inner = _with_ends(part, entering, sources, exits)
    block_id = graph.fresh_id("block")
    rest, place = _closed_up(graph, part)
    at = next(number for number, node in enumerate(graph.nodes) if node.id in chosen)
    block = Node(id=block_id, kind="block", title=name, block=Block(graph=inner), x=place[0], y=place[1])
    entries = {source: Edge(source=source, target=block_id, slot=slot) for slot, source in enumerate(sources)}
    wires: list[Edge] = []  # in their order, which settles that of computation as well
    for edge in graph.edges:
        if edge.target not in chosen:
            wires.append(edge if edge.source not in chosen else edge.with_(source=block_id))
        elif edge.source in entries:
            wires.append(entries.pop(edge.source))
    return Graph(nodes=(*rest[:at], block, *rest[at:]), edges=tuple(wires)), block_id


def _exits(part: Graph, leaving: Sequence[Edge]) -> list[str]:
    """Return the one node whose output is the block's."""
    exits = list(dict.fromkeys(edge.source for edge in leaving))
    fed = {edge.source for edge in part.edges}
    exits = exits or [node.id for node in part.nodes if node.id not in fed]
    if len(exits) > 1:
        raise BlockProblem(f"A block has one output, but {len(exits)} of the selected layers lead out of it.")
    return exits


def _refuse_detour(graph: Graph, chosen: set[str], entering: Sequence[Edge], leaving: Sequence[Edge]) -> None:
    """Refuse nodes with a path out of the block and back into it, which would be a cycle."""
    following: dict[str, list[str]] = {}
    for edge in graph.edges:
        following.setdefault(edge.source, []).append(edge.target)
    stack, seen = [edge.target for edge in leaving], set[str]()
    while stack:
        here = stack.pop()
        if here not in seen and here not in chosen:
            seen.add(here)
            stack.extend(following.get(here, ()))
    if any(edge.source in seen for edge in entering):
        raise BlockProblem("A layer between the selected ones is not selected: the block would feed itself.")


def _with_ends(part: Graph, entering: Sequence[Edge], sources: Sequence[str], exits: Sequence[str]) -> Graph:
    """Return the inside of a block: its layers, an input for every source outside, and the output."""
    nodes = part.by_id()
    left, right = min(n.x for n in part.nodes) - STEP, max(n.x for n in part.nodes) + STEP
    fed = {edge.target for edge in part.edges}
    begins = [node.id for node in part.nodes if node.id not in fed]
    feeds = [[(e.target, e.slot) for e in entering if e.source == source] for source in sources]
    inner, taken = part, set[float]()
    for targets in feeds or [[(start, 0) for start in begins]]:
        top = nodes[targets[0][0]].y if targets else 0.0
        while top in taken:
            top += STEP / 2
        taken.add(top)
        entry = Node(id=inner.fresh_id("input"), kind="input", x=left, y=top)
        inner = inner.add(entry)
        for target, slot in targets:
            inner = inner.connect(entry.id, target, slot)
    end = Node(id=inner.fresh_id("output"), kind="output", x=right, y=nodes[exits[0]].y if exits else 0.0)
    inner = inner.add(end)
    return inner.connect(exits[0], end.id, 0) if exits else inner


def _closed_up(graph: Graph, part: Graph) -> tuple[tuple[Node, ...], tuple[float, float]]:
    """Return the nodes outside, closed up where only the part stood, and the position of its block."""
    gone = {node.id for node in part.nodes}
    rest = tuple(node for node in graph.nodes if node.id not in gone)
    left, right = min(n.x for n in part.nodes), max(n.x for n in part.nodes)
    first = min(part.nodes, key=lambda node: (node.x, node.y))
    if any(left < node.x + STEP / 2 and node.x <= right for node in rest):
        return rest, (first.x, first.y)
    return _moved(rest, right, left - right), (left, first.y)


def _moved(nodes: Iterable[Node], behind: float, by: float) -> tuple[Node, ...]:
    return tuple(node.with_(x=node.x + by) if by and node.x > behind else node for node in nodes)


# --- ungroup -------------------------------------------------------------------------------------


def ungroup(graph: Graph, block_id: str) -> tuple[Graph, tuple[str, ...]]:
    """Return the graph with a block replaced by its inside, once for every repeat, and the new ids.

    The layers stand among the nodes where the block stood.
    """
    node = graph.node(block_id)
    block = node.block
    assert block is not None
    layers = _layers(block.graph, node.training)
    width = max((n.x for n in layers.nodes), default=0.0) - min((n.x for n in layers.nodes), default=0.0)
    pitch = width + STEP
    rest = _moved((n for n in graph.nodes if n.id != block_id), node.x, pitch * block.repeat - STEP)
    into = {edge.slot: edge.source for edge in graph.inputs_of(block_id)}
    after = graph.outputs_of(block_id)
    opened = Graph(nodes=rest, edges=tuple(e for e in graph.edges if block_id not in {e.source, e.target}))
    names: list[str] = []
    left = min((n.x for n in layers.nodes), default=0.0)
    top = min(layers.nodes, key=lambda n: (n.x, n.y)).y if layers.nodes else 0.0
    leaves: str | None = None
    for number in range(block.repeat):
        opened, new = opened.merge(layers, node.x - left + pitch * number, node.y - top)
        local = {n.id: name for n, name in zip(layers.nodes, new, strict=True)}
        local.update({entry: into[slot] for slot, entry in enumerate(block.inputs) if slot in into})
        opened, leaves = _wired(opened, block.graph, local)
        names += new
        into = {0: leaves} if leaves is not None else {}
    for edge in after if leaves is not None else ():
        opened = opened.connect(leaves or "", edge.target, edge.slot)
    return _as_before(graph, block_id, opened, names), tuple(names)


def _as_before(graph: Graph, block_id: str, opened: Graph, names: Sequence[str]) -> Graph:
    """Return the graph with layers and wires where the block and its wires stood."""
    at, known, inside = [n.id for n in graph.nodes].index(block_id), opened.by_id(), set(names)
    others = [n for n in opened.nodes if n.id not in inside]
    places: dict[tuple[str, str], int] = {}
    for number, edge in enumerate(graph.edges):
        places.setdefault((edge.source, edge.target), number)

    def place(edge: Edge) -> int:
        ends = (block_id if end in inside else end for end in (edge.source, edge.target))
        return places.get((next(ends), next(ends)), len(places))

    nodes = (*others[:at], *(known[name] for name in names), *others[at:])
    return opened.with_(nodes=nodes, edges=tuple(sorted(opened.edges, key=place)))


def _layers(inner: Graph, outer: NodeTraining) -> Graph:
    """Return the inside of a block without its ends, with the block's training settings."""
    layers = inner.part(n.id for n in inner.nodes if n.kind not in {"input", "output"})
    return layers.replace(*(n.with_(training=n.training.within(outer)) for n in layers.nodes))


def _wired(graph: Graph, inner: Graph, local: Mapping[str, str]) -> tuple[Graph, str | None]:
    """Return the graph with the wires between a block's ends and its layers, and the source of the block's output."""
    ends = {node.id: node.kind for node in inner.nodes if node.kind in {"input", "output"}}
    leaves: str | None = None
    for edge in inner.edges:
        source = local.get(edge.source)
        if ends.get(edge.target) == "output":
            leaves = source
        elif edge.source in ends and source is not None:
            graph = graph.connect(source, local[edge.target], edge.slot)
    return graph, leaves

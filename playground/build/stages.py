"""Which process computes which layers, where several processes share the layers of a network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf, prod

from playground.build.report import Report
from playground.catalog.kinds import Shape
from playground.spec.block import Path, locate, node_at, replace_at, within
from playground.spec.graph import Graph, Node
from playground.spec.project import Project


@dataclass(frozen=True)
class Part:
    """A layer to be laid on a process.

    Attributes:
        node: Id of its node.
        inputs: Ids of the nodes that it needs; empty for the input, whose samples every process has.
        cost: What its process has to do for it, see ``cost_of``; or seconds that were measured.
        process: Number of the process chosen by hand, from 1; 0 for none.
    """

    node: str
    inputs: tuple[str, ...]
    cost: float
    process: int


def cost_of(multiply_adds: int, shape: Shape) -> float:
    """Return the estimated cost of a layer: its multiply-adds for one sample, and one for each output."""
    return float(multiply_adds + prod(shape))


def contiguous(costs: list[float], count: int, bounds: list[tuple[int, int]] | None = None) -> list[int]:
    """Cut a row of costs into parts so that the largest sum of a part is as small as possible.

    Exact, by dynamic programming over the last cut; O(count * n^2).

    Args:
        costs: Of each item, at least 0.
        count: Number of parts; those beyond the number of items are empty.
        bounds: The first and the last part that each item may be in; the first ones never fall. None for any.

    Returns:
        The number of the part of each item, never falling.
    """
    size, sums = len(costs), [0.0]
    for cost in costs:
        sums.append(sums[-1] + cost)
    parts = min(count, size) if bounds is None else count

    def first(n: int, part: int) -> int:
        """The first of the items before ``n`` that can all be in a part."""
        begin = n
        while begin and (bounds is None or bounds[begin - 1][0] <= part <= bounds[begin - 1][1]):
            begin -= 1
        return begin

    best = [
        sums[n] if first(n, 0) == 0 else inf for n in range(size + 1)
    ]  # the largest part of the first n items
    cuts: list[list[int]] = []
    for part in range(1, parts):
        pairs = [
            min((max(best[cut], sums[n] - sums[cut]), cut) for cut in range(first(n, part), n + 1))
            for n in range(size + 1)
        ]
        best = [largest for largest, _ in pairs]
        cuts.append([cut for _, cut in pairs])
    found, end = [0] * size, size
    for part in range(len(cuts), 0, -1):
        begin = cuts[part - 1][end]
        found[begin:end] = [part] * (end - begin)
        end = begin
    return found


def laid_out(parts: Sequence[Part], count: int) -> dict[str, int]:
    """Lay layers on processes: those chosen by hand there, the others so that the costs are balanced.

    Args:
        parts: In an order of computation.
        count: Number of processes.

    Returns:
        The process of each node, from 0. No layer needs what a later process computes, unless choices by hand do so.
    """
    low: dict[str, int] = {}
    for part in parts:
        own = min(count, part.process) - 1 if part.inputs else 0
        low[part.node] = max([own, 0, *(low[source] for source in part.inputs)])
    high = dict.fromkeys(low, count - 1)
    for part in reversed(parts):
        if part.inputs and part.process:
            high[part.node] = max(low[part.node], min(high[part.node], part.process - 1))
        for source in part.inputs:
            high[source] = max(low[source], min(high[source], high[part.node]))
    # By the earliest process that is possible: an order of computation in which processes never fall.
    ordered = sorted(parts, key=lambda part: low[part.node])
    free = not any(part.process for part in parts)
    bounds = None if free else [(low[part.node], high[part.node]) for part in ordered]
    chosen = contiguous([part.cost for part in ordered], count, bounds)
    return dict(zip((part.node for part in ordered), chosen, strict=True))


def processes_of(project: Project, report: Report) -> dict[str, int]:
    """Return the process of each layer, from 0, by id in the network without blocks.

    Empty where one process computes all layers, and where shapes are unknown.
    """
    training, graph = project.training, report.flat.graph
    if (
        training.split != "layers"
        or training.processes < 2
        or any(node.id not in report.shapes for node in graph.nodes)
    ):
        return {}
    costs = {name: cost_of(report.multiply_adds.get(name, 0), shape) for name, shape in report.shapes.items()}
    return laid_out(_parts(graph, costs), training.processes)


def balanced(project: Project, report: Report, seconds: Mapping[str, float]) -> Project:
    """Lay each layer on a process by hand, so that the seconds that were measured are balanced.

    Layers in blocks that repeat get no choice, which would hold for all repeats; their multiply-adds lay them.

    Args:
        project: Its layers are shared by processes.
        report: Of this project.
        seconds: Of the layers, by id in the network without blocks; none for a layer that was not measured.
    """
    flat, graph = report.flat.graph, without_choices(project).graph
    parts = [replace(part, process=0) for part in _parts(flat, seconds)]
    chosen: dict[str, Node] = {}
    for name, process in laid_out(parts, project.training.processes).items():
        path, _ = locate(graph, name)
        once = all(_repeats(graph, path[: depth + 1]) == 1 for depth in range(len(path)))
        if once and flat.inputs_of(name):
            node = node_at(graph, name)
            chosen[name] = node.with_(training=node.training.with_(process=process + 1))
    return project.with_(graph=replace_at(graph, chosen))


def has_choices(graph: Graph) -> bool:
    """Whether a process was chosen for a layer or a block, at any depth."""
    return any(
        node.training.process or (node.block is not None and has_choices(node.block.graph))
        for node in graph.nodes
    )


def without_choices(project: Project) -> Project:
    """Leave it to the multiply-adds which process computes which layer."""
    return project.with_(graph=_without_choices(project.graph))


def _without_choices(graph: Graph) -> Graph:
    nodes = (node.with_(training=node.training.with_(process=0)) for node in graph.nodes)
    return graph.with_(
        nodes=tuple(
            node
            if node.block is None
            else node.with_(block=node.block.with_(graph=_without_choices(node.block.graph)))
            for node in nodes
        )
    )


def _repeats(graph: Graph, path: Path) -> int:
    block = within(graph, path[:-1]).node(path[-1]).block
    return block.repeat if block is not None else 1


def _parts(graph: Graph, costs: Mapping[str, float]) -> list[Part]:
    """The layers of a network without blocks, in an order of computation."""
    parts = []
    for name in graph.order():
        inputs = tuple(edge.source for edge in graph.inputs_of(name))
        cost = costs.get(name, 0.0) if inputs else 0.0
        parts.append(Part(name, inputs, cost, graph.node(name).training.process))
    return parts

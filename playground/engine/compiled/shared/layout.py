"""Which process computes which layers of a network, and what it sends to whom."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from playground.build.network import Network, Step
from playground.catalog.kinds import Shape


@dataclass(frozen=True)
class Layout:
    """The stage of one process.

    Attributes:
        steps: Its nodes in the order of computation.
        sent: Nodes whose outputs later stages need, each with the stage; in the order of computation.
        received: Nodes of earlier stages, each with its stage; in the order of computation.
        last: Whether it computes the output of the network.
    """

    steps: tuple[Step, ...]
    sent: tuple[tuple[str, int], ...]
    received: tuple[tuple[str, int], ...]
    last: bool

    @classmethod
    def of(cls, network: Network, rank: int, count: int) -> Layout:
        """Lay a network on ``count`` stages; inputs of the network are at hand everywhere."""
        stage = stages_of(network, count)
        inputs = {step.node for step in network.steps if not step.inputs}
        pairs = {
            (source, stage[step.node])
            for step in network.steps
            for source in step.inputs
            if source not in inputs and stage[source] != stage[step.node]
        }
        place = {node: number for number, node in enumerate(network.order)}
        ordered = sorted(pairs, key=lambda pair: (place[pair[0]], pair[1]))
        return cls(
            steps=tuple(step for step in network.steps if stage[step.node] == rank or not step.inputs),
            sent=tuple((node, to) for node, to in ordered if stage[node] == rank),
            received=tuple((node, stage[node]) for node, to in ordered if to == rank),
            last=stage[network.order[-1]] == rank,
        )


def contiguous(costs: list[float], count: int) -> list[int]:
    """Cut a row of costs into parts so that the largest sum of a part is as small as possible.

    Exact, by dynamic programming over the last cut; O(count * n^2).

    Args:
        costs: Of each item, at least 0.
        count: Number of parts; those beyond the number of items are empty.

    Returns:
        The number of the part of each item, never falling.
    """
    size, sums = len(costs), [0.0]
    for cost in costs:
        sums.append(sums[-1] + cost)
    best = sums[:]  # the largest part when the first n items are one part
    cuts: list[list[int]] = []
    for _ in range(1, min(count, size)):
        pairs = [
            min((max(best[cut], sums[n] - sums[cut]), cut) for cut in range(n + 1)) for n in range(size + 1)
        ]
        best = [largest for largest, _ in pairs]
        cuts.append([cut for _, cut in pairs])
    parts, end = [0] * size, size
    for part in range(len(cuts), 0, -1):
        begin = cuts[part - 1][end]
        parts[begin:end] = [part] * (end - begin)
        end = begin
    return parts


def stages_of(network: Network, count: int) -> dict[str, int]:
    """Lay the layers of a network on stages in the order of computation, balanced by their multiply-adds."""
    shapes = {step.node: step.shape for step in network.steps}
    costs = [_cost(step, shapes) for step in network.steps]
    return dict(zip(network.order, contiguous(costs, count), strict=True))


def _cost(step: Step, shapes: dict[str, Shape]) -> float:
    if not step.inputs:
        return 0.0
    return float(step.layer.multiply_adds(*(shapes[source] for source in step.inputs)) + prod(step.shape))

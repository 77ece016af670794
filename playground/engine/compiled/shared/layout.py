"""Which process computes which layers of a network, and what it sends to whom."""

from __future__ import annotations

from dataclasses import dataclass

from playground.build.network import Network, Step
from playground.build.stages import Part, cost_of, laid_out
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


def stages_of(network: Network, count: int) -> dict[str, int]:
    """Lay the layers of a network on stages; see ``build.stages``."""
    shapes = {step.node: step.shape for step in network.steps}
    parts = [
        Part(step.node, step.inputs, _cost(step, shapes), step.training.process) for step in network.steps
    ]
    return laid_out(parts, count)


def _cost(step: Step, shapes: dict[str, Shape]) -> float:
    if not step.inputs:
        return 0.0
    return cost_of(step.layer.multiply_adds(*(shapes[source] for source in step.inputs)), step.shape)

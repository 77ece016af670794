"""What can be unfolded in a network: its layers and blocks, and the loss, each at several levels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Literal

from torch import nn

from playground.build.expand import titles
from playground.build.network import Network, Step
from playground.catalog.kinds import Loss
from playground.catalog.kinds.activation import Elementwise
from playground.spec.graph import Graph

Level = Literal["node", "layers", "tensors", "scalars"]
LEVELS: Mapping[Level, tuple[str, str]] = {
    "node": ("One node", "One operation with its Jacobian product"),
    "layers": ("Layers", "Each of its layers is one operation"),
    "tensors": ("Tensors", "Products, sums and functions of whole vectors and matrices"),
    "scalars": ("Scalars", "Products, sums and functions of single numbers"),
}
"""Title and summary of each level."""
LOSS = "loss"
"""Key of the loss among the units."""
MOST_PRODUCTS = 160
"""Products of numbers up to which a layer may be unfolded to them."""
MOST_UNFOLDED = 12
"""Layers up to which a network is unfolded at first."""


@dataclass(frozen=True, eq=False)
class Unit:
    """A layer with its activation, a block with all its repeats, or the loss.

    Attributes:
        key: Id of the drawn node.
        title: Its name.
        steps: Its layers in the order of computation; none for the loss.
        levels: How far it can be unfolded, from one node on.
    """

    key: str
    title: str
    steps: tuple[Step, ...]
    levels: tuple[Level, ...]

    @property
    def first_level(self) -> Level:
        """How far it is unfolded at first: to tensors."""
        return "layers" if "layers" in self.levels else "tensors" if "tensors" in self.levels else "node"


def units_of(network: Network, graph: Graph, loss: Loss) -> tuple[Unit, ...]:
    """Return what can be unfolded, in the order of computation, the loss last.

    Args:
        network: Built from the graph.
        graph: As drawn.
        loss: Of the training.
    """
    names, groups = titles(graph), dict[str, list[Step]]()
    blocks = {node.id: node.title or "Block" for node in graph.nodes if node.block is not None}
    for step in network.steps:
        if step.inputs:
            top = step.node.split("/")[0]
            groups.setdefault(top if top in blocks else step.node, []).append(step)
    units: list[Unit] = []
    for key, steps in groups.items():
        if key in blocks and (end := _end_of(steps, network)) is not None:
            units.append(
                Unit(key, _block_title(key, blocks[key], names), (*steps[:end], *steps[end:]), _LAYERED)
            )
        else:
            units += [
                Unit(step.node, names.get(step.node, step.layer.title), (step,), _levels(step))
                for step in steps
            ]
    order = {step.node: place for place, step in enumerate(network.steps)}
    units.sort(key=lambda unit: order[unit.steps[-1].node])
    return (*units, Unit(LOSS, f"Loss: {loss.title}", (), ("node", "tensors")))


_LAYERED: tuple[Level, ...] = ("node", "layers", "tensors")


def first_levels(units: Sequence[Unit]) -> dict[str, Level]:
    """Return how far each unit is unfolded at first: small networks whole, of others only the head and the loss."""
    layers = [unit for unit in units if unit.key != LOSS and not _is_plain(unit)]
    few = len(layers) <= MOST_UNFOLDED
    last = {unit.key for unit in layers[-1:]}
    return {
        unit.key: unit.first_level
        if unit.key == LOSS or (few and "layers" not in unit.levels) or unit.key in last
        else "node"
        for unit in units
    }


def _is_plain(unit: Unit) -> bool:
    """Whether it passes its input on."""
    return all(step.layer.passes_on and step.activation is None for step in unit.steps)


def external_inputs(unit: Unit) -> tuple[str, ...]:
    """Return the nodes outside a unit that feed it, each once."""
    inside = {step.node for step in unit.steps}
    return tuple(dict.fromkeys(name for step in unit.steps for name in step.inputs if name not in inside))


def _end_of(steps: Sequence[Step], network: Network) -> int | None:
    """Return the number of a block's steps when only the last one is used outside; else None."""
    inside = {step.node for step in steps}
    used = {
        name for step in network.steps if step.node not in inside for name in step.inputs if name in inside
    }
    return len(steps) if used <= {steps[-1].node} else None


def _block_title(key: str, plain: str, names: Mapping[str, str]) -> str:
    """Return the name of a block as its layers' names begin."""
    first = next((title for name, title in names.items() if name.startswith(f"{key}/")), "")
    head = first.split(" · ")[0]
    return head if head.startswith(plain) and not _repeats(key, names) else plain


def _repeats(key: str, names: Mapping[str, str]) -> bool:
    return any(name.startswith(f"{key}/2/") for name in names)


def _levels(step: Step) -> tuple[Level, ...]:
    module = step.module
    if step.layer.key == "linear" and len(step.shape) == 1:
        assert isinstance(module, nn.Linear)
        scalar = isinstance(step.activation, Elementwise | None) and not (
            step.activation_module is not None and any(True for _ in step.activation_module.parameters())
        )
        if scalar and prod((module.in_features, module.out_features)) <= MOST_PRODUCTS:
            return ("node", "tensors", "scalars")
    if step.layer.passes_on and step.activation is None:
        return ("node",)
    return ("node", "tensors")

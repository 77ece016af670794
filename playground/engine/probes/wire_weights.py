"""The weights behind each wire of the network, from which its strength and sign are measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from playground.catalog.layers.multiply import Multiply
from playground.catalog.layers.output import Output

if TYPE_CHECKING:
    from playground.build.network import Network, Step


@dataclass(frozen=True)
class WireSource:
    """The part of a weight that is applied to the values of a wire.

    Attributes:
        weight: Of the layer that receives them; shares memory with the network.
        columns: Which of its inputs come from the wire's source; None for all.
    """

    weight: Tensor
    columns: Tensor | None

    def values(self) -> Tensor:
        """Return the current weights that apply to the source."""
        if self.columns is None:
            return self.weight.detach()
        along = min(1, self.weight.dim() - 1)
        return self.weight.detach().index_select(along, self.columns)


def wire_sources(network: Network) -> dict[tuple[str, str], WireSource | None]:
    """Find the weights behind each wire ``(source, target)``.

    Where the target has no weights of its own (a merge, pooling, flatten, an activation), those of the next layer with
    weights count, if the values reach it along a single path and are only moved or added up; then the inputs that
    come from the source are selected. None where no weights can be named: products of branches, paths that split, and
    the last wire into the output.
    """
    return {
        (source, step.node): _follow(network, step, slot)
        for step in network.steps
        for slot, source in enumerate(step.inputs)
    }


MOST_UNITS = 32
"""Units of a dense layer, and inputs, whose weights are shown one by one."""
MOST_WEIGHTS = 400
"""Weights of all dense layers together that are shown one by one."""


def small_dense_layers(network: Network) -> dict[str, nn.Linear]:
    """Return the dense layers on lists of numbers by node; none where there are too many weights to show each."""
    shapes = {step.node: step.shape for step in network.steps}
    found = {
        step.node: step.module
        for step in network.steps
        if isinstance(step.module, nn.Linear) and len(shapes[step.inputs[0]]) == 1
    }
    sizes = [layer.weight.shape for layer in found.values()]
    few = sum(units * inputs for units, inputs in sizes) <= MOST_WEIGHTS
    return found if few and all(max(size) <= MOST_UNITS for size in sizes) else {}


def _follow(network: Network, step: Step, slot: int) -> WireSource | None:
    """Follow marks of the source's values along the path to the first layer with weights."""
    shapes = {each.node: each.shape for each in network.steps}
    marks = [torch.zeros(1, *shapes[node]) for node in step.inputs]
    marks[slot].fill_(1.0)
    while (weight := _weight(step)) is None:
        next_steps = [
            (after, k) for after in network.steps for k, node in enumerate(after.inputs) if node == step.node
        ]
        if isinstance(step.layer, Multiply | Output) or len(next_steps) != 1:
            return None
        mark = _moved(step, marks)
        step, slot = next_steps[0]
        marks = [torch.zeros(1, *shapes[node]) for node in step.inputs]
        marks[slot] = mark
    return _picked(weight, marks[0][0] != 0)


def _weight(step: Step) -> nn.Parameter | None:
    weight = getattr(step.module, "weight", None)
    return weight if isinstance(weight, nn.Parameter) else None


def _moved(step: Step, marks: list[Tensor]) -> Tensor:
    """Pass marks through a layer without weights."""
    if len(marks) == 1 and marks[0].shape[1:] == step.shape:
        return marks[0]
    with torch.inference_mode():
        moved: Tensor = step.module(*marks)
    if moved.shape[1:] != step.shape:  # an activation that joins neighbours, such as maxout
        moved = moved.reshape(1, step.shape[0], -1, *step.shape[1:]).amax(2)
    return (moved != 0).float()


def _picked(weight: Tensor, mark: Tensor) -> WireSource | None:
    """Select the columns of a weight for marked inputs ``(features,)`` or ``(channels, height, width)``."""
    if bool(mark.all()):
        return WireSource(weight, None)
    columns = mark.flatten(1).any(1) if mark.dim() > 1 else mark
    if weight.dim() == 3 or len(columns) != weight.shape[min(1, weight.dim() - 1)]:
        return None  # grouped filters and norms over whole images have no columns by channel
    return WireSource(weight, columns.nonzero().flatten().to(weight.device))

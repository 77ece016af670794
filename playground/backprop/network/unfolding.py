"""A network and its loss for one sample as a graph, each layer unfolded as far as was chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from torch import Tensor, nn

from playground.arrays import Doubles
from playground.backprop.array_operations import Join, entry
from playground.backprop.graph import Builder, PaperGraph, subscript
from playground.backprop.network.layer_rules import activation_of, tensors_of
from playground.backprop.network.loss_rules import add_loss
from playground.backprop.network.sample import Sample
from playground.backprop.network.scalar_rules import scalars_of
from playground.backprop.network.torch_operation import module_operation
from playground.backprop.network.units import LOSS, Level, Unit, external_inputs
from playground.build.network import Network, Step
from playground.catalog.kinds import Loss


class Outputs:
    """What layers have put out, as one array or as single numbers; each is made from the other when needed.

    Args:
        builder: Adds nodes.
    """

    def __init__(self, builder: Builder) -> None:
        self._builder = builder
        self._arrays: dict[str, int] = {}
        self._scalars: dict[str, tuple[int, ...]] = {}
        self._shapes: dict[str, tuple[int, ...]] = {}

    def set_array(self, name: str, number: int) -> None:
        """Keep the node that holds a layer's output."""
        self._arrays[name] = number

    def set_scalars(self, name: str, numbers: Sequence[int], shape: tuple[int, ...]) -> None:
        """Keep the nodes that hold the numbers of a layer's output."""
        self._scalars[name], self._shapes[name] = tuple(numbers), shape

    def array(self, name: str) -> int:
        """Return the node that holds a layer's output."""
        if name not in self._arrays:
            parents = self._scalars[name]
            self._arrays[name] = self._builder.apply(Join(self._shapes[name]), parents, stem="u")
        return self._arrays[name]

    def scalars(self, name: str) -> tuple[int, ...]:
        """Return the nodes that hold the numbers of a layer's output."""
        if name not in self._scalars:
            number = self._arrays[name]
            node = self._builder.nodes[number]
            self._shapes[name] = node.value.shape
            self._scalars[name] = tuple(
                self._builder.apply(entry(place), [number], f"{node.name},{subscript(place + 1)}")
                for place in range(node.value.size)
            )
        return self._scalars[name]


def unfold(
    network: Network,
    units: Sequence[Unit],
    loss: Loss,
    sample: Sample,
    *,
    levels: Mapping[str, Level],
    input_wanted: bool = False,
) -> PaperGraph:
    """Return the graph of a network and its loss for one sample, in evaluation mode.

    Args:
        network: Gives the weights.
        units: What can be unfolded, see ``units_of``.
        loss: Of the training.
        sample: What passes.
        levels: How far each unit is unfolded, by key; a missing one is one node.
        input_wanted: Whether the gradient of the input is asked for, besides those of parameters.

    Raises:
        TooLarge: When the graph becomes too large.
    """
    return _Unfolding(network, loss, sample).whole(units, levels, input_wanted=input_wanted)


class _Unfolding:
    """Adds unit after unit."""

    def __init__(self, network: Network, loss: Loss, sample: Sample) -> None:
        self._network, self._loss, self._sample = network, loss, sample
        self._builder = Builder()
        self._outputs = Outputs(self._builder)
        self._count = 0

    def whole(self, units: Sequence[Unit], levels: Mapping[str, Level], *, input_wanted: bool) -> PaperGraph:
        """Add all units."""
        builder = self._builder
        x = builder.leaf("x", "input", _array(self._sample.x), "the sample")
        self._outputs.set_array(self._network.steps[0].node, x)
        first = self._network.steps[0]
        if first.activation_module is not None:
            self._outputs.set_array(first.node, activation_of(builder, first, x, "a₀"))
        for unit in units:
            level = levels.get(unit.key, "node")
            builder.part = unit.title
            if unit.key == LOSS:
                output = self._outputs.array(self._network.order[-1])
                add_loss(builder, self._loss, output, self._sample, unfolded=level != "node")
            else:
                self._add(unit, level if level in unit.levels else "node")
        wanted = [number for number, node in enumerate(builder.nodes) if node.role == "parameter"]
        return builder.finish([*wanted, x] if input_wanted else wanted)

    def _add(self, unit: Unit, level: Level) -> None:
        if level == "node" and len(unit.steps) > 1:
            self._add_block(unit)
            return
        for step in unit.steps:
            self._add_step(step, unit.title, "node" if level == "layers" else level)

    def _add_block(self, unit: Unit) -> None:
        """Add a block as one operation."""
        outside = external_inputs(unit)
        operation = module_operation(unit.title, _Inside(unit.steps, outside), len(outside))
        self._count += 1
        parents = [self._outputs.array(name) for name in outside]
        hint = _hint(operation.parameters)
        last = unit.steps[-1].node
        self._outputs.set_array(
            last, self._builder.apply(operation, parents, f"h{subscript(self._count)}", hint=hint)
        )

    def _add_step(self, step: Step, title: str, level: Level) -> None:
        plain = step.layer.passes_on and step.activation is None
        if not plain:
            self._count += 1
        index = subscript(self._count)
        if level == "scalars":
            found = scalars_of(self._builder, step, self._outputs.scalars(step.inputs[0]), index)
            self._outputs.set_scalars(step.node, found, (len(found),))
            return
        parents = [self._outputs.array(name) for name in step.inputs]
        if level == "tensors" or plain:
            number = tensors_of(self._builder, step, title, parents, index)
        else:
            number = self._whole_layer(step, title, parents, index)
        self._outputs.set_array(step.node, number)

    def _whole_layer(self, step: Step, title: str, parents: Sequence[int], index: str) -> int:
        """Add a layer with its activation as one operation."""
        module: nn.Module = step.module
        if step.activation_module is not None:
            module = _Pair(step.module, step.activation_module)
        operation = module_operation(title, module, len(parents))
        return self._builder.apply(operation, parents, f"h{index}", hint=_hint(operation.parameters))


def _hint(parameters: int) -> str:
    if not parameters:
        return ""
    return f"{parameters:,} parameter{'s' if parameters > 1 else ''} inside; unfold the layer to see their gradients"


class _Pair(nn.Module):
    """A layer and its activation."""

    def __init__(self, layer: nn.Module, activation: nn.Module) -> None:
        super().__init__()
        self.layer, self.activation = layer, activation

    def forward(self, *inputs: Tensor) -> Tensor:
        """Compute both."""
        found: Tensor = self.activation(self.layer(*inputs))
        return found


class _Inside(nn.Module):
    """The layers of a block."""

    def __init__(self, steps: Sequence[Step], outside: Sequence[str]) -> None:
        super().__init__()
        self._plan = [
            (
                step.node,
                step.inputs,
                f"layer{k}",
                f"activation{k}" if step.activation_module is not None else "",
            )
            for k, step in enumerate(steps)
        ]
        self._outside = tuple(outside)
        for k, step in enumerate(steps):
            self.add_module(f"layer{k}", step.module)
            if step.activation_module is not None:
                self.add_module(f"activation{k}", step.activation_module)

    def forward(self, *inputs: Tensor) -> Tensor:
        """Compute all layers."""
        values = dict(zip(self._outside, inputs, strict=True))
        value = inputs[0]
        for node, sources, layer, activation in self._plan:
            value = self.get_submodule(layer)(*(values[source] for source in sources))
            if activation:
                value = self.get_submodule(activation)(value)
            values[node] = value
        return value


def _array(batch: Tensor) -> Doubles:
    return np.asarray(batch[0].detach().cpu().double().numpy())

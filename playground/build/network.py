"""Build the torch module of a graph."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

import torch
from torch import Tensor, nn

from playground.build.expand import expand, in_order
from playground.build.report import Report
from playground.catalog.kinds import ACTIVATIONS, INITIALIZERS, LAYERS, Activation, Layer, Shape, still_wanted
from playground.spec.connected import connected
from playground.spec.graph import Graph, Node
from playground.spec.training import NodeTraining


@dataclass(frozen=True)
class Step:
    """One node in the order of computation.

    Attributes:
        node: Id of the node.
        layer: Catalog entry of its layer.
        module: Built from the layer; an identity for the input.
        activation: Catalog entry of its activation.
        activation_module: Built from the activation.
        inputs: Ids of the nodes that feed it, by slot; empty for the input.
        shape: Shape of its output.
        training: Its own training settings.
    """

    node: str
    layer: Layer
    module: nn.Module
    activation: Activation | None
    activation_module: nn.Module | None
    inputs: tuple[str, ...]
    shape: Shape
    training: NodeTraining

    @property
    def keeps_statistics(self) -> bool:
        """Whether it is a frozen norm, which uses its running statistics in training too."""
        return self.training.frozen and self.layer.keeps_statistics


class Network(nn.Module):
    """The network of a graph without problems. Maps ``(N, *input_shape)`` to ``(N, outputs)``.

    Attributes:
        steps: The nodes in the order of computation.
        order: Their ids.
    """

    def __init__(self, steps: tuple[Step, ...]) -> None:
        super().__init__()
        self.steps = steps
        self.order = tuple(step.node for step in steps)
        self._by_node = {step.node: step for step in steps}
        for index, step in enumerate(steps):
            self.add_module(f"layer{index}", step.module)
            if step.activation_module is not None:
                self.add_module(f"activation{index}", step.activation_module)
        self._chain = _chain(steps)
        self._keep_statistics()

    def train(self, mode: bool = True) -> Network:  # noqa: FBT001, FBT002 - as nn.Module has it
        """Switch modes; batch norms of frozen nodes stay in evaluation mode, so that their statistics do not move."""
        super().train(mode)
        self._keep_statistics()
        return self

    def set_training(self, settings: Mapping[str, NodeTraining]) -> None:
        """Change how nodes learn; those that are not listed keep their settings."""
        self.steps = tuple(
            replace(step, training=settings.get(step.node, step.training)) for step in self.steps
        )
        self._by_node = {step.node: step for step in self.steps}
        for step in self.steps:
            if step.layer.keeps_statistics:
                step.module.train(self.training)
        self._keep_statistics()

    def _keep_statistics(self) -> None:
        for step in self.steps:
            if step.keeps_statistics:
                step.module.eval()

    def step_of(self, node: str) -> Step:
        """The step of a node; KeyError if the network has no such node."""
        return self._by_node[node]

    def module_of(self, node: str) -> nn.Module:
        """The layer's module of a node."""
        return self._by_node[node].module

    def parameters_of(self, node: str) -> list[tuple[str, nn.Parameter]]:
        """Names and parameters of a node's layer and of its activation."""
        step = self._by_node[node]
        found = list(step.module.named_parameters())
        if step.activation_module is not None:
            found += [(f"activation.{name}", p) for name, p in step.activation_module.named_parameters()]
        return found

    def forward(self, x: Tensor) -> Tensor:
        """Outputs (logits) for a batch of inputs."""
        if self._chain is not None:
            for function in self._chain:
                x = function(x)
                _unless_stopped()
            return x
        return self.forward_all(x)[self.order[-1]]

    def forward_all(self, x: Tensor) -> dict[str, Tensor]:
        """The output of every node, after its activation."""
        values: dict[str, Tensor] = {}
        for step in self.steps:
            value = step.module(*(values[source] for source in step.inputs)) if step.inputs else x
            values[step.node] = value if step.activation_module is None else step.activation_module(value)
            _unless_stopped()
        return values


def _unless_stopped() -> None:
    """End a pass of a large network that is not wanted any more; a step of training is never cut short."""
    if not torch.is_grad_enabled():
        still_wanted()


def _chain(steps: tuple[Step, ...]) -> tuple[Callable[[Tensor], Tensor], ...] | None:
    """The functions of a network without branches, for a forward pass without look-ups; None for others."""
    functions: list[Callable[[Tensor], Tensor]] = []
    for before, step in pairwise(steps):
        if step.inputs != (before.node,):
            return None
        if not isinstance(step.module, nn.Identity):
            functions.append(step.module)
        if step.activation_module is not None:
            functions.append(step.activation_module)
    return tuple(functions)


def build_network(graph: Graph, report: Report, seed: int) -> Network:
    """Build the network of a graph without problems, with fresh weights.

    Every node draws its weights from a generator of its own, made from the seed and its place in the order of
    computation; torch's global random numbers are not touched.

    Args:
        graph: The network as drawn.
        report: The analysis of its project.
        seed: Seed of the weights.

    Raises:
        NotWanted: When the network is not wanted any more.
    """
    graph = expand(connected(graph)).graph
    nodes = graph.by_id()
    order = in_order(graph)
    inputs: dict[str, list[str]] = {node_id: [] for node_id in order}
    for edge in sorted(graph.edges, key=lambda edge: edge.slot):
        inputs[edge.target].append(edge.source)
    steps = tuple(_step(nodes[node_id], tuple(inputs[node_id]), report) for node_id in order)
    network = Network(steps)
    for index, step in enumerate(steps):
        still_wanted()
        _initialize(step, nodes[step.node], seed, index)
    return network


def _step(node: Node, inputs: tuple[str, ...], report: Report) -> Step:
    layer = LAYERS.create(node.kind, node.params)
    shapes = tuple(report.shapes[source] for source in inputs) or (report.shapes[node.id],)
    activation = ACTIVATIONS.of(node.activation) if node.activation else None
    with torch.device("meta"):  # building must not draw from torch's global random numbers
        module = layer.build(*shapes)
        before = layer.out_shape(*shapes)
        activation_module = activation.build(before) if activation else None
    _give_memory(module)
    if activation_module is not None:
        _give_memory(activation_module)
    return Step(
        node.id, layer, module, activation, activation_module, inputs, report.shapes[node.id], node.training
    )


def _give_memory(module: nn.Module) -> None:
    """Allocate parameters and buffers like ``Module.to_empty``, which imports for half a second first."""
    for part in module.modules():
        for name, parameter in list(part.named_parameters(recurse=False)):
            setattr(part, name, nn.Parameter(torch.empty(parameter.shape, dtype=parameter.dtype)))
        for name, buffer in list(part.named_buffers(recurse=False)):
            setattr(part, name, torch.empty(buffer.shape, dtype=buffer.dtype))


def _initialize(step: Step, node: Node, seed: int, index: int) -> None:
    generator = torch.Generator().manual_seed(seed * 1_000_003 + index)
    initializer = INITIALIZERS.of(node.initializer) if node.initializer else INITIALIZERS.create("default")
    gain = step.activation.gain if step.activation else 1.0
    with torch.no_grad():
        step.layer.reset(step.module)
        for weight in step.layer.weights(step.module):
            initializer.begin(replace(weight, gain=gain), generator)
        if step.activation is not None and step.activation_module is not None:
            step.activation.reset(step.activation_module)

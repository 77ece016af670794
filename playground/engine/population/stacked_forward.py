"""The forward pass of a network for C sets of its parameters at once, by the ``stacked`` rules of its layers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from playground.catalog.kinds import ParameterSets

if TYPE_CHECKING:
    from playground.build.network import Network, Step
    from playground.catalog.kinds import Loss

Places = tuple[tuple[str, int], ...]


class NoRule(Exception):
    """A layer or activation that cannot be stacked."""


@dataclass(frozen=True)
class _StackedStep:
    """A step, the indices of its tensors, and the values that no later step needs."""

    step: Step
    layer: Places
    buffers: Places
    activation: Places
    done_with: tuple[str, ...]


class StackedForward:
    """A network in which each value has an additional first dimension for the sets of parameters."""

    def __init__(self, network: Network) -> None:
        parameters = {id(each): place for place, each in enumerate(network.parameters())}
        buffers = {id(each): place for place, each in enumerate(network.buffers())}

        def of(module: nn.Module | None) -> Places:
            named = () if module is None else module.named_parameters()
            return tuple((name, parameters[id(each)]) for name, each in named)

        last = {node: step.node for step in network.steps for node in step.inputs}
        self._parts = tuple(
            _StackedStep(
                step,
                of(step.module),
                tuple((name, buffers[id(each)]) for name, each in step.module.named_buffers()),
                of(step.activation_module),
                tuple(node for node in dict.fromkeys(step.inputs) if last[node] == step.node),
            )
            for step in network.steps
        )

    def __call__(
        self, params: Sequence[Tensor], x: Tensor, buffers: Sequence[Tensor] | None = None
    ) -> Tensor:
        """Compute outputs ``(C, N, outputs)``.

        Args:
            params: ``(C, *shape)`` each, in the network's order.
            x: Inputs, features first: ``(C or 1, features, N)``.
            buffers: For training: ``(C, *shape)`` each, in the network's order; they are updated. None for
                evaluation, with the network's own buffers.

        Raises:
            NoRule: When a layer or activation has no stacked rule.
        """
        values: dict[str, Tensor] = {}
        result = x
        for part in self._parts:
            if part.step.inputs:
                inputs = [values[node] for node in part.step.inputs]
                for node in part.done_with:  # the next layer reuses memory that is still in the cache
                    del values[node]
                result = self._layer(part, params, buffers, inputs)
                del inputs
            values[part.step.node] = result = self._activation(part, params, result)
        return result.expand(len(params[0]) if params else len(result), -1, -1).transpose(1, 2)

    @staticmethod
    def _layer(
        part: _StackedStep,
        params: Sequence[Tensor],
        buffers: Sequence[Tensor] | None,
        inputs: Sequence[Tensor],
    ) -> Tensor:
        layer, module = part.step.layer, part.step.module
        own = _named(part.layer, params)
        if buffers is None:
            result = layer.stacked(ParameterSets(module, own), *inputs)
        elif part.step.keeps_statistics:
            raise NoRule  # the rules for evaluation have one set of statistics for all lanes
        else:
            result = layer.stacked_in_training(
                ParameterSets(module, own, _named(part.buffers, buffers)), *inputs
            )
        if result is None:
            raise NoRule
        return result

    @staticmethod
    def _activation(part: _StackedStep, params: Sequence[Tensor], value: Tensor) -> Tensor:
        activation, module = part.step.activation, part.step.activation_module
        if activation is None or module is None:
            return value
        result = activation.stacked(ParameterSets(module, _named(part.activation, params)), value)
        if result is None:
            raise NoRule
        return result


def features_first(x: Tensor) -> Tensor:
    """Reshape samples ``(C or 1, N, *shape)`` to ``(C or 1, features, N)``."""
    return x.flatten(2).transpose(1, 2) if x.dim() > 2 else x[:, None]


def views(thetas: Tensor, shapes: Sequence[torch.Size]) -> list[Tensor]:
    """Split ``thetas``, ``(C, P)``, into views ``(C, *shape)``."""
    pieces = torch.split(thetas, [shape.numel() for shape in shapes], dim=1)
    return [piece.view(len(thetas), *shape) for piece, shape in zip(pieces, shapes, strict=True)]


def signature(network: Network, loss: Loss) -> str:
    """Describe what a network and its loss compute, without their weights: equal for equal computations."""
    words = [f"{type(loss).__name__} {loss.model_dump_json()}"]
    for step in network.steps:
        activation = step.activation
        words += [
            f"{type(step.layer).__name__} {step.layer.model_dump_json()} {step.inputs} {step.shape}",
            "with its running statistics" if step.keeps_statistics else "",
            "" if activation is None else f"{type(activation).__name__} {activation.model_dump_json()}",
        ]
    return "\n".join(words)


def _named(places: Places, tensors: Sequence[Tensor]) -> dict[str, Tensor]:
    return {name: tensors[place] for name, place in places}

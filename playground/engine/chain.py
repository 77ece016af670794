"""Loss and gradient of a plain chain of dense layers, with backpropagation written out.

Autograd records a graph at every step; a small network spends more time on that than on arithmetic. For a chain
of Linear layers with activations that have a ``backward`` rule, the same products are done here straight into the
flat gradient. Everything else trains by autograd.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

if TYPE_CHECKING:
    from playground.build.network import Network
    from playground.catalog.kinds import Activation, Loss


@dataclass(frozen=True, slots=True)
class _Dense:
    weight: Tensor
    weight_transposed: Tensor
    bias: Tensor | None
    weight_gradient: Tensor
    bias_gradient: Tensor | None
    activation: Activation | None
    function: nn.Module | None


class DenseChain:
    """Forward and backward through Linear, activation, Linear, ... on the parameters' own memory.

    Parameters must keep their storage (``data`` and ``grad`` are written in place, never replaced) as long as the
    chain is used. The first layer's input gradient is never computed.
    """

    def __init__(self, layers: tuple[_Dense, ...], loss: Loss) -> None:
        self._layers = layers
        self._backwards = tuple(enumerate(layers))[::-1]
        self._loss = loss

    @classmethod
    def of(cls, network: Network, loss: Loss, sample: Tensor, target: Tensor) -> DenseChain | None:
        """The chain of a network, or None when it is not one or a rule is missing.

        Args:
            network: Its parameters must have gradients allocated.
            loss: What it is trained for.
            sample: A few prepared inputs, to try the rules on.
            target: Their targets, as ``loss.target`` made them.
        """
        layers: list[_Dense] = []
        previous: str | None = None
        for step in network.steps:
            if previous is not None and tuple(step.inputs) != (previous,):
                return None
            previous = step.node
            if isinstance(step.module, nn.Linear):
                layers.append(_dense(step.module, step.activation, step.activation_module))
            elif not isinstance(step.module, nn.Identity) or step.activation is not None:
                return None
        chain = cls(tuple(layers), loss)
        return chain if layers and chain._has_all_rules(sample, target) else None

    def _has_all_rules(self, sample: Tensor, target: Tensor) -> bool:
        with torch.no_grad():
            x = sample
            for layer in self._layers:
                z = torch.nn.functional.linear(x, layer.weight, layer.bias)
                x = z if layer.function is None else layer.function(z)
                if layer.activation is not None and layer.activation.backward(x, z, x) is None:
                    return False
            return self._loss.gradient(x, target) is not None

    def gradient(self, x: Tensor, target: Tensor) -> Tensor:
        """Mean loss of a batch; the gradients of all parameters are overwritten, not added to.

        Args:
            x: Inputs ``(N, features)``.
            target: As ``Loss.target`` made them.
        """
        with torch.no_grad():
            return self._gradient(x, target)

    def _gradient(self, x: Tensor, target: Tensor) -> Tensor:
        inputs, sums, values = [], [], x
        for layer in self._layers:
            inputs.append(values)
            if layer.bias is None:
                values = torch.mm(values, layer.weight_transposed)
            else:
                values = torch.addmm(layer.bias, values, layer.weight_transposed)
            sums.append(values)
            if layer.function is not None:
                values = layer.function(values)
        loss = self._loss.compute(values, target)
        gradient = self._loss.gradient(values, target)
        outputs = [*inputs[1:], values]
        for k, layer in self._backwards:
            if layer.activation is not None:
                gradient = layer.activation.backward(gradient, sums[k], outputs[k])  # type: ignore[arg-type]
            assert gradient is not None, "every rule was tried when the chain was made"
            torch.mm(gradient.t(), inputs[k], out=layer.weight_gradient)
            if layer.bias_gradient is not None:
                torch.sum(gradient, 0, out=layer.bias_gradient)
            if k:
                gradient = torch.mm(gradient, layer.weight)
        return loss


def _dense(module: nn.Linear, activation: Activation | None, function: nn.Module | None) -> _Dense:
    weight, bias = module.weight, module.bias
    assert weight.grad is not None, "gradients are allocated before the chain is made"
    return _Dense(
        weight=weight.data,
        weight_transposed=weight.data.t(),
        bias=None if bias is None else bias.data,
        weight_gradient=weight.grad,
        bias_gradient=None if bias is None else bias.grad,
        activation=activation,
        function=function,
    )

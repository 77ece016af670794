"""One flat vector of all parameters and one of all gradients; the network's tensors are views of them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import torch
from torch import Tensor, nn

from playground.build.network import Network


class FlatParameters:
    """Moves a network's parameters into contiguous memory.

    Attributes:
        vector: All parameters, ``(P,)``; updated by element-wise optimizers.
        grad: All gradients, ``(P,)``.
        tensors: The network's parameters, in the order of the vector.
        trained: Those that are not frozen.
        segments: The slice of each node's parameters, for nodes that have any.
    """

    def __init__(self, network: Network, device: torch.device, dtype: torch.dtype = torch.float32) -> None:
        owners = [(step.node, p) for step in network.steps for _, p in network.parameters_of(step.node)]
        self.tensors = [p for _, p in owners]
        size = sum(p.numel() for p in self.tensors)
        theta = torch.zeros(size, device=device, dtype=dtype)
        self.grad = torch.zeros_like(theta)
        segments: dict[str, slice] = {}
        offset = 0
        for node, parameter in owners:
            end = offset + parameter.numel()
            theta[offset:end] = parameter.data.reshape(-1).to(device)
            parameter.data = theta[offset:end].view(parameter.shape)
            parameter.grad = self.grad[offset:end].view(parameter.shape)
            segments[node] = slice(segments[node].start if node in segments else offset, end)
            offset = end
        self.vector = nn.Parameter(theta)
        self.vector.grad = self.grad
        self.segments: Mapping[str, slice] = segments
        self.note_frozen(network)

    def note_frozen(self, network: Network) -> None:
        """Note which parameters are trained, after nodes were frozen or thawed."""
        steps = (step for step in network.steps if not step.training.frozen)
        self.trained = [p for step in steps for _, p in network.parameters_of(step.node)]

    def backward(self, loss: Tensor) -> None:
        """Fill the flat gradient; frozen parameters get none, and what only they would need is not computed."""
        self.grad.zero_()
        inputs = None if len(self.trained) == len(self.tensors) else self.trained
        loss.backward(inputs=inputs)  # type: ignore[no-untyped-call]

    @cached_property
    def weights(self) -> Tensor:
        """1.0 at weights (tensors of two and more dimensions), 0.0 at biases and norm parameters, ``(P,)``."""
        weights, offset = torch.zeros_like(self.theta), 0
        for parameter in self.tensors:
            end = offset + parameter.numel()
            weights[offset:end] = float(parameter.dim() >= 2)
            offset = end
        return weights

    @property
    def theta(self) -> Tensor:
        """The parameters without autograd, ``(P,)``."""
        return self.vector.data

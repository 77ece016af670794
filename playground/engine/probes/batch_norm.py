"""Batch norm made visible: running against batch statistics, and folding into the preceding layer.

In evaluation mode a batch norm is ``y = γ (x - μ) / √(σ² + ε) + β`` with fixed numbers for each channel. After a linear
layer or a convolution ``x = W u + b`` both together are one such layer, with ``W' = s W`` and ``b' = s (b - μ) + β``
where ``s = γ / √(σ² + ε)``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.func import functional_call

from playground.engine.data.subsample import affordable, evenly
from playground.engine.events.batch_norm import Channels, Folding, NormStatistics
from playground.engine.runtime.fetch import HostCopy, as_floats, copy_numbers
from playground.engine.training.modes import eval_mode

if TYPE_CHECKING:
    from playground.build.network import Network, Step
    from playground.engine.training.session import Session

MOST_CHANNELS = 64
"""Channels of a batch norm that are reported."""
SAMPLES = (16, 256)
"""Fewest and most samples that are evaluated."""
WORK = 1e7
"""Most multiply-adds of a forward pass with more than the fewest samples."""

Norm = nn.BatchNorm1d | nn.BatchNorm2d


class NormProbe:
    """Measures the batch norms of one session."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._norms = [step for step in session.network.steps if isinstance(step.module, Norm)]
        self._pairs = foldable(session.network)
        self._most = affordable(session.network, WORK, *SAMPLES)
        data = session.data
        self._x = data.x_val[evenly(len(data.x_val), self._most)].to(session.device)

    def statistics(self, run: int, step: int) -> Callable[[], NormStatistics]:
        """Start to measure; the function returned waits for the numbers. Nothing of the session changes."""
        batch = self._session.newest_inputs()[: self._most]
        channels: dict[str, Callable[[], Channels]] = {}
        if self._norms:
            with torch.inference_mode(), self._session.preserved():
                inputs = _inputs_of(self._session.network, batch)
            channels = {norm.node: _channels(norm, inputs[norm.node]) for norm in self._norms}
        folding = self._folding() if self._pairs else None
        return lambda: NormStatistics(
            run,
            step,
            {node: result() for node, result in channels.items()},
            folding() if folding is not None else None,
            len(batch),
        )

    def _folding(self) -> Callable[[], Folding]:
        network = self._session.network
        with torch.inference_mode(), eval_mode(network):
            plain, folded = network(self._x), folded_output(network, self._pairs, self._x)
        into = {norm.node: layer.node for norm, layer in self._pairs}
        sizes = copy_numbers([(plain - folded).abs().max(), plain.abs().max()])

        def result() -> Folding:
            difference, greatest = as_floats(sizes).tolist()
            return Folding(into, difference, greatest, len(self._x))

        return result


def foldable(network: Network) -> list[tuple[Step, Step]]:
    """Find batch norms whose input is a linear layer or convolution without an activation that feeds nothing else."""
    pairs: list[tuple[Step, Step]] = []
    for step in network.steps:
        if not isinstance(step.module, Norm):
            continue
        before = network.step_of(step.inputs[0])
        alone = sum(before.node in each.inputs for each in network.steps) == 1
        linear = isinstance(before.module, nn.Linear | nn.Conv1d | nn.Conv2d)
        if linear and alone and before.activation_module is None:
            pairs.append((step, before))
    return pairs


def folded_output(network: Network, pairs: list[tuple[Step, Step]], x: Tensor) -> Tensor:
    """Evaluate a network in evaluation mode with these batch norms folded into the preceding layers."""
    into = {layer.node: norm for norm, layer in pairs}
    folded = {norm.node for norm, _ in pairs}
    values: dict[str, Tensor] = {}
    for step in network.steps:
        inputs = [values[source] for source in step.inputs]
        if step.node in into:
            value = _folded(step, into[step.node], inputs[0])
        elif step.node in folded:
            value = inputs[0]
        else:
            value = step.module(*inputs) if inputs else x
        values[step.node] = value if step.activation_module is None else step.activation_module(value)
    return values[network.order[-1]]


def _folded(layer: Step, norm: Step, x: Tensor) -> Tensor:
    """Apply a layer with the weights ``s W`` and the bias ``s (b - μ) + β``."""
    weight, bias = folded_weights(layer.module, norm.module)
    known = dict(layer.module.named_parameters())
    own = {"weight": weight, "bias": bias}
    value: Tensor = functional_call(layer.module, {name: own[name] for name in known}, (x,))
    return value if "bias" in known else value + bias.view(-1, *(1,) * (weight.dim() - 2))


def folded_weights(layer: nn.Module, norm: nn.Module) -> tuple[Tensor, Tensor]:
    """Compute weights and bias of one layer that equals a linear layer or convolution followed by a batch norm."""
    assert isinstance(layer, nn.Linear | nn.Conv1d | nn.Conv2d)
    assert isinstance(norm, Norm)
    mean, variance = norm.running_mean, norm.running_var
    assert mean is not None
    assert variance is not None
    scale = torch.rsqrt(variance + norm.eps)
    if norm.affine:
        scale = scale * norm.weight
    shift = -mean if layer.bias is None else layer.bias - mean
    bias = scale * shift + (norm.bias if norm.affine else 0.0)
    return layer.weight * scale.view(-1, *(1,) * (layer.weight.dim() - 1)), bias


def _inputs_of(network: Network, x: Tensor) -> dict[str, Tensor]:
    """Return the first input of every node that has one, in the network's current mode."""
    values: dict[str, Tensor] = {}
    given: dict[str, Tensor] = {}
    for step in network.steps:
        inputs = [values[source] for source in step.inputs]
        if inputs:
            given[step.node] = inputs[0]
        value = step.module(*inputs) if inputs else x
        values[step.node] = value if step.activation_module is None else step.activation_module(value)
    return given


def _channels(step: Step, x: Tensor) -> Callable[[], Channels]:
    norm = step.module
    assert isinstance(norm, Norm)
    mean, variance = norm.running_mean, norm.running_var
    assert mean is not None
    assert variance is not None
    channel = x.dim() - 1 if x.dim() == 3 else 1
    flat = x.transpose(0, channel).flatten(1)[:MOST_CHANNELS]
    parts = (mean[:MOST_CHANNELS], variance[:MOST_CHANNELS].sqrt(), flat.mean(1), flat.std(1, correction=0))
    fetched, total = HostCopy(torch.stack(parts)), len(mean)

    def result() -> Channels:
        running_mean, running_std, batch_mean, batch_std = as_floats(fetched)
        return Channels(running_mean, running_std, batch_mean, batch_std, total)

    return result

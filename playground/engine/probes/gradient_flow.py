"""What happens inside a network in training: sizes of gradients and updates, dead and saturated units, wires.

Activations are measured on a fixed, evenly spaced part of the training samples (at most 256), in evaluation
mode, so nothing here uses randomness or changes what training sees. Methods start the work
and return a function that waits for it, so that the device receives the work of all events before the first wait.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor, nn

from playground.arrays import Floats
from playground.engine.compiled.recorded_pass import without_python
from playground.engine.data.subsample import affordable, evenly, work_per_sample
from playground.engine.events.pictures import DenseWeights, GradientFlow, NodeActivity, WireWeights
from playground.engine.events.run import LayerInfo
from playground.engine.probes.diagnosis import findings
from playground.engine.probes.unit_shares import UnitShares, acting_step
from playground.engine.probes.wire_weights import WireSource, small_dense_layers, wire_sources
from playground.engine.runtime.fetch import HostCopy, as_floats
from playground.engine.training.modes import eval_mode

if TYPE_CHECKING:
    from playground.build.network import Network
    from playground.engine.training.session import Session

SAMPLES = 256
LEAST_SAMPLES = 16
WORK = 1e7
"""Most multiply-adds of a probe's forward pass with more than ``LEAST_SAMPLES``."""


class GradientFlowProbe:
    """Diagnostics of one session."""

    def __init__(self, session: Session) -> None:
        # No pass holds this object: a session that is dropped is freed at once, without the garbage collector.
        self._session = session
        data, device, network = session.data, session.theta.device, session.network
        samples = affordable(network, WORK, LEAST_SAMPLES, SAMPLES)
        chosen = evenly(len(data.x_train), samples)
        self._x = data.x_train[chosen].to(device)
        self._target = data.loss_target(session.loss, data.y_train[chosen].to(device))
        self._layers: tuple[LayerInfo, ...] = tuple(session.layers)
        self._segments = [session.segments[layer.node] for layer in self._layers]
        y = data.target.apply(data.y_train)
        self._scale = float(y.std(correction=0)) if data.info.task == "regression" else 1.0
        self._wires = wire_sources(network)
        self._dense = small_dense_layers(network)
        self._before = torch.zeros_like(session.theta)
        # Lengths of the layers' changes in a step, then of their parameters.
        self._update: HostCopy | None = None
        self._shares = UnitShares(
            session, self._x, [acting_step(network, layer.node) for layer in self._layers]
        )
        forward, parameters = samples * work_per_sample(network), session.theta.numel()
        self._activations = without_python(partial(_activations, network, self._x), forward, device)
        self._lengths = without_python(
            partial(_lengths, session, self._before, self._segments), parameters, device
        )
        self._sizes = without_python(partial(_gradient_sizes, session, self._segments), parameters, device)
        sources = [source for source in self._wires.values() if source is not None]
        self._strengths = without_python(partial(_strengths, sources), parameters, device)

    # --- one step --------------------------------------------------------------------------------

    def before_step(self) -> None:
        """Remember the parameters before a step whose update is to be measured."""
        self._before.copy_(self._session.theta.detach())

    def after_step(self) -> None:
        """Measure the update of the step since ``before_step``."""
        self._update = HostCopy(self._lengths()[0])

    # --- events ----------------------------------------------------------------------------------

    def gradient_flow(self, run: int, step: int) -> Callable[[], GradientFlow]:
        """Measure the gradients of the newest step by layer, with findings in words.

        Before the first step the gradients are those of the data loss on the probe's samples. The update ratio is NaN
        until a step was measured.
        """
        sizes, shares, update = self._gradient(), self._shares.measure(), self._update

        def event() -> GradientFlow:
            mean, maximum = np.split(as_floats(sizes), 2)
            dead, count, saturated = shares()
            return GradientFlow(
                run, step, mean, maximum, _ratio(update, len(mean)), dead, saturated,
                self._findings(mean, maximum, dead, count, saturated),
            )  # fmt: skip

        return event

    def _findings(
        self, mean: Floats, maximum: Floats, dead: Floats, units: Floats, saturated: Floats
    ) -> tuple[str, ...]:
        network = self._session.network
        return findings(
            [layer.title for layer in self._layers],
            mean,
            maximum,
            dead,
            units,
            saturated,
            frozen=[network.step_of(layer.node).training.frozen for layer in self._layers],
            scale=self._scale,
        )

    def activity(self, run: int, step: int) -> Callable[[], NodeActivity]:
        """Measure the mean size of activations and gradients by node."""
        activation, gradient, nodes = (
            HostCopy(self._activations()[0]),
            self._gradient(),
            self._session.network.order,
        )

        def event() -> NodeActivity:
            mean, _ = np.split(as_floats(gradient), 2)
            known = dict(zip((layer.node for layer in self._layers), mean.tolist(), strict=True))
            return NodeActivity(
                run,
                step,
                activation=dict(zip(nodes, as_floats(activation).tolist(), strict=True)),
                gradient={node: known.get(node, float("nan")) for node in nodes},
            )

        return event

    def wires(self, run: int, step: int) -> Callable[[], WireWeights]:
        """Measure strength and sign of the weights behind each wire, NaN where none can be named; copy small layers."""
        dense = {node: self._copied(layer) for node, layer in self._dense.items()}
        fetched = HostCopy(self._strengths()[0])

        def event() -> WireWeights:
            strength = dict.fromkeys(self._wires, float("nan"))
            sign = dict(strength)
            named = (wire for wire, source in self._wires.items() if source is not None)
            for wire, (mean, size, root) in zip(
                named, as_floats(fetched).reshape(-1, 3).tolist(), strict=True
            ):
                strength[wire], sign[wire] = root, mean / size if size > 0 else 0.0
            layers = {
                node: DenseWeights(
                    as_floats(weights), as_floats(biases) if biases is not None else np.empty(0)
                )
                for node, (weights, biases) in dense.items()
            }
            return WireWeights(run, step, strength, sign, layers)

        return event

    @staticmethod
    def _copied(layer: nn.Linear) -> tuple[HostCopy, HostCopy | None]:
        return HostCopy(layer.weight), HostCopy(layer.bias) if layer.bias is not None else None

    def _gradient(self) -> HostCopy:
        """Measure mean and largest size of the newest step's gradient; before the first one that on the samples."""
        session = self._session
        if session.steps_done:
            return HostCopy(self._sizes()[0])
        with eval_mode(session.network), torch.enable_grad():
            loss = session.objective.compute(session.network(self._x), self._target)
            parts = torch.autograd.grad(
                loss, list(session.network.parameters()), allow_unused=True, materialize_grads=True
            )
        gradient = torch.cat([part.flatten() for part in parts]).abs()
        return HostCopy(_mean_and_largest(gradient, self._segments))


# --- passes --------------------------------------------------------------------------------------


def _stacked(values: Sequence[Tensor]) -> Tensor:
    """Scalars as one vector ``(n,)``."""
    return torch.stack(list(values)) if values else torch.empty(0)


def _lengths(session: Session, before: Tensor, segments: Sequence[slice]) -> Sequence[Tensor]:
    """Lengths of the layers' changes, then of their parameters."""
    theta = session.theta.detach()
    change = theta - before
    parts = [*(change[each] for each in segments), *(theta[each] for each in segments)]
    return [_stacked([torch.linalg.vector_norm(part) for part in parts])]


def _gradient_sizes(session: Session, segments: Sequence[slice]) -> Sequence[Tensor]:
    return [_mean_and_largest(session.grad.detach().abs(), segments)]


def _mean_and_largest(values: Tensor, segments: Sequence[slice]) -> Tensor:
    """Means of the layers' parts of a vector, then their maxima."""
    parts = [values[each] for each in segments]
    return _stacked([*(part.mean() for part in parts), *(part.max() for part in parts)])


def _activations(network: Network, x: Tensor) -> Sequence[Tensor]:
    """Mean size of each node's output."""
    with torch.inference_mode(), eval_mode(network):
        return [_stacked([output.abs().mean() for output in network.forward_all(x).values()])]


def _strengths(sources: Sequence[WireSource]) -> Sequence[Tensor]:
    """Mean, mean size and root mean square of the weights behind each wire."""
    with torch.no_grad():
        weights = [source.values() for source in sources]
        measures = [(each.mean(), each.abs().mean(), each.square().mean().sqrt()) for each in weights]
        return [_stacked([*chain.from_iterable(measures)])]


def _ratio(update: HostCopy | None, layers: int) -> Floats:
    """Divide the length of each layer's change by that of its parameters."""
    change, size = np.split(as_floats(update), 2) if update is not None else np.zeros((2, layers))
    ratio: Floats = np.divide(change, size, out=np.full(layers, np.nan), where=size > 0)
    return ratio

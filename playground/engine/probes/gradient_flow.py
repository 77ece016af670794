"""What happens inside a network in training: sizes of gradients and updates, dead and saturated units, wires.

Activations are measured on a fixed, evenly spaced part of the training samples (at most 256), in evaluation
mode, so nothing here uses randomness or changes what training sees. Methods start the work
and return a function that waits for it, so that the device receives the work of all events before the first wait.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor, nn

from playground.arrays import Floats
from playground.catalog.kinds import Elementwise
from playground.engine.data.subsample import affordable, evenly
from playground.engine.events.pictures import DenseWeights, GradientFlow, NodeActivity, WireWeights
from playground.engine.events.run import LayerInfo
from playground.engine.probes.diagnosis import findings
from playground.engine.probes.wire_weights import small_dense_layers, wire_sources
from playground.engine.runtime.fetch import HostCopy, as_floats, copy_numbers
from playground.engine.training.modes import eval_mode

if TYPE_CHECKING:
    from playground.build.network import Network, Step
    from playground.engine.training.session import Session

SAMPLES = 256
LEAST_SAMPLES = 16
WORK = 1e7
"""Most multiply-adds of a probe's forward pass with more than ``LEAST_SAMPLES``."""
FLAT = 0.05
"""An output is saturated where the activation's derivative is smaller than this."""
FAR = 20.0
"""Input at which an activation that saturates on both sides is flat."""


class GradientFlowProbe:
    """Diagnostics of one session."""

    def __init__(self, session: Session) -> None:
        self._session = session
        data, device = session.data, session.theta.device
        samples = affordable(session.network, WORK, LEAST_SAMPLES, SAMPLES)
        chosen = evenly(len(data.x_train), samples)
        self._x = data.x_train[chosen].to(device)
        self._target = data.loss_target(session.loss, data.y_train[chosen].to(device))
        self._layers: tuple[LayerInfo, ...] = tuple(session.layers)
        self._acting = {layer.node: acting_step(session.network, layer.node) for layer in self._layers}
        self._saturating = {step.node for step in session.network.steps if saturates(step, device)}
        y = data.target.apply(data.y_train)
        self._scale = float(y.std(correction=0)) if data.info.task == "regression" else 1.0
        self._wires = wire_sources(session.network)
        self._dense = small_dense_layers(session.network)
        self._before: Tensor | None = None
        # Lengths of the layers' changes in a step, then of their parameters.
        self._update: HostCopy | None = None
        self._outputs: tuple[int, dict[str, Tensor]] | None = None

    # --- one step --------------------------------------------------------------------------------

    def before_step(self) -> None:
        """Remember the parameters before a step whose update is to be measured."""
        theta = self._session.theta.detach()
        self._before = theta.clone() if self._before is None else self._before.copy_(theta)

    def after_step(self) -> None:
        """Measure the update of the step since ``before_step``."""
        assert self._before is not None, "before_step comes first"
        theta = self._session.theta.detach()
        change = self._by_layer(theta - self._before, torch.linalg.vector_norm)
        size = self._by_layer(theta, torch.linalg.vector_norm)
        self._update = copy_numbers([*change, *size])

    # --- events ----------------------------------------------------------------------------------

    def gradient_flow(self, run: int, step: int) -> Callable[[], GradientFlow]:
        """Measure the gradients of the newest step by layer, with findings in words.

        Before the first step the gradients are those of the data loss on the probe's samples. The update ratio is NaN
        until a step was measured.
        """
        gradient = self._gradient().abs()
        sizes = copy_numbers([*self._by_layer(gradient, torch.mean), *self._by_layer(gradient, torch.max)])
        units, update = self._dead_and_saturated(), self._update

        def event() -> GradientFlow:
            mean, maximum = np.split(as_floats(sizes), 2)
            dead, count, saturated = units()
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
        outputs = self._forward()
        activation = copy_numbers([output.abs().mean() for output in outputs.values()])
        gradient = copy_numbers(self._by_layer(self._gradient().abs(), torch.mean))

        def event() -> NodeActivity:
            layers = (layer.node for layer in self._layers)
            known = dict(zip(layers, as_floats(gradient).tolist(), strict=True))
            return NodeActivity(
                run,
                step,
                activation=dict(zip(outputs, as_floats(activation).tolist(), strict=True)),
                gradient={node: known.get(node, float("nan")) for node in outputs},
            )

        return event

    def wires(self, run: int, step: int) -> Callable[[], WireWeights]:
        """Measure strength and sign of the weights behind each wire, NaN where none can be named; copy small layers."""
        dense = {node: self._copied(layer) for node, layer in self._dense.items()}
        named = [(wire, source.values()) for wire, source in self._wires.items() if source is not None]
        fetched = copy_numbers(
            [
                measure
                for _, weights in named
                for measure in (weights.mean(), weights.abs().mean(), weights.square().mean().sqrt())
            ]
        )

        def event() -> WireWeights:
            strength = dict.fromkeys(self._wires, float("nan"))
            sign = dict(strength)
            for (wire, _), (mean, size, root) in zip(
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

    # --- measuring -------------------------------------------------------------------------------

    def _by_layer(self, values: Tensor, measure: Callable[[Tensor], Tensor]) -> list[Tensor]:
        """Measure each layer's part of a flat vector."""
        segments: Mapping[str, slice] = self._session.segments
        return [measure(values[segments[layer.node]]) for layer in self._layers]

    def _gradient(self) -> Tensor:
        """Return the newest step's gradient; before the first step that on the probe's samples."""
        session = self._session
        if session.steps_done:
            return session.grad.detach()
        with eval_mode(session.network), torch.enable_grad():
            loss = session.objective.compute(session.network(self._x), self._target)
            parts = torch.autograd.grad(
                loss, list(session.network.parameters()), allow_unused=True, materialize_grads=True
            )
        return torch.cat([part.flatten() for part in parts])

    def _forward(self) -> dict[str, Tensor]:
        """Return the outputs of all nodes, computed once per step of training."""
        step = self._session.steps_done
        if self._outputs is None or self._outputs[0] != step:
            with torch.inference_mode(), eval_mode(self._session.network):
                self._outputs = (step, self._session.network.forward_all(self._x))
        return self._outputs[1]

    def _dead_and_saturated(self) -> Callable[[], tuple[Floats, Floats, Floats]]:
        """Measure by layer: share of dead units, number of units, share of saturated outputs; NaN where undefined."""
        outputs, units = self._forward(), np.full(len(self._layers), np.nan)
        shares: dict[tuple[int, int], Tensor] = {}
        for k, layer in enumerate(self._layers):
            step = self._acting[layer.node]
            if step is None:
                continue
            values = outputs[step.node].transpose(0, 1).flatten(1)
            units[k] = len(values)
            shares[0, k] = (values == 0).all(1).float().mean()
            if step.node in self._saturating:
                shares[1, k] = self._saturated(step, outputs)
        fetched = copy_numbers([*shares.values()])

        def result() -> tuple[Floats, Floats, Floats]:
            result = np.full((2, len(units)), np.nan)
            for place, share in zip(shares, as_floats(fetched).tolist(), strict=True):
                result[place] = share
            return result[0], units, result[1]

        return result

    def _saturated(self, step: Step, outputs: Mapping[str, Tensor]) -> Tensor:
        inputs = [outputs[node] for node in step.inputs] or [self._x]
        with eval_mode(self._session.network):
            with torch.inference_mode():
                z = step.module(*inputs)
            return (_derivative(step, z).abs() < FLAT).float().mean()


def _ratio(update: HostCopy | None, layers: int) -> Floats:
    """Divide the length of each layer's change by that of its parameters."""
    change, size = np.split(as_floats(update), 2) if update is not None else np.zeros((2, layers))
    ratio: Floats = np.divide(change, size, out=np.full(layers, np.nan), where=size > 0)
    return ratio


def _derivative(step: Step, z: Tensor) -> Tensor:
    """Return the derivative of a step's activation at ``z``."""
    assert step.activation_module is not None
    with torch.enable_grad():
        z = z.clone().requires_grad_()
        (derivative,) = torch.autograd.grad(step.activation_module(z).sum(), z)
    return derivative


def saturates(step: Step, device: torch.device) -> bool:
    """Return whether a step's activation is flat far out on both sides, as sigmoid and tanh are."""
    if step.activation is None or not isinstance(step.activation, Elementwise):
        return False
    z = torch.tensor([[-FAR, FAR]], device=device)
    return bool((_derivative(step, z).abs() < FLAT).all())


def acting_step(network: Network, node: str) -> Step | None:
    """Find the step whose activation acts on a layer's outputs: its own, or the next one along a single path.

    The path may only pass layers without parameters that keep the shape. None when there is no such activation.
    """
    step = network.step_of(node)
    while step.activation is None:
        after = [each for each in network.steps if step.node in each.inputs]
        if len(after) != 1 or len(after[0].inputs) != 1 or after[0].shape != step.shape:
            return None
        if next(after[0].module.parameters(), None) is not None:
            return None
        step = after[0]
    return step

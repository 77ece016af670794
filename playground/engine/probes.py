"""What happens inside a network in training: sizes of gradients and updates, dead and saturated units, wires.

Activations are looked at on a fixed, evenly spaced part of the training samples (at most 256), in evaluation
mode, so nothing here uses randomness or changes what training sees.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from playground.engine.events import Floats, GradientFlow, LayerInfo, NodeActivity, WireWeights
from playground.engine.findings import findings
from playground.engine.population import evaluation_mode
from playground.engine.samples import affordable, evenly
from playground.engine.wiring import wire_sources

if TYPE_CHECKING:
    from playground.build.network import Network, Step
    from playground.engine.session import Session

SAMPLES = 256
LEAST_SAMPLES = 16
WORK = 1e7
"""Multiply-adds of a probe's forward pass when there are more than ``LEAST_SAMPLES``."""
FLAT = 0.05
"""An output is saturated where the activation's derivative is smaller than this."""
FAR = 20.0
"""Where an activation that saturates on both sides is flat."""


class Probes:
    """Diagnostics of one session."""

    def __init__(self, session: Session) -> None:
        self._session = session
        data, device = session.data, session.theta.device
        samples = affordable(session.network, WORK, LEAST_SAMPLES, SAMPLES)
        chosen = evenly(len(data.x_train), samples)
        self._x = data.x_train[chosen].to(device)
        self._target = session.loss.target(data.y_train[chosen].to(device), data.info.targets)
        self._layers: tuple[LayerInfo, ...] = tuple(session.layers)
        self._acting = {layer.node: acting_step(session.network, layer.node) for layer in self._layers}
        self._saturating = {step.node for step in session.network.steps if saturates(step, device)}
        y = data.y_train
        self._scale = float(y.std(correction=0)) if data.info.task == "regression" else 1.0
        self._wires = wire_sources(session.network)
        self._before: Tensor | None = None
        self._ratio: Floats = np.full(len(self._layers), np.nan)
        self._outputs: tuple[int, dict[str, Tensor]] | None = None

    # --- one step --------------------------------------------------------------------------------

    def before_step(self) -> None:
        """Remember the parameters in front of a step whose update is to be measured."""
        theta = self._session.theta.detach()
        self._before = theta.clone() if self._before is None else self._before.copy_(theta)

    def after_step(self) -> None:
        """Measure the update of the step since ``before_step``."""
        assert self._before is not None, "before_step comes first"
        theta = self._session.theta.detach()
        change = self._by_layer(theta - self._before, torch.linalg.vector_norm)
        size = self._by_layer(theta, torch.linalg.vector_norm)
        self._ratio = np.divide(change, size, out=np.full(len(size), np.nan), where=size > 0)

    # --- events ----------------------------------------------------------------------------------

    def gradient_flow(self, run: int, step: int) -> GradientFlow:
        """Gradients of the newest step by layer, with findings in words.

        Before the first step the gradients are those of the data loss on the probe's samples. The update ratio is NaN
        until a step was measured.
        """
        gradient = self._gradient().abs()
        mean, maximum = self._by_layer(gradient, torch.mean), self._by_layer(gradient, torch.max)
        dead, units, saturated = self._dead_and_saturated()
        network = self._session.network
        words = findings(
            [layer.title for layer in self._layers],
            mean,
            maximum,
            dead,
            units,
            saturated,
            frozen=[network.step_of(layer.node).training.frozen for layer in self._layers],
            scale=self._scale,
        )
        return GradientFlow(run, step, mean, maximum, self._ratio.copy(), dead, saturated, words)

    def activity(self, run: int, step: int) -> NodeActivity:
        """Mean size of activations and gradients by node."""
        outputs = self._forward()
        mean = self._by_layer(self._gradient().abs(), torch.mean)
        gradient = {layer.node: float(value) for layer, value in zip(self._layers, mean, strict=True)}
        return NodeActivity(
            run,
            step,
            activation={node: float(output.abs().mean()) for node, output in outputs.items()},
            gradient={node: gradient.get(node, float("nan")) for node in outputs},
        )

    def wires(self, run: int, step: int) -> WireWeights:
        """Strength and sign of the weights behind each wire; NaN where none can be named, see ``wiring``."""
        strength: dict[tuple[str, str], float] = {}
        sign: dict[tuple[str, str], float] = {}
        for wire, source in self._wires.items():
            strength[wire] = sign[wire] = float("nan")
            if source is not None:
                weights = source.values()
                mean, size = float(weights.mean()), float(weights.abs().mean())
                strength[wire] = float(weights.square().mean().sqrt())
                sign[wire] = mean / size if size > 0 else 0.0
        return WireWeights(run, step, strength, sign)

    # --- measuring -------------------------------------------------------------------------------

    def _by_layer(self, values: Tensor, measure: Callable[[Tensor], Tensor]) -> Floats:
        """A number for each layer's part of a flat vector."""
        segments: Mapping[str, slice] = self._session.segments
        parts = [measure(values[segments[layer.node]]) for layer in self._layers]
        return torch.stack(parts).double().cpu().numpy() if parts else np.empty(0)

    def _gradient(self) -> Tensor:
        """The newest step's gradient, or the probe samples' before the first step."""
        session = self._session
        if session.steps_done:
            return session.grad.detach()
        with evaluation_mode(session.network), torch.enable_grad():
            loss = session.loss.compute(session.network(self._x), self._target)
            parts = torch.autograd.grad(
                loss, list(session.network.parameters()), allow_unused=True, materialize_grads=True
            )
        return torch.cat([part.flatten() for part in parts])

    def _forward(self) -> dict[str, Tensor]:
        """Outputs of all nodes, computed once per step of training."""
        step = self._session.steps_done
        if self._outputs is None or self._outputs[0] != step:
            with torch.inference_mode(), evaluation_mode(self._session.network):
                self._outputs = (step, self._session.network.forward_all(self._x))
        return self._outputs[1]

    def _dead_and_saturated(self) -> tuple[Floats, Floats, Floats]:
        """By layer: share of dead units, number of units, share of saturated outputs; NaN where there is no sense."""
        result = np.full((3, len(self._layers)), np.nan)
        outputs = self._forward()
        for k, layer in enumerate(self._layers):
            step = self._acting[layer.node]
            if step is None:
                continue
            units = outputs[step.node].transpose(0, 1).flatten(1)
            result[0, k] = float((units == 0).all(1).float().mean())
            result[1, k] = len(units)
            if step.node in self._saturating:
                result[2, k] = self._saturated(step, outputs)
        return result[0], result[1], result[2]

    def _saturated(self, step: Step, outputs: Mapping[str, Tensor]) -> float:
        inputs = [outputs[node] for node in step.inputs] or [self._x]
        with evaluation_mode(self._session.network):
            with torch.inference_mode():
                z = step.module(*inputs)
            return float((_derivative(step, z).abs() < FLAT).float().mean())


def _derivative(step: Step, z: Tensor) -> Tensor:
    """The derivative of a step's activation at ``z``."""
    assert step.activation_module is not None
    with torch.enable_grad():
        z = z.clone().requires_grad_()
        (derivative,) = torch.autograd.grad(step.activation_module(z).sum(), z)
    return derivative


def saturates(step: Step, device: torch.device) -> bool:
    """Whether a step's activation is flat far out on both sides, as sigmoid and tanh are."""
    if step.activation is None or not step.activation.elementwise:
        return False
    z = torch.tensor([[-FAR, FAR]], device=device)
    return bool((_derivative(step, z).abs() < FLAT).all())


def acting_step(network: Network, node: str) -> Step | None:
    """The step whose activation acts on a layer's outputs: its own, or the next one on a single way.

    Only layers without parameters that keep the shape are passed. None when there is no such activation.
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

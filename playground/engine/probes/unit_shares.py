"""Shares of dead units and of saturated outputs by layer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from playground.arrays import Floats
from playground.catalog.kinds import Elementwise
from playground.engine.compiled.recorded_pass import without_python
from playground.engine.data.subsample import work_per_sample
from playground.engine.runtime.fetch import HostCopy, as_floats
from playground.engine.training.modes import eval_mode

if TYPE_CHECKING:
    from playground.build.network import Network, Step
    from playground.engine.training.session import Session

FLAT = 0.05
"""An output is saturated where the activation's derivative is smaller than this."""
FAR = 20.0
"""Input at which an activation that saturates on both sides is flat."""


class UnitShares:
    """Measures of the units of some layers on fixed samples, in evaluation mode."""

    def __init__(self, session: Session, x: Tensor, acting: Sequence[Step | None]) -> None:
        """Prepare.

        Args:
            session: The network with its device.
            x: Prepared inputs.
            acting: By layer the step whose activation acts on its outputs; None where there is none.
        """
        network, device = session.network, session.theta.device
        self._units = np.array([np.nan if step is None else step.shape[0] for step in acting], dtype=float)
        dead = {(0, k): step for k, step in enumerate(acting) if step is not None}
        flat = {(1, k): step for (_, k), step in dead.items() if saturates(step, device)}
        self._places = [*dead, *flat]
        measured = partial(_shares, network, x, [*dead.values()], [*flat.values()])
        self._shares = without_python(measured, len(x) * work_per_sample(network), device)

    def measure(self) -> Callable[[], tuple[Floats, Floats, Floats]]:
        """Measure by layer: share of dead units, number of units, share of saturated outputs; NaN where undefined."""
        fetched = HostCopy(self._shares()[0])

        def result() -> tuple[Floats, Floats, Floats]:
            found = np.full((2, len(self._units)), np.nan)
            for place, share in zip(self._places, as_floats(fetched).tolist(), strict=True):
                found[place] = share
            return found[0], self._units.copy(), found[1]

        return result


def _shares(network: Network, x: Tensor, dead: Sequence[Step], flat: Sequence[Step]) -> Sequence[Tensor]:
    """Shares of units that are 0 for all samples, then of outputs at which an activation is flat."""
    with eval_mode(network):
        with torch.inference_mode():
            outputs = network.forward_all(x)
            units = [outputs[step.node].transpose(0, 1).flatten(1) for step in dead]
            shares = [(values == 0).all(1).float().mean() for values in units]
        shares += [_saturated(step, x, outputs) for step in flat]
        return [torch.stack(shares) if shares else torch.empty(0)]


def _saturated(step: Step, x: Tensor, outputs: Mapping[str, Tensor]) -> Tensor:
    inputs = [outputs[node] for node in step.inputs] or [x]
    with torch.inference_mode():
        z = step.module(*inputs)
    return (_derivative(step, z).abs() < FLAT).float().mean()


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

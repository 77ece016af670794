"""Subsets of samples for pictures: few enough to be cheap, always the same, evenly spaced."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from torch import Tensor

    from playground.build.data.loading import Data
    from playground.build.network import Network
    from playground.catalog.kinds import Loss

BETWEEN = (16, 256)
"""The fewest and the most training samples for a loss."""
WORK = 1e7
"""Most multiply-adds of its forward pass, unless that leaves fewer samples than the fewest."""


def work_per_sample(network: Network) -> int:
    """Count the multiply-adds of one sample's forward pass, plus one for each output of a layer."""
    shapes = {step.node: step.shape for step in network.steps}
    return sum(
        step.layer.multiply_adds(*(shapes[source] for source in step.inputs)) + prod(step.shape)
        for step in network.steps
        if step.inputs
    )


def affordable(network: Network, work: float, least: int, most: int) -> int:
    """Return how many samples fit into a forward pass of ``work`` multiply-adds, within bounds."""
    return int(min(most, max(least, work // max(1, work_per_sample(network)))))


def evenly(available: int, wanted: int) -> Tensor:
    """Return indices of at most ``wanted`` of ``available`` samples, evenly spaced, including the first."""
    if available <= wanted:
        return torch.arange(available)
    return torch.arange(wanted) * available // wanted


def training_subsample(
    network: Network, loss: Loss, data: Data, device: torch.device
) -> tuple[Tensor, Tensor]:
    """Prepare some training samples and their targets on a device, fewer for an expensive network."""
    chosen = evenly(len(data.x_train), affordable(network, WORK, *BETWEEN))
    target = data.loss_target(loss, data.y_train[chosen].to(device))
    return data.x_train[chosen].to(device), target

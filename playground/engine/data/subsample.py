"""Which samples pictures are made from: few enough that a picture is cheap, always the same, spread evenly."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from torch import Tensor

    from playground.build.data import Data
    from playground.build.network import Network
    from playground.catalog.kinds import Loss

BETWEEN = (16, 256)
"""How few and how many training samples a look at the loss takes."""
WORK = 1e7
"""Multiply-adds of a forward pass for it when there are more than the fewest."""


def work_per_sample(network: Network) -> int:
    """Multiply-adds of one sample's forward pass, plus one for each number that a layer puts out."""
    shapes = {step.node: step.shape for step in network.steps}
    return sum(
        step.layer.multiply_adds(*(shapes[source] for source in step.inputs)) + prod(step.shape)
        for step in network.steps
        if step.inputs
    )


def affordable(network: Network, work: float, least: int, most: int) -> int:
    """How many samples a forward pass of so many multiply-adds can have, within bounds."""
    return int(min(most, max(least, work // max(1, work_per_sample(network)))))


def evenly(available: int, wanted: int) -> Tensor:
    """Indices of at most ``wanted`` out of ``available`` samples, evenly spaced, the first among them."""
    if available <= wanted:
        return torch.arange(available)
    return torch.arange(wanted) * available // wanted


def training_subsample(
    network: Network, loss: Loss, data: Data, device: torch.device
) -> tuple[Tensor, Tensor]:
    """Prepare some training samples and their targets on a device, fewer for an expensive network."""
    chosen = evenly(len(data.x_train), affordable(network, WORK, *BETWEEN))
    target = loss.target(data.y_train[chosen].to(device), data.info.targets)
    return data.x_train[chosen].to(device), target

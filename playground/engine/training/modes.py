"""In which mode a network is looked at: as it should be, or in training mode by a classic mistake."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import nn

from playground.engine.population.losses import evaluation_mode
from playground.engine.runtime.rng import RandomLane

SEED = 0
"""Of dropout while a network is looked at in training mode: the same network always looks the same."""


@contextmanager
def looking(network: nn.Module, *, in_training_mode: bool = False) -> Iterator[None]:
    """Look at a network without leaving a trace, neither in its running statistics nor in torch's random numbers.

    Args:
        network: In training mode; it is so again afterwards.
        in_training_mode: Whether batch norms use the statistics of what they are shown and dropout drops, as they do
            when somebody forgets to switch modes.
    """
    if not in_training_mode:
        with evaluation_mode(network):
            yield
        return
    before = [buffer.clone() for buffer in network.buffers()]
    device = next((parameter.device for parameter in network.parameters()), torch.device("cpu"))
    with RandomLane(SEED, device).entered():
        try:
            yield
        finally:
            for buffer, earlier in zip(network.buffers(), before, strict=True):
                buffer.copy_(earlier)

"""Inspecting a network in evaluation mode, or in training mode as after a forgotten ``eval()``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import torch
from torch import nn

from playground.engine.runtime.rng import RandomStream

SEED = 0
"""Seed of dropout while a network is inspected in training mode: the same network always gives the same values."""


@contextmanager
def eval_mode(network: nn.Module) -> Iterator[None]:
    """Switch all modules to evaluation mode; afterwards each has its previous mode."""
    training = [module for module in network.modules() if module.training]
    _set_modes(training, training=False)
    try:
        yield
    finally:
        _set_modes(training, training=True)


def _set_modes(modules: Iterable[nn.Module], *, training: bool) -> None:
    """Set modes past the checks of ``nn.Module``, which would cost more than a small network's forward pass."""
    for module in modules:
        object.__setattr__(module, "training", training)


@contextmanager
def inspection_mode(network: nn.Module, *, in_training_mode: bool = False) -> Iterator[None]:
    """Leave running statistics, modes and torch's random numbers unchanged by what happens inside.

    Args:
        network: In training mode.
        in_training_mode: Stay in training mode, as when ``eval()`` is forgotten: batch norms use the statistics of
            their input, and dropout drops units.
    """
    if not in_training_mode:
        with eval_mode(network):
            yield
        return
    before = [buffer.clone() for buffer in network.buffers()]
    device = next((parameter.device for parameter in network.parameters()), torch.device("cpu"))
    with RandomStream(SEED, device).active():
        try:
            yield
        finally:
            for buffer, earlier in zip(network.buffers(), before, strict=True):
                buffer.copy_(earlier)

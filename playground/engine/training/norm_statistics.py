"""Running statistics of batch norms for parameters that training itself does not visit, such as an average."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn, split
from torch.nn.modules.batchnorm import _BatchNorm

from playground.engine.runtime.rng import RandomStream, generator
from playground.engine.training.modes import SEED

if TYPE_CHECKING:
    from playground.engine.training.trainer import Trainer

SAMPLES = 2_000
"""Training samples that statistics are computed from, evenly spaced over the split."""


def parts(values: Tensor, batch: int) -> list[Tensor]:
    """Split into batches; a last one of a single sample joins the one before, as batch norms need two."""
    found = list(split(values, batch))
    if len(found) > 1 and len(found[-1]) == 1:
        found[-2:] = [torch.cat(found[-2:])]
    return found


def fixed_batches(samples: int, batch: int) -> list[Tensor]:
    """Numbers of evenly spaced samples in a mixed order that is always the same, as batches."""
    count = min(samples, SAMPLES)
    return parts(torch.randperm(count, generator=generator(SEED, 2)) * samples // count, batch)


def update_statistics(network: nn.Module, batches: Iterable[Tensor]) -> None:
    """Replace the running statistics by the means over batches, for the present parameters.

    As ``torch.optim.swa_utils.update_bn`` (Izmailov et al. 2018, section 3.2): statistics start over, each batch
    counts the same, and the network is in training mode.

    Args:
        network: In training mode.
        batches: Its inputs.
    """
    norms = {norm: norm.momentum for norm in _norms(network)}
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None  # the mean of all batches
    try:
        with torch.no_grad():
            for batch in batches:
                network(batch)
    finally:
        for norm, momentum in norms.items():
            norm.momentum = momentum


def _norms(network: nn.Module) -> list[_BatchNorm]:
    """Batch norms whose statistics follow the batches; those of frozen nodes are in evaluation mode."""
    return [
        part
        for part in network.modules()
        if isinstance(part, _BatchNorm) and part.running_mean is not None and part.training
    ]


class ShownStatistics:
    """Running statistics of the parameters that a trainer evaluates and displays in place of its own.

    Always the same for the same parameters: samples, batches and random numbers are fixed.
    """

    def __init__(self) -> None:
        self._theta: Tensor | None = None
        self._buffers: list[Tensor] = []

    @contextmanager
    def inside(self, trainer: Trainer, *, exact: bool) -> Iterator[None]:
        """Give the network the statistics of its present parameters, inside.

        Args:
            trainer: Whose network it is; not kept, as it keeps these statistics.
            exact: Compute them again if the parameters have changed; otherwise the newest ones will do.
        """
        network = trainer.network
        if not _norms(network):
            yield
            return
        kept = [buffer.clone() for buffer in network.buffers()]
        try:
            self._apply(trainer, exact=exact)
            yield
        finally:
            _fill(network, kept)

    def _apply(self, trainer: Trainer, *, exact: bool) -> None:
        theta = trainer.theta
        if self._theta is None or (exact and not torch.equal(self._theta, theta)):
            with RandomStream(SEED, trainer.device).active():
                update_statistics(trainer.network, _inputs(trainer))
            self._theta = theta.clone()
            self._buffers = [buffer.clone() for buffer in trainer.network.buffers()]
        else:
            _fill(trainer.network, self._buffers)


def _inputs(trainer: Trainer) -> Iterator[Tensor]:
    x = trainer.data.x_train
    for batch in fixed_batches(len(x), trainer.progress.batch_size):
        yield x[batch].to(trainer.device)


def _fill(network: nn.Module, values: list[Tensor]) -> None:
    for buffer, value in zip(network.buffers(), values, strict=True):
        buffer.copy_(value)

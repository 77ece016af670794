"""Layers that depend on the whole batch, in a process that has only its share of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from math import prod
from typing import Any

import torch
from torch import Tensor, nn

from playground.build.network import Network
from playground.catalog.kinds import features_axis

Sum = Callable[[Tensor], Tensor]

_LIBRARY = torch.library.Library("descent", "FRAGMENT")  # type: ignore[no-untyped-call]
_LIBRARY.define("total(Tensor own) -> Tensor")  # type: ignore[no-untyped-call]
_LIBRARY.impl("total", torch.clone, "CompositeExplicitAutograd")  # type: ignore[no-untyped-call]
recorded_total: Sum = torch.ops.descent.total
"""Stands for the sum over all processes while a step is recorded."""
CALL = "ops.descent.total("
"""How it stands in a recording."""


class _Total(torch.autograd.Function):
    """The sum over all processes; its derivative is a sum as well, as each process has its part of the loss."""

    @staticmethod
    def forward(context: Any, own: Tensor, add: Sum) -> Tensor:
        context.add = add
        return add(own.contiguous())

    @staticmethod
    def backward(context: Any, *gradients: Tensor) -> tuple[Tensor, None]:
        return context.add(gradients[0].contiguous()), None


def _total(own: Tensor, add: Sum) -> Tensor:
    found: Tensor = _Total.apply(own, add)  # type: ignore[no-untyped-call]
    return found


@contextmanager
def of_whole_batch(network: Network, rows: Tensor, count: int, add: Sum | None) -> Iterator[None]:
    """Let layers compute what they would for these rows of the whole batch, inside.

    Random layers draw for the whole batch, so that every sample meets the same numbers as in one process.

    Args:
        network: The network in training mode.
        rows: Numbers of the rows of the batch that this process has.
        count: Samples in the batch.
        add: Sums over all processes, for batch norms of the whole batch; None for norms of each share.
    """
    changed: list[nn.Module] = []
    for step in network.steps:
        forward: Callable[[Tensor], Tensor]
        if step.layer.random:
            forward = partial(_drawn_for_batch, step.module.forward, rows, count)
        elif step.layer.keeps_statistics and not step.keeps_statistics and add is not None:
            assert isinstance(step.module, nn.BatchNorm1d | nn.BatchNorm2d)
            forward = partial(_normalized, step.module, features_axis(step.shape) + 1, count, add)
        else:
            continue
        step.module.__dict__["forward"] = forward
        changed.append(step.module)
    try:
        yield
    finally:
        for module in changed:
            del module.__dict__["forward"]


def _drawn_for_batch(forward: Callable[[Tensor], Tensor], rows: Tensor, count: int, x: Tensor) -> Tensor:
    """Apply a random layer to the whole batch, with zeros for the rows of other processes."""
    whole = x.new_zeros((count, *x.shape[1:])).index_copy(0, rows, x)
    return forward(whole).index_select(0, rows)


def _normalized(
    module: nn.BatchNorm1d | nn.BatchNorm2d, axis: int, count: int, add: Sum, x: Tensor
) -> Tensor:
    """Normalize by mean and variance of the whole batch (Ioffe and Szegedy 2015), and update running statistics."""
    others = [each for each in range(x.dim()) if each != axis]
    number = count * prod(x.shape[each] for each in others[1:])
    wide = [-1 if each == axis else 1 for each in range(x.dim())]
    mean = _total(x.sum(others), add) / number
    centred = x - mean.view(wide)
    variance = _total(centred.square().sum(others), add) / number
    _follow(module, mean.detach(), variance.detach() * (number / max(1, number - 1)))
    y: Tensor = centred * torch.rsqrt(variance + module.eps).view(wide)
    return y * module.weight.view(wide) + module.bias.view(wide) if module.affine else y


def _follow(module: nn.BatchNorm1d | nn.BatchNorm2d, mean: Tensor, variance: Tensor) -> None:
    assert module.running_mean is not None
    assert module.running_var is not None
    assert module.num_batches_tracked is not None
    share = module.momentum or 0.0
    with torch.no_grad():
        module.running_mean.lerp_(mean, share)
        module.running_var.lerp_(variance, share)
        module.num_batches_tracked.add_(1)

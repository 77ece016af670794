"""Activations as curves: the function and its derivative."""

from __future__ import annotations

from functools import lru_cache

from playground.arrays import Floats
from playground.catalog.kinds import ACTIVATIONS, Elementwise, UnknownEntry
from playground.lazy import torch
from playground.spec.base import Choice, Value

Curves = tuple[Floats, Floats, Floats]


def curves(choice: Choice) -> Curves | None:
    """Abscissas −5..5, function and derivative by autograd; None for functions of several numbers."""
    return _curves(choice.kind, tuple(sorted(choice.params.items())))


@lru_cache(maxsize=64, typed=True)
def _curves(kind: str, params: tuple[tuple[str, Value], ...]) -> Curves | None:
    try:
        activation = ACTIVATIONS.create(kind, dict(params))
    except UnknownEntry:
        return None
    if not isinstance(activation, Elementwise):
        return None
    x = torch.linspace(-5, 5, 401, dtype=torch.float64, requires_grad=True)
    function = activation.build((401,)).double()
    activation.reset(function)
    y = function(x[None])[0]
    (slope,) = torch.autograd.grad(y.sum(), x)
    return x.detach().numpy(), y.detach().numpy(), slope.numpy()

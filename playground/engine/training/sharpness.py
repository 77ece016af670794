"""The largest curvature of the loss, which limits the learning rate of gradient descent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor

from playground.engine.runtime.rng import generator
from playground.engine.training.modes import eval_mode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playground.build.network import Network
    from playground.catalog.kinds import Loss

ITERATIONS = 16
"""Hessian-vector products; each costs about two gradients."""


def sharpness(
    network: Network, loss: Loss, x: Tensor, y: Tensor, *, iterations: int = ITERATIONS
) -> float | None:
    """Compute the largest eigenvalue of the Hessian of the mean loss, in evaluation mode.

    By Lanczos' iteration with full orthogonalization from a fixed random start (Golub and Van Loan, *Matrix
    Computations*, chapter 10). It is exact when there are no more parameters than iterations, and a lower bound that
    is close in general. Gradient descent with a rate above 2 / λ climbs along the sharpest direction.

    Args:
        network: Its parameters and gradients are not changed.
        loss: The loss.
        x: Inputs.
        y: Prepared targets.
        iterations: Most Hessian-vector products.

    Returns:
        λ, or None if it is not finite or a layer cannot be differentiated twice.
    """
    parameters = [p for p in network.parameters() if p.requires_grad]
    try:
        with eval_mode(network):
            value = loss.compute(network(x), y)
            found = torch.autograd.grad(value, parameters, create_graph=True, allow_unused=True)
            used = [
                (p, g) for p, g in zip(parameters, found, strict=True) if g is not None and g.requires_grad
            ]
            rows, diagonal, beside = _lanczos([p for p, _ in used], [g for _, g in used], iterations)
    except RuntimeError:  # a derivative that torch does not implement
        return None
    if not rows:
        return None
    matrix = torch.diag(torch.tensor(diagonal, dtype=torch.float64))
    if beside:
        side = torch.tensor(beside, dtype=torch.float64)
        matrix += torch.diag(side, 1) + torch.diag(side, -1)
    if not bool(torch.isfinite(matrix).all()):
        return None
    return float(torch.linalg.eigvalsh(matrix)[-1])


def _lanczos(
    parameters: Sequence[Tensor], gradients: Sequence[Tensor], iterations: int
) -> tuple[list[Tensor], list[float], list[float]]:
    """Return orthonormal directions, and diagonal and off-diagonal of the Hessian in their basis."""
    if not parameters:
        return [], [], []
    gradient = _flat(gradients)
    start = torch.randn(gradient.numel(), generator=generator(0, 3)).to(gradient)
    direction = start / start.norm()
    rows, diagonal, beside = [direction], list[float](), list[float]()
    for _ in range(min(iterations, gradient.numel())):
        found = torch.autograd.grad(
            gradient, parameters, grad_outputs=rows[-1], retain_graph=True, allow_unused=True
        )
        product = _flat(
            [g if g is not None else torch.zeros_like(p) for p, g in zip(parameters, found, strict=True)]
        )
        diagonal.append(float((rows[-1] @ product).detach()))
        for row in rows:
            product = product - (row @ product) * row
        length = float(product.norm())
        if len(diagonal) == min(iterations, gradient.numel()) or not length > 1e-6 * abs(diagonal[0]):
            break
        beside.append(length)
        rows.append(product / length)
    return rows, diagonal, beside


def _flat(tensors: Sequence[Tensor]) -> Tensor:
    return torch.cat([tensor.reshape(-1) for tensor in tensors])

"""Random changes of batches, all samples at once on their device."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional

from playground.spec.augmentation import AugmentSpec

Change = Callable[[Tensor, float], Tensor]


def augmented_batch(x: Tensor, y: Tensor, spec: AugmentSpec, classes: int) -> tuple[Tensor, Tensor]:
    """Change inputs ``(N, *shape)`` and prepared targets at random, with torch's generator of their device.

    Args:
        x: Inputs; pictures, unless mixup is all that is asked for.
        y: Targets as ``Loss.target`` makes them, ``(N,)`` class numbers or ``(N, outputs)``.
        spec: The changes.
        classes: Number of classes, where targets are class numbers.
    """
    x = augmented(x, spec)
    return mixup(x, y, spec.mixup, classes) if spec.mixup else (x, y)


def augmented(x: Tensor, spec: AugmentSpec) -> Tensor:
    """Change pictures ``(N, C, H, W)`` at random, with torch's generator of their device."""
    for name, change in CHANGES.items():
        strength = float(getattr(spec, name))
        if strength:
            x = change(x, strength)
    return x


def flip(x: Tensor, _on: float) -> Tensor:
    """Mirror half of the pictures, left to right."""
    chosen = torch.rand(len(x), 1, 1, 1, device=x.device) < 0.5
    return torch.where(chosen, x.flip(-1), x)


def crop(x: Tensor, padding: float) -> Tensor:
    """Pad by reflected pixels, and crop at a random place (Krizhevsky 2009)."""
    height, width = x.shape[-2:]
    most = min(int(padding), height - 1, width - 1)  # what can be reflected
    return _moved(functional.pad(x, (most,) * 4, mode="reflect"), most, height, width) if most else x


def shift(x: Tensor, pixels: float) -> Tensor:
    """Move by whole pixels; 0 comes in."""
    most = int(pixels)
    return _moved(functional.pad(x, (most,) * 4), most, *x.shape[-2:])


def _moved(padded: Tensor, most: int, height: int, width: int) -> Tensor:
    """Cut a window at a random place out of each padded picture."""
    first = torch.randint(0, 2 * most + 1, (2, len(padded), 1), device=padded.device)
    rows = first[0] + torch.arange(height, device=padded.device)
    columns = first[1] + torch.arange(width, device=padded.device)
    sample = torch.arange(len(padded), device=padded.device)[:, None, None]
    found: Tensor = padded.movedim(1, -1)[sample, rows[:, :, None], columns[:, None, :]]
    return found.movedim(-1, 1)


def rotate(x: Tensor, degrees: float) -> Tensor:
    """Turn about the centre, bilinearly interpolated; 0 comes in at the corners."""
    angle = (2 * torch.rand(len(x), device=x.device, dtype=x.dtype) - 1) * torch.pi * degrees / 180
    cos, sin, zero = angle.cos(), angle.sin(), torch.zeros_like(angle)
    ratio = x.shape[-2] / x.shape[-1]
    rows = (torch.stack([cos, -sin * ratio, zero], -1), torch.stack([sin / ratio, cos, zero], -1))
    grid = functional.affine_grid(torch.stack(rows, 1), list(x.shape), align_corners=False)
    return functional.grid_sample(x, grid, align_corners=False)


def noise(x: Tensor, deviation: float) -> Tensor:
    """Add normal noise."""
    return x + deviation * torch.randn(x.shape, device=x.device, dtype=x.dtype)


def cutout(x: Tensor, side: float) -> Tensor:
    """Set a square with its centre anywhere in the picture to 0 (DeVries and Taylor 2017)."""
    inside = []
    for length, shape in zip(x.shape[-2:], ((len(x), 1, -1, 1), (len(x), 1, 1, -1)), strict=True):
        first = torch.randint(0, length, (len(x), 1), device=x.device) - int(side) // 2
        place = torch.arange(length, device=x.device)
        inside.append(((place >= first) & (place < first + int(side))).view(shape))
    return x.masked_fill(inside[0] & inside[1], 0.0)


def mixup(x: Tensor, y: Tensor, alpha: float, classes: int) -> tuple[Tensor, Tensor]:
    """Blend each sample of a batch with another one (Zhang et al. 2018).

    Inputs and targets become λ a + (1 − λ) b, with λ ~ Beta(α, α) drawn for each pair. Class numbers become shares of
    the classes first. A loss that is linear in its targets, as cross-entropy is, equals λ loss(a) + (1 − λ) loss(b).
    Pairs and shares are drawn on the CPU, as not every device can draw from a Beta distribution.
    """
    other = torch.randperm(len(x)).to(x.device)
    share = torch.distributions.Beta(alpha, alpha).sample((len(x),)).to(x.device, x.dtype)
    target = y if y.is_floating_point() else functional.one_hot(y, classes).to(x.dtype)
    return _blended(x, other, share), _blended(target, other, share)


def _blended(values: Tensor, other: Tensor, share: Tensor) -> Tensor:
    part = share.view(-1, *[1] * (values.ndim - 1))
    return part * values + (1 - part) * values[other]


CHANGES: dict[str, Change] = {
    "flip": flip,
    "crop": crop,
    "shift": shift,
    "rotate": rotate,
    "noise": noise,
    "cutout": cutout,
}
"""Every change of pictures by the name of its setting, in the order in which they are applied."""

"""Matrix products and copies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import torch

from playground.hardware.measure.clock import seconds_at_best
from playground.hardware.measure.points import Point

SIZES = (32, 64, 128, 256, 512, 1024, 2048, 4096, 8192)
"""Rows and columns of square matrices."""
LONGEST = 0.08
"""Seconds of a product or copy beyond which no larger one is tried, so that a measurement can be given up at once."""
BYTES = tuple(2**power for power in range(12, 28, 2))
"""4 KiB to 64 MiB."""


def products(device: torch.device, sizes: Sequence[int] = SIZES) -> Iterator[Point]:
    """Measure products of square matrices, ``2 n³`` operations each, in the formats that the device has."""
    for name, dtype, tf32 in _formats(device):
        before = torch.backends.cuda.matmul.allow_tf32
        torch.backends.cuda.matmul.allow_tf32 = tf32
        try:
            yield from _products(device, name, dtype, sizes)
        finally:
            torch.backends.cuda.matmul.allow_tf32 = before


def copies(device: torch.device, sizes: Sequence[int] = BYTES) -> Iterator[Point]:
    """Measure copies between this computer's memory and the device, and inside the memory of the CPU."""
    for size in sizes:
        here = torch.zeros(size, dtype=torch.uint8)
        there = torch.zeros(size, dtype=torch.uint8, device=device)
        if device.type == "cpu":
            yield _copy("inside memory", here, there, device)
            continue
        yield _copy("to the device", here, there, device)
        yield _copy("from the device", there, here, device)
        if device.type == "cuda":
            pinned = here.pin_memory()
            yield _copy("to the device, pinned", pinned, there, device)
            yield _copy("from the device, pinned", there, pinned, device)


def _formats(device: torch.device) -> Iterator[tuple[str, torch.dtype, bool]]:
    yield "float32", torch.float32, False
    if device.type == "cuda" and torch.cuda.get_device_capability(device) >= (8, 0):
        yield "TF32", torch.float32, True
    yield "bfloat16", torch.bfloat16, False


def _products(device: torch.device, name: str, dtype: torch.dtype, sizes: Sequence[int]) -> Iterator[Point]:
    before = 0.0
    for size in sizes:
        if 8 * before > LONGEST:  # twice the size takes eight times as long
            return
        a, b = (torch.randn(size, size, dtype=torch.float32).to(device, dtype) for _ in range(2))
        out = torch.empty_like(a)
        before = seconds_at_best(partial(torch.mm, a, b, out=out), device)
        yield Point("product", name, size, 2 * size**3 / before / 1e9, before)


def _copy(name: str, source: torch.Tensor, target: torch.Tensor, device: torch.device) -> Point:
    taken = seconds_at_best(lambda: target.copy_(source), device, 0.04)
    return Point("copy", name, source.numel(), source.numel() / taken / 1e9, taken)

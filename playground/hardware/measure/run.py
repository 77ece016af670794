"""All measurements of one device, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from playground.engine.runtime.devices import resolve, use_device
from playground.hardware.inventory import DeviceFacts
from playground.hardware.measure.arithmetic import copies, products
from playground.hardware.measure.loaders import loaders
from playground.hardware.measure.networks import networks
from playground.hardware.measure.points import Kind, Point
from playground.hardware.measure.verdict import verdict
from playground.spec.project import Project

KINDS: tuple[Kind, ...] = ("product", "copy", "network", "loader")
"""What is measured, in this order."""


@dataclass(frozen=True)
class Measurement:
    """What was measured on a device.

    Attributes:
        device: The device.
        points: All points, in the order of measuring.
    """

    device: DeviceFacts
    points: tuple[Point, ...]

    def as_json(self) -> dict[str, Any]:
        """Return what a file holds."""
        return {
            "device": self.device.as_json(),
            "points": [point.as_json() for point in self.points],
            "verdict": list(verdict(self.points)),
        }


def measure(key: str, own: Project | None = None, kinds: Sequence[Kind] = KINDS) -> Iterator[Point]:
    """Measure a device; each point as soon as it is known. Torch's number of threads is as it was afterwards.

    Args:
        key: The device, as in ``devices``.
        own: The user's project, whose network is measured too.
        kinds: What to measure.

    Raises:
        DeviceProblem: When this computer has no such device.
        NotWanted: When it is given up; see ``while_wanted``.
    """
    device = resolve(key)
    use_device(device)
    parts: dict[Kind, Callable[[], Iterator[Point]]] = {
        "product": lambda: products(device),
        "copy": lambda: copies(device),
        "network": lambda: networks(device, own),
        "loader": lambda: loaders(device),
    }
    threads = torch.get_num_threads()
    try:
        for kind in KINDS:
            if kind in kinds:
                yield from parts[kind]()
    finally:
        torch.set_num_threads(threads)

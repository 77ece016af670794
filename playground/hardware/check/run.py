"""All comparisons of one device, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch

from playground.engine.runtime.devices import resolve, use_device
from playground.hardware.check.layers import check_activations, check_layers, check_losses
from playground.hardware.check.outcome import Outcome
from playground.hardware.check.speed import StepSpeed, step_speeds
from playground.hardware.check.training import check_examples, check_memory, check_optimizers, check_resume
from playground.hardware.inventory import DeviceFacts, facts_of

PARTS: tuple[tuple[str, Callable[[torch.device], Iterator[Outcome | StepSpeed]]], ...] = (
    ("layers", check_layers),
    ("activations", check_activations),
    ("losses", check_losses),
    ("optimizers", check_optimizers),
    ("examples", check_examples),
    ("resume", check_resume),
    ("memory", check_memory),
    ("speed", step_speeds),
)
"""The parts of a check, in order."""


@dataclass(frozen=True)
class DeviceCheck:
    """What a check has found.

    Attributes:
        device: What was checked.
        outcomes: All comparisons.
        speeds: Steps per second of some networks.
    """

    device: DeviceFacts
    outcomes: tuple[Outcome, ...]
    speeds: tuple[StepSpeed, ...]

    @property
    def ok(self) -> bool:
        """Whether everything that could be compared agrees, and recorded steps are as fast as they should be."""
        return all(each.ok for each in self.outcomes) and all(each.ok for each in self.speeds)

    def as_json(self) -> dict[str, Any]:
        """Return what a file holds."""
        return {
            "device": self.device.as_json(),
            "ok": self.ok,
            "outcomes": [each.as_json() for each in self.outcomes],
            "speeds": [each.as_json() for each in self.speeds],
        }


def check(key: str, parts: tuple[str, ...] = ()) -> Iterator[Outcome | StepSpeed]:
    """Compare a device with the CPU; each outcome as soon as it is known.

    Args:
        key: The device, as in ``devices``.
        parts: Names out of ``PARTS``; all where there are none.

    Raises:
        DeviceProblem: When this computer has no such device.
    """
    device = resolve(key)
    use_device(device)
    with _full_precision():
        for name, part in PARTS:
            if not parts or name in parts:
                yield from part(device)


def checked(key: str, found: list[Outcome | StepSpeed]) -> DeviceCheck:
    """Sum up what ``check`` has found."""
    return DeviceCheck(
        facts_of(str(resolve(key))),
        tuple(each for each in found if isinstance(each, Outcome)),
        tuple(each for each in found if isinstance(each, StepSpeed)),
    )


@contextmanager
def _full_precision() -> Iterator[None]:
    """Multiply without TF32, which keeps 10 bits of each factor."""
    before = torch.backends.cuda.matmul.allow_tf32, torch.backends.cudnn.allow_tf32
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
    try:
        yield
    finally:
        torch.backends.cuda.matmul.allow_tf32, torch.backends.cudnn.allow_tf32 = before

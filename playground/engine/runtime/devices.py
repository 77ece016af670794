"""Devices of this machine, and the choice among them."""

from __future__ import annotations

import platform

import torch
from torch import Tensor


class DeviceProblem(ValueError):
    """A device that this machine does not have; one sentence."""


OUT_OF_MEMORY = "{} ran out of memory in this step; nothing has changed. Try a smaller batch or the CPU."
LOST = (
    "{} stopped responding, and its memory is lost. Choose the CPU or restart the run; you may have to restart the "
    "program."
)

LOST_AFTER = (
    "{} stopped responding. The run continues on the CPU from step {:,}, where its weights were last saved."
)


def devices() -> list[tuple[str, str]]:
    """List keys (as in ``TrainingSpec.device``) and names of the devices of this machine, the CPU first."""
    found = [("cpu", f"CPU ({platform.machine() or 'unknown'})")]
    found += [(f"cuda:{i}", torch.cuda.get_device_name(i)) for i in range(torch.cuda.device_count())]
    if torch.backends.mps.is_available():
        found.append(("mps", "Apple GPU (MPS)"))
    return found


def resolve(key: str) -> torch.device:
    """Return the device for a key; ``auto`` prefers CUDA, then MPS, then the CPU.

    Raises:
        DeviceProblem: When this machine lacks it; the message lists the available ones.
    """
    known = [name for name, _ in devices()]
    if key == "auto":
        return torch.device(known[1] if len(known) > 1 else "cpu")
    wanted = "cuda:0" if key == "cuda" else key
    if wanted not in known:
        raise DeviceProblem(f"This machine has no device “{key}”; it has {', '.join(known)}.")
    return torch.device(wanted)


def use_device(device: torch.device) -> None:
    """Make a device current in this thread, for streams and graphs where there are several GPUs."""
    if device.type == "cuda":
        torch.cuda.set_device(device)


def name_of(device: torch.device) -> str:
    """Name a device for display."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    return "Apple GPU" if device.type == "mps" else "CPU"


def as_float64(values: Tensor) -> Tensor:
    """Convert to float64, on the CPU if the device does not support it (MPS)."""
    return (values.cpu() if values.device.type == "mps" else values).double()

"""Devices of this machine, and the choice among them."""

from __future__ import annotations

import platform
from functools import cache

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
    return found + _others()


def _others() -> list[tuple[str, str]]:
    """List the devices of a kind that torch has learned from a package, or that are neither NVIDIA's nor Apple's."""
    kind = torch.accelerator.current_accelerator()
    if kind is None or kind.type in {"cuda", "mps"}:
        return []
    return [(f"{kind.type}:{i}", f"{kind.type.upper()} {i}") for i in range(torch.accelerator.device_count())]


def resolve(key: str) -> torch.device:
    """Return the device for a key; ``auto`` prefers the first GPU to the CPU.

    Raises:
        DeviceProblem: When this machine lacks it; the message lists the available ones.
    """
    known = [name for name, _ in devices()]
    if key == "auto":
        return torch.device(known[1] if len(known) > 1 else "cpu")
    wanted = f"{key}:0" if key in {"cuda", "xpu", "npu"} else key
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
    if device.type == "mps":
        return "Apple GPU"
    return "CPU" if device.type == "cpu" else f"{device.type.upper()} {device.index or 0}"


def as_float64(values: Tensor) -> Tensor:
    """Convert to float64, on the CPU if the device does not support it (MPS, some of Intel's)."""
    return (values if has_float64(values.device) else values.cpu()).double()


@cache
def has_float64(device: torch.device) -> bool:
    """Return whether a device computes in float64; tried once."""
    if device.type == "mps":
        return False
    try:
        torch.zeros(1, device=device).double()
    except (TypeError, RuntimeError):
        return False
    return True

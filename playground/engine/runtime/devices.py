"""The devices of this machine and the choice among them."""

from __future__ import annotations

import platform

import torch
from torch import Tensor


class DeviceProblem(ValueError):
    """A device that this machine does not have; one sentence."""


OUT_OF_MEMORY = (
    "{} has too little memory for this step; everything is as it was before. Try a smaller batch or the CPU."
)
LOST = (
    "{} does not answer any more, and what it held is lost. Choose the CPU, or begin anew; it may take a new start of "
    "the program."
)

LOST_AFTER = (
    "{} does not answer any more. The run stands at step {:,}, where it was kept last, and goes on "
    "with the CPU."
)


def devices() -> list[tuple[str, str]]:
    """Keys (as in ``TrainingSpec.device``) and names of the devices here, the CPU first."""
    found = [("cpu", f"CPU ({platform.machine() or 'unknown'})")]
    found += [(f"cuda:{i}", torch.cuda.get_device_name(i)) for i in range(torch.cuda.device_count())]
    if torch.backends.mps.is_available():
        found.append(("mps", "Apple GPU (MPS)"))
    return found


def resolve(key: str) -> torch.device:
    """The device that a key stands for; ``auto`` takes CUDA, then MPS, then the CPU.

    Raises:
        DeviceProblem: When this machine lacks it; says what there is.
    """
    known = [name for name, _ in devices()]
    if key == "auto":
        return torch.device(known[1] if len(known) > 1 else "cpu")
    wanted = "cuda:0" if key == "cuda" else key
    if wanted not in known:
        raise DeviceProblem(f"This machine has no device “{key}”; it has {', '.join(known)}.")
    return torch.device(wanted)


def work_on(device: torch.device) -> None:
    """Let streams and graphs that this thread makes from now on be of a device, where there are several GPUs."""
    if device.type == "cuda":
        torch.cuda.set_device(device)


def name_of(device: torch.device) -> str:
    """The device in words."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    return "Apple GPU" if device.type == "mps" else "CPU"


def precisely(values: Tensor) -> Tensor:
    """As float64: on their device, or in the computer's own memory where the device has no such numbers, as MPS."""
    return (values.cpu() if values.device.type == "mps" else values).double()

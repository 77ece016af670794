"""The devices of this computer, with what their drivers say about them."""

from __future__ import annotations

import os
import platform
from dataclasses import asdict, dataclass
from typing import Any

import torch

from playground.engine.runtime.devices import devices
from playground.engine.training.threads import cores


@dataclass(frozen=True)
class DeviceFacts:
    """A device.

    Attributes:
        key: As in ``TrainingSpec.device``, such as ``cuda:0``.
        name: For display.
        memory: Bytes; 0 where it is unknown.
        capability: What decides which kernels it runs, in words.
        driver: Versions of what drives it.
    """

    key: str
    name: str
    memory: int
    capability: str
    driver: str

    @property
    def line(self) -> str:
        """The device in one line."""
        memory = f"{self.memory / 2**30:.1f} GiB" if self.memory else "memory unknown"
        return f"{self.key}: {self.name}, {memory}, {self.capability}, {self.driver}"

    def as_json(self) -> dict[str, Any]:
        """Return what a file holds."""
        return asdict(self)


def inventory() -> tuple[DeviceFacts, ...]:
    """List the devices of this computer, the CPU first."""
    return tuple(facts_of(key) for key, _ in devices())


def facts_of(key: str) -> DeviceFacts:
    """Return the facts of a device; ``key`` as in ``devices``."""
    name = dict(devices())[key]
    if key.startswith("cuda"):
        return _cuda(key, name)
    torch_version = f"torch {torch.__version__}"
    if key == "mps":
        memory = int(torch.mps.recommended_max_memory())
        return DeviceFacts(
            key, name, memory, "float32, no float64", f"macOS {platform.mac_ver()[0]}, {torch_version}"
        )
    words = f"{cores()} cores, {torch.backends.cpu.get_cpu_capability()}"
    return DeviceFacts(key, _processor() or name, _memory(), words, torch_version)


def _cuda(key: str, name: str) -> DeviceFacts:
    found = torch.cuda.get_device_properties(key)
    words = f"compute capability {found.major}.{found.minor}, {found.multi_processor_count} multiprocessors"
    cudnn = torch.backends.cudnn.version()  # type: ignore[no-untyped-call]
    driver = f"CUDA {torch.version.cuda}, cuDNN {cudnn}, torch {torch.__version__}"
    return DeviceFacts(key, name, int(found.total_memory), words, driver)


def _memory() -> int:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # Windows has no sysconf
        return 0


def _processor() -> str:
    """Return the name of the processor where the system tells it; empty elsewhere."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as file:  # noqa: PTH123 - no regular file
            lines = [line for line in file if line.startswith("model name")]
    except OSError:
        return platform.processor()
    return lines[0].partition(":")[2].strip() if lines else platform.processor()

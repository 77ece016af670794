"""Several processes that train one network together, each on its share of every batch, as torchrun starts them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta

import torch
import torch.distributed as dist
from torch import Tensor

from playground.engine.runtime.devices import DeviceProblem

PATIENCE = timedelta(minutes=10)
"""How long a process waits for the others, which may evaluate or save meanwhile."""
LOST = "Another process of this training has ended; this one cannot continue alone."


class Ranks:
    """The processes that train together.

    Attributes:
        rank: Number of this one; 0 writes files and reports.
        size: Number of processes.
        local: Number of this one on its machine.
    """

    def __init__(self, rank: int, size: int, local: int) -> None:
        self.rank, self.size, self.local = rank, size, local

    @property
    def writes(self) -> bool:
        """Whether this process writes files and reports."""
        return self.rank == 0

    def device(self, wanted: str) -> str:
        """Return the device of this process: its own GPU where several are on one machine."""
        if wanted in {"cuda", "auto"} and torch.cuda.device_count() > 1:
            return f"cuda:{self.local % torch.cuda.device_count()}"
        return wanted

    def share(self, chosen: Tensor) -> Tensor:
        """Return the part of a batch's sample numbers that this process computes; every sample is in one part."""
        return chosen[self.rank :: self.size]

    def add(self, values: Tensor) -> None:
        """Replace values by their sum over all processes.

        Raises:
            DeviceProblem: When one of them has ended.
        """
        try:
            dist.all_reduce(values)
        except RuntimeError:
            raise DeviceProblem(LOST) from None

    @contextmanager
    def joined(self, device: str) -> Iterator[None]:
        """Connect the processes, inside; NCCL for GPUs of NVIDIA, else gloo.

        Raises:
            DeviceProblem: When they do not find each other.
        """
        try:
            dist.init_process_group("nccl" if device.startswith("cuda") else "gloo", timeout=PATIENCE)
        except (RuntimeError, ValueError) as problem:
            words = str(problem).splitlines()[0]
            raise DeviceProblem(f"The processes of this training do not find each other: {words}") from None
        try:
            yield
        finally:
            dist.destroy_process_group()


def ranks_of(environment: Mapping[str, str] = os.environ) -> Ranks | None:
    """Return the processes that torchrun has started this one with; None for a process that trains alone."""
    try:
        rank, size = int(environment["RANK"]), int(environment["WORLD_SIZE"])
        local = int(environment.get("LOCAL_RANK", rank))
    except (KeyError, ValueError):
        return None
    return Ranks(rank, size, local) if size > 1 and 0 <= rank < size else None


def restarted(environment: Mapping[str, str] = os.environ) -> bool:
    """Return whether torchrun has started these processes again after one of them had ended."""
    return environment.get("TORCHELASTIC_RESTART_COUNT", "0") not in {"", "0"}

"""Several processes that train one network together, each on its share of every batch."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import timedelta
from threading import Thread
from typing import Any

import torch
import torch.distributed as dist
from torch import Tensor
from torch.distributed.distributed_c10d import PrefixStore, Store
from torch.distributed.rendezvous import rendezvous

from playground.engine.runtime.devices import DeviceProblem

PATIENCE = timedelta(minutes=10)
"""How long processes wait for each other while they connect and compute."""
FOREVER = timedelta(days=365)
"""How long a process waits for orders, as a run may pause; one that ends is noticed at once."""
PARTING = 5.0
"""Seconds within which a process says that it ends in good order."""
LOST = "Another process of this training has ended; this one cannot continue alone."
NOT_FOUND = "The processes of this training do not find each other: {}"
COUNT = "TORCHELASTIC_RESTART_COUNT"


class Ranks:
    """The processes that train together. Rank 0 leads: it alone decides, reports and writes files.

    Attributes:
        rank: Number of this one.
        size: Number of processes.
        local: Number of this one on its machine.
        local_size: Number of processes on this machine.
    """

    def __init__(self, rank: int, size: int, local: int, local_size: int) -> None:
        self.rank, self.size, self.local, self.local_size = rank, size, local, local_size
        self._orders: Any = None
        self._watched: Any = None
        self._watchers: list[Thread] = []
        self._ended: Tensor | None = None

    @property
    def leads(self) -> bool:
        """Whether this process decides, reports and writes files."""
        return self.rank == 0

    @property
    def on_one_machine(self) -> bool:
        """Whether all processes are on this machine."""
        return self.local_size == self.size

    def device(self, wanted: str) -> str:
        """Return the device of this process: its own GPU where several are on one machine."""
        if wanted in {"cuda", "auto"} and torch.cuda.device_count() > 1:
            return f"cuda:{self.local % torch.cuda.device_count()}"
        return wanted

    def share(self, batch: Tensor) -> Tensor:
        """Return the rows of a batch that this process computes.

        Every row is in one share. A batch with fewer rows than processes is computed as a whole by each.
        """
        return batch[self.rank :: self.size] if self.splits(len(batch)) else batch

    def splits(self, count: int) -> bool:
        """Whether a batch of this many samples is split."""
        return count >= self.size

    def weight(self, count: int) -> float:
        """Return how much the mean over this process's share counts in the mean over the batch."""
        if not self.splits(count):
            return 1 / self.size
        return len(range(self.rank, count, self.size)) / count

    # --- messages --------------------------------------------------------------------------------

    def told_by_leader(self, message: Any = None) -> Any:
        """Return what the leader says, in every process; it waits until a process listens.

        Raises:
            DeviceProblem: When one of them has ended.
        """
        messages = [message]
        try:
            dist.broadcast_object_list(messages, 0, self._orders)
        except RuntimeError:
            raise DeviceProblem(LOST) from None
        return messages[0]

    def meet(self) -> None:
        """Wait until every process is here.

        Raises:
            DeviceProblem: When one of them has ended.
        """
        try:
            dist.barrier(self._orders)
        except RuntimeError:
            raise DeviceProblem(LOST) from None

    def watch(self, ended: Tensor) -> None:
        """Set a number to 1 in this process as soon as another one ends; its memory is shared by all."""
        self._ended = ended
        if self._watchers:
            return
        self._watchers = [Thread(target=self._wait_for, args=(other,), daemon=True) for other in self._others]
        for watcher in self._watchers:
            watcher.start()

    def _wait_for(self, other: int) -> None:
        try:
            dist.recv(torch.zeros(1), other, self._watched)
        except RuntimeError:
            if self._ended is not None:
                self._ended.fill_(1)

    @property
    def _others(self) -> range:
        """The processes that this one watches."""
        return range(1, self.size) if self.leads else range(1)

    # --- connecting ------------------------------------------------------------------------------

    @contextmanager
    def joined(self, device: str, store: Store | None = None) -> Iterator[None]:
        """Connect the processes, inside; see ``join``."""
        self.join(device, store)
        try:
            yield
            self.part()
        finally:
            self.leave()

    def join(self, device: str, store: Store | None = None) -> None:
        """Connect the processes; NCCL for tensors on GPUs of NVIDIA, else gloo.

        Args:
            device: Where this process computes.
            store: Where the processes find each other; None for what torchrun says in the environment.

        Raises:
            DeviceProblem: When they do not find each other.
        """
        kinds = "cpu:gloo,cuda:nccl" if device.startswith("cuda") else "gloo"
        try:
            dist.init_process_group(
                kinds,
                store=_store_of_torchrun() if store is None else store,
                rank=self.rank,
                world_size=self.size,
                timeout=PATIENCE,
            )
            self._orders, self._watched = (dist.new_group(backend="gloo", timeout=FOREVER) for _ in range(2))
        except (RuntimeError, ValueError) as problem:
            raise DeviceProblem(NOT_FOUND.format(str(problem).splitlines()[0])) from None

    def part(self) -> None:
        """Tell the others that this process ends in good order."""
        for other in self._others if self._watchers else ():
            with suppress(RuntimeError):
                dist.send(torch.zeros(1), other, self._watched)

    def leave(self) -> None:
        """Disconnect, after all have parted or ended."""
        for watcher in self._watchers:
            watcher.join(PARTING)
        self._watchers, self._orders, self._watched = [], None, None
        dist.destroy_process_group()


def _store_of_torchrun() -> Store:
    """Connect to torchrun's store.

    It outlives a restart, and with it the addresses of processes that have ended: each attempt has names of its own.
    """
    store, _, _ = next(iter(rendezvous("env://")))
    return PrefixStore(f"attempt {os.environ.get(COUNT, '0')}", store)


def ranks_of(environment: Mapping[str, str] = os.environ) -> Ranks | None:
    """Return the processes that torchrun has started this one with; None for a process that trains alone."""
    try:
        rank, size = int(environment["RANK"]), int(environment["WORLD_SIZE"])
        local = int(environment.get("LOCAL_RANK", rank))
        local_size = int(environment.get("LOCAL_WORLD_SIZE", 1))
    except (KeyError, ValueError):
        return None
    return Ranks(rank, size, local, local_size) if size > 1 and 0 <= rank < size else None


def restarted(environment: Mapping[str, str] = os.environ) -> bool:
    """Return whether torchrun has started these processes again after one of them had ended."""
    return environment.get(COUNT, "0") not in {"", "0"}

"""Processes of this computer that train together with this one; started once, and kept from run to run."""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
from contextlib import suppress
from datetime import timedelta

import torch
import torch.distributed as dist
from torch._C._distributed_c10d import TCPStore  # torch.distributed does not export it to mypy

from playground.engine.runtime.devices import DeviceProblem
from playground.engine.runtime.ranks import PARTING, Ranks, ranks_of
from playground.engine.training.together.follower import follow
from playground.spec.files import dumps, loads
from playground.spec.project import Project

BUSY = "The processes that train together are at work for another run."
HOST = "127.0.0.1"
START = timedelta(minutes=2)
"""Within this time a process has imported torch and asks to be connected."""


class WorkerProcesses:
    """The processes that this one leads. Used in one thread at a time.

    Attributes:
        size: Number of processes, this one included.
        processes: The others.
    """

    def __init__(self) -> None:
        self.size = 1
        self._ranks: Ranks | None = None
        self._busy = False
        self.processes: list[subprocess.Popen[bytes]] = []

    def lead(self, project: Project, size: int, dtype: torch.dtype = torch.float32) -> Ranks:
        """Let processes follow this one in a training, until its gradients are computed alone again.

        Args:
            project: What to train.
            size: Number of processes, this one included.
            dtype: Precision.

        Raises:
            DeviceProblem: When they cannot be started, one of them has ended, or they train something else.
        """
        if self._busy:
            raise DeviceProblem(BUSY)
        if (
            self._ranks is None
            or self.size != size
            or any(each.poll() is not None for each in self.processes)
        ):
            self.close()
            self._start(size)
        assert self._ranks is not None
        self._ranks.told_by_leader((dumps(project), dtype))
        self._busy = True
        return self._ranks

    def free(self) -> None:
        """Note that the training is over; they wait for the next one."""
        self._busy = False

    def _start(self, size: int) -> None:
        store = TCPStore(HOST, 0, size, is_master=True, timeout=START, wait_for_workers=False)
        for rank in range(1, size):
            place = {"RANK": rank, "WORLD_SIZE": size, "LOCAL_WORLD_SIZE": size, "MASTER_PORT": store.port}
            environment = {**os.environ, **{name: str(value) for name, value in place.items()}}
            environment["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
            self.processes.append(
                subprocess.Popen(  # noqa: S603 - this program itself
                    [sys.executable, "-m", __name__], env=environment, stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                )
            )  # fmt: skip
        ranks = Ranks(0, size, 0, size)
        try:
            ranks.join(_kind(), store)
        except DeviceProblem:
            self.close()
            if dist.is_initialized():
                dist.destroy_process_group()
            raise
        self._ranks, self.size = ranks, size

    def close(self) -> None:
        """End the processes; may be called again."""
        ranks, self._ranks, self.size = self._ranks, None, 1
        self._busy = False
        if ranks is not None:
            with suppress(DeviceProblem):
                ranks.told_by_leader(None)
            ranks.part()
        for process in self.processes:
            with suppress(subprocess.TimeoutExpired):
                process.wait(PARTING if ranks is not None else 0)
            process.kill()
            process.wait()
        self.processes = []
        if ranks is not None:
            ranks.leave()


WORKERS = WorkerProcesses()
"""Those of this process."""
atexit.register(WORKERS.close)


def _obey() -> None:
    """Follow the process that has started this one, training after training."""
    ranks = ranks_of()
    assert ranks is not None, "the process that starts this one says which it is"
    store = TCPStore(HOST, int(os.environ["MASTER_PORT"]), ranks.size, is_master=False, timeout=START)
    ranks.join(_kind(), store)
    while (message := ranks.told_by_leader()) is not None:
        project, dtype = loads(message[0]), message[1]
        follow(project, ranks, device=ranks.device(project.training.device), dtype=dtype)
    ranks.part()
    ranks.leave()


def _kind() -> str:
    return "cuda" if torch.cuda.is_available() else "cpu"


if __name__ == "__main__":
    with suppress(DeviceProblem):  # the leader has ended
        _obey()

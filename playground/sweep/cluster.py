"""Tasks on a Ray cluster: one of this computer, or one that ``ray start`` has made of many.

A task is a Ray task of one CPU; Ray places it and notices when its worker dies. Evaluations of judged trials go through
an actor, the only thing beside the tasks that runs on the cluster.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from playground.extras import needs
from playground.sweep.runner import Done, Lost, Message, Report
from playground.sweep.task import Task, run_task

if TYPE_CHECKING:
    from asyncio import Future, Queue

LOCAL = "local"
"""The address of a cluster that is started on this computer, reachable from it alone."""
LOOPBACK = "127.0.0.1"
AHEAD = 2
"""Tasks submitted per CPU, so that none waits for the next."""


class Desk:
    """An actor between tasks and sweep: takes reports, and passes on the answers."""

    def __init__(self) -> None:
        from asyncio import Queue  # noqa: PLC0415 - in the actor's own loop

        self._reports: Queue[tuple[int, float, float]] = Queue()
        self._answers: dict[int, Future[bool]] = {}

    async def ask(self, number: int, epoch: float, value: float) -> bool:
        """Report an evaluation of a task, and wait for the answer."""
        from asyncio import get_running_loop  # noqa: PLC0415

        self._answers[number] = get_running_loop().create_future()
        await self._reports.put((number, epoch, value))
        return await self._answers[number]

    async def reports(self) -> list[tuple[int, float, float]]:
        """Return the reports since the last call, at least one."""
        found = [await self._reports.get()]
        while not self._reports.empty():
            found.append(self._reports.get_nowait())
        return found

    async def answer(self, number: int, stop: bool) -> None:  # noqa: FBT001 - Ray passes it on
        """Answer the task that waits."""
        waiting = self._answers.pop(number, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(stop)


def run_remote(number: int, text: str, desk: Any) -> str:
    """Train a task on a worker of the cluster."""
    if desk is None:
        return run_task(text)
    import ray  # noqa: PLC0415 - an extra

    return run_task(text, lambda epoch, value: bool(ray.get(desk.ask.remote(number, epoch, value))))


class RayRunner:
    """Runs each task as a task of a Ray cluster."""

    def __init__(self, address: str, workers: int, device: str = "cpu") -> None:
        """Connect to a cluster, or start one on this computer.

        Args:
            address: ``local``, ``auto`` for a cluster that runs here, or ``host:port``.
            workers: CPUs of a local cluster.
            device: Of the trials; on a CUDA device each takes one GPU of the cluster.

        Raises:
            MissingExtra: When Ray is not installed.
            ValueError: When there is no cluster at the address.
        """
        needs("cluster")
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is reported to anybody
        import ray  # noqa: PLC0415 - an extra

        self._ray: Any = ray
        try:
            if address == LOCAL:
                here: dict[str, Any] = {
                    "num_cpus": workers,
                    "include_dashboard": False,
                    "_node_ip_address": LOOPBACK,
                }
            else:
                here = {"address": address}
            ray.init(log_to_driver=False, logging_level=logging.ERROR, **here)
        except (ConnectionError, RuntimeError, ValueError) as error:
            raise ValueError(f"There is no Ray cluster at {address}: {_first_line(error)}") from None
        gpus = 1 if device.startswith("cuda") else 0
        self._remote: Callable[..., Any] = (
            ray.remote(run_remote).options(num_cpus=1, num_gpus=gpus, max_retries=0).remote
        )
        self._tasks: dict[Any, int] = {}
        self._desk: Any = None
        self._reports: Any = None

    @property
    def capacity(self) -> int:
        """Tasks for all CPUs that the cluster has now; it may grow."""
        return max(1, AHEAD * int(self._ray.cluster_resources().get("CPU", 1)))

    def submit(self, number: int, task: Task) -> None:
        """Hand a task to the cluster."""
        if task.judged and self._desk is None:
            self._desk = self._ray.remote(Desk).options(num_cpus=0, max_concurrency=1000).remote()
            self._reports = self._desk.reports.remote()
        desk = self._desk if task.judged else None
        self._tasks[self._remote(number, task.text(), desk)] = number

    def messages(self, seconds: float) -> list[Message]:
        """Return what came since; wait for it at most this long."""
        waiting = [*self._tasks, *([] if self._reports is None else [self._reports])]
        if not waiting:
            return []
        ready, _ = self._ray.wait(waiting, num_returns=1, timeout=seconds)
        if ready:  # all that is there by now
            ready, _ = self._ray.wait(waiting, num_returns=len(waiting), timeout=0)
        found: list[Message] = []
        for each in ready:
            if each == self._reports:
                found += [Report(*report) for report in self._ray.get(each)]
                self._reports = self._desk.reports.remote()
            else:
                found.append(self._ended(each, self._tasks.pop(each)))
        return found

    def _ended(self, task: Any, number: int) -> Message:
        try:
            return Done(number, self._ray.get(task))
        except self._ray.exceptions.RayTaskError as error:
            return Lost(number, f"{type(error.cause).__name__}: {error.cause}")
        except self._ray.exceptions.RayError as error:
            return Lost(number, f"The worker that trained it died ({type(error).__name__}).")

    def answer(self, number: int, *, stop: bool) -> None:
        """Let a task that has reported continue, or stop."""
        self._desk.answer.remote(number, stop)

    def close(self) -> None:
        """Cancel all tasks, and leave the cluster; a local one ends."""
        for task in self._tasks:
            self._ray.cancel(task, force=True)
        self._tasks.clear()
        self._ray.shutdown()


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]

"""Tasks in processes of this computer: an executor of ``concurrent.futures`` for each worker.

Each executor has one process, so that the death of a process is the loss of exactly the task that it ran. A process is
started afresh (spawned), ignores Ctrl+C, and computes with one thread. Nothing is imported here that reads the number
of threads before it is set.
"""

from __future__ import annotations

import os
import queue
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import active_children, get_context
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from playground.sweep.runner import Done, Lost, Message, Report

if TYPE_CHECKING:
    from playground.sweep.task import Task

THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
_to_sweep: list[Connection] = []
"""In a worker: the pipe to the sweep."""


# --- in a worker --------------------------------------------------------------------------------------


def _begin(pipe: Connection) -> None:
    for name in THREADS:
        os.environ[name] = "1"
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(5)  # a window beside it comes first
    _to_sweep.append(pipe)
    pipe.send(os.getpid())


def _ask(epoch: float, value: float) -> bool:
    _to_sweep[0].send((epoch, value))
    return bool(_to_sweep[0].recv())


def _run(text: str, *, judged: bool) -> str:
    from playground.sweep.task import run_task  # noqa: PLC0415 - after the number of threads is set

    return run_task(text, _ask if judged else None)


# --- in the sweep -------------------------------------------------------------------------------------


@dataclass
class _Worker:
    """An executor with one process.

    Attributes:
        executor: With one process.
        pipe: To the process.
        task: Number of its task, None while it has none.
        pid: Of the process, None until it has started.
    """

    executor: ProcessPoolExecutor
    pipe: Connection
    task: int | None = None
    pid: int | None = None


class ProcessRunner:
    """Runs each task in a process of this computer, which then runs others."""

    def __init__(self, workers: int) -> None:
        """Begin; processes start with their first task.

        Args:
            workers: Number of processes.
        """
        self.capacity = workers
        self._inbox: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self._workers: list[_Worker] = []
        self._closed = False

    @property
    def pids(self) -> tuple[int, ...]:
        """Processes that have started."""
        return tuple(worker.pid for worker in list(self._workers) if worker.pid is not None)

    def submit(self, number: int, task: Task) -> None:
        """Give a task to a free worker; a new one where there is none."""
        worker = next((each for each in list(self._workers) if each.task is None), None)
        future: Future[str]
        if worker is None:
            worker, end = self._new_worker()
            worker.task = number
            with _interrupts_blocked():
                future = worker.executor.submit(_run, task.text(), judged=task.judged)
            end.close()  # the process has its own; the pipe then ends with it
            threading.Thread(target=self._listen, args=(worker,), daemon=True).start()
        else:
            worker.task = number
            future = worker.executor.submit(_run, task.text(), judged=task.judged)
        future.add_done_callback(lambda done: self._on_done(worker, number, done))

    def _new_worker(self) -> tuple[_Worker, Connection]:
        spawn = get_context("spawn")
        ours, theirs = spawn.Pipe()
        executor = ProcessPoolExecutor(1, mp_context=spawn, initializer=_begin, initargs=(theirs,))
        self._workers.append(_Worker(executor, ours))
        return self._workers[-1], theirs

    def _listen(self, worker: _Worker) -> None:
        """Pass on what a worker sends, until its pipe ends; in a thread of its own."""
        with worker.pipe, suppress(EOFError, OSError):
            worker.pid = worker.pipe.recv()
            if self._closed:
                _kill({worker.pid})
            while True:
                epoch, value = worker.pipe.recv()
                if worker.task is not None:
                    self._inbox.put(Report(worker.task, epoch, value))

    def _on_done(self, worker: _Worker, number: int, future: Future[str]) -> None:
        """Pass on how a task ended; in a thread of the executor."""
        if self._closed:
            return
        error = future.exception()
        if isinstance(error, BrokenProcessPool):
            worker.pid = None
            self._workers.remove(worker)
            worker.executor.shutdown(wait=False)
            self._inbox.put(Lost(number, "The process that trained it died."))
            return
        worker.task = None
        if error is None:
            self._inbox.put(Done(number, future.result()))
        else:
            self._inbox.put(Lost(number, f"{type(error).__name__}: {error}"))

    def messages(self, seconds: float) -> list[Message]:
        """Return what came since; wait for it at most this long."""
        found: list[Message] = []
        with suppress(queue.Empty):
            found.append(self._inbox.get(timeout=seconds))
            while True:
                found.append(self._inbox.get_nowait())
        return found

    def answer(self, number: int, *, stop: bool) -> None:
        """Let a task that has reported continue, or stop."""
        for worker in list(self._workers):
            if worker.task == number:
                with suppress(OSError):
                    worker.pipe.send(stop)

    def close(self) -> None:
        """Kill all workers; what they train is lost."""
        self._closed = True  # one that starts just now is killed when it says which process it is
        for worker in self._workers:
            worker.executor.shutdown(wait=False, cancel_futures=True)
        _kill(set(self.pids))


def _kill(pids: set[int]) -> None:
    for process in active_children():
        if process.pid in pids:
            process.kill()


@contextmanager
def _interrupts_blocked() -> Iterator[None]:
    """Start a process that never gets Ctrl+C, not even before it can ignore it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)

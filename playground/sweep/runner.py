"""What runs tasks: processes, Ray or the caller's own process. Messages come back as plain values."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Protocol

from playground.sweep.task import Task, run_task


@dataclass(frozen=True)
class Report:
    """An evaluation of a trial, which waits for ``Runner.answer``.

    Attributes:
        task: Number of the task.
        epoch: Passes over the data, may be fractional.
        value: Validation loss or metric.
    """

    task: int
    epoch: float
    value: float


@dataclass(frozen=True)
class Done:
    """A task is done.

    Attributes:
        task: Number of the task.
        result: A ``TrialResult`` as JSON.
    """

    task: int
    result: str


@dataclass(frozen=True)
class Lost:
    """A task did not come to its end, because of what ran it.

    Attributes:
        task: Number of the task.
        reason: One sentence.
    """

    task: int
    reason: str


Message = Report | Done | Lost


class Runner(Protocol):
    """Runs tasks, several at a time."""

    @property
    def capacity(self) -> int:
        """Number of tasks to have submitted at a time."""

    def submit(self, number: int, task: Task) -> None:
        """Begin a task, or queue it; a number may be used again once its task is done or lost."""

    def messages(self, seconds: float) -> list[Message]:
        """Return what came since, after at most this time."""

    def answer(self, number: int, *, stop: bool) -> None:
        """Let a task that has reported continue, or stop."""

    def close(self) -> None:
        """End all workers at once, busy or not."""


class InlineRunner:
    """Runs each task in this process, when its messages are asked for."""

    capacity = 1

    def __init__(self) -> None:
        self._waiting: deque[tuple[int, Task]] = deque()

    def submit(self, number: int, task: Task) -> None:
        """Queue a task."""
        self._waiting.append((number, task))

    def messages(self, seconds: float) -> list[Message]:
        """Run the next task to its end."""
        del seconds
        if not self._waiting:
            return []
        number, task = self._waiting.popleft()
        return [Done(number, run_task(task.text()))]

    def answer(self, number: int, *, stop: bool) -> None:
        """No task here reports."""

    def close(self) -> None:
        """Forget what is queued."""
        self._waiting.clear()

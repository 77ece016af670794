"""Schedules: the learning rate over a run."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

from playground.catalog.kinds.entry import Entry, Registry

Memory = tuple[float, ...]


class Schedule(Entry):
    """The learning rate over a run, as a factor of the optimizer's rate.

    A schedule with a memory is told every evaluation that is due; its rate is the factor of the step times ``fall`` of
    its memory, and nobody can foresee it.

    Class attributes:
        steady: Whether the factor is the same at all steps.
        memory: The numbers with which a memory begins; empty for a schedule that follows from the step alone.
    """

    steady: ClassVar[bool] = False
    memory: ClassVar[Memory] = ()

    @abstractmethod
    def factor(self, step: int, total: int) -> float:
        """Factor at a step, 0 <= step < total."""

    def told(self, memory: Memory, loss: float) -> Memory:  # noqa: ARG002 - for those that have a memory
        """The memory after an evaluation with this validation loss."""
        return memory

    def fall(self, memory: Memory) -> float:  # noqa: ARG002 - for those that have a memory
        """A further factor, from what was told."""
        return 1.0


SCHEDULES: Registry[Schedule] = Registry("schedule")

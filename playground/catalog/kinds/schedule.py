"""Schedules: the learning rate over a run."""

from abc import abstractmethod
from typing import ClassVar

from playground.catalog.kinds.entry import Entry, Registry

Memory = tuple[float, ...]


class Schedule(Entry):
    """The learning rate over a run, as a factor of the optimizer's rate.

    Class attributes:
        steady: Whether the factor is the same at all steps.
        memory: The initial memory, whose last number is a factor; only a ``LossSchedule`` has one.
    """

    steady: ClassVar[bool] = False
    memory: ClassVar[Memory] = ()

    @abstractmethod
    def factor(self, step: int, total: int) -> float:
        """Factor at a step, 0 <= step < total."""

    def code(self) -> str | None:
        """The lines of a function that returns ``factor(step, STEPS)``.

        Empty for a factor that is always 1; None where the factor does not follow from the step. Names of ``math``
        are written with the module.
        """
        return None

    @staticmethod
    def reached(memory: Memory) -> float:
        """The factor that evaluations have led to: the last number of a memory; 1 without one."""
        return memory[-1] if memory else 1.0


class SteadySchedule(Schedule):
    """A schedule whose factor is 1 at all steps."""

    steady: ClassVar[bool] = True

    def factor(self, step: int, total: int) -> float:
        """The same at all steps."""
        del step, total
        return 1.0


class LossSchedule(SteadySchedule):
    """A schedule that follows the validation loss: its factor is the last number of its memory."""

    @abstractmethod
    def after_evaluation(self, memory: Memory, loss: float) -> Memory:
        """The memory after an evaluation with this validation loss."""


SCHEDULES: Registry[Schedule] = Registry("schedule", "schedules")

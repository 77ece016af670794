"""Schedules: the learning rate over a run."""

from typing import ClassVar

from playground.catalog.kinds.entry import Entry, Registry

Memory = tuple[float, ...]


class Schedule(Entry):
    """The learning rate over a run, as a factor of the optimizer's rate.

    A schedule with a memory also follows the validation loss: its factor is that of the step times the last number of
    its memory, which is updated after each evaluation.

    Class attributes:
        steady: Whether the factor is the same at all steps.
        memory: The initial memory, whose last number is a factor; empty for a schedule that depends on the step alone.
    """

    steady: ClassVar[bool] = False
    memory: ClassVar[Memory] = ()

    def factor(self, step: int, total: int) -> float:
        """Factor at a step, 0 <= step < total; by default 1 at all steps, as ``steady`` says."""
        del step, total
        return 1.0

    def after_evaluation(self, memory: Memory, loss: float) -> Memory:
        """The memory after an evaluation with this validation loss; only for schedules with a memory."""
        raise NotImplementedError

    @staticmethod
    def reached(memory: Memory) -> float:
        """The factor that evaluations have led to: the last number of a memory; 1 without one."""
        return memory[-1] if memory else 1.0


SCHEDULES: Registry[Schedule] = Registry("schedule")

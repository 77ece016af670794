"""Schedules: the learning rate over a run."""

from __future__ import annotations

from abc import abstractmethod

from playground.catalog.kinds.entry import Entry, Registry


class Schedule(Entry):
    """The learning rate over a run, as a factor of the optimizer's rate."""

    @abstractmethod
    def factor(self, step: int, total: int) -> float:
        """Factor at a step, 0 <= step < total."""


SCHEDULES: Registry[Schedule] = Registry("schedule")

"""A rate that stays."""

from typing import ClassVar

from playground.catalog.kinds import SCHEDULES, Schedule


@SCHEDULES.register("constant", title="Constant", group="Schedules")
class Constant(Schedule):
    """The same rate all the time."""

    formula: ClassVar[str] = "η = η₀"
    when: ClassVar[str] = "To begin with; what is left at the end is noise of the batches."
    steady: ClassVar[bool] = True

    def factor(self, step: int, total: int) -> float:  # noqa: ARG002
        """1."""
        return 1.0

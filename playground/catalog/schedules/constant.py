"""A rate that stays."""

from typing import ClassVar

from playground.catalog.kinds import SCHEDULES, SteadySchedule


@SCHEDULES.register("constant", title="Constant", group="Schedules")
class Constant(SteadySchedule):
    """The same rate all the time."""

    formula: ClassVar[str] = "η = η₀"
    when: ClassVar[str] = "A good first choice; what remains at the end is noise of the batches."

    def code(self) -> str:
        """Nothing to write."""
        return ""

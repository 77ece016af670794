"""A rate that rises and falls."""

from typing import ClassVar

from playground.catalog.kinds import SCHEDULES, Schedule, literal, param


@SCHEDULES.register("cyclic", title="Cyclic", group="Schedules")
class Cyclic(Schedule):
    """The rate goes up and down in straight lines."""

    formula: ClassVar[str] = (
        "η = η_low + (η₀ − η_low) (1 − |2 t − 1|) sⁱ, t the share of cycle i that is over"
    )
    when: ClassVar[str] = "When no single rate is right (Smith 2017)."

    cycles: int = param(4, "Cycles in the run.", ge=1, le=1000)
    low: float = param(0.1, "η_low as a factor of η₀.", ge=0, le=1)
    shrink: float = param(1.0, "Factor s of the height after each cycle.", gt=0, le=1)

    def code(self) -> str:
        """The formula."""
        return f"""
cycle, share = divmod(step / STEPS * {self.cycles}, 1)
return {literal(self.low)} + (1 - {literal(self.low)}) * (1 - abs(2 * share - 1)) * {literal(self.shrink)} ** cycle
"""

    def factor(self, step: int, total: int) -> float:
        """The formula with cycles of total / cycles steps."""
        place = step / total * self.cycles
        cycle = int(place)
        return self.low + (1 - self.low) * (1 - abs(2 * (place - cycle) - 1)) * self.shrink**cycle

"""A rate that falls by the same factor all the time."""

from typing import ClassVar

from playground.catalog.kinds import SCHEDULES, Schedule, literal, param


@SCHEDULES.register("exponential", title="Exponential", group="Schedules")
class Exponential(Schedule):
    """The rate falls by the same factor in each equal part of the run."""

    formula: ClassVar[str] = "η = η₀ φ^(k / n)"
    when: ClassVar[str] = "A smooth decay over several orders of magnitude."

    final: float = param(0.01, "Factor φ that is reached at the end of the run.", gt=0, le=1, log=True)

    def code(self) -> str:
        """The formula."""
        return f"return {literal(self.final)} ** (step / STEPS)"

    def factor(self, step: int, total: int) -> float:
        """The formula, k = step, n = total."""
        return float(self.final ** (step / total))

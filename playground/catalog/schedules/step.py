"""A rate that drops at intervals."""

from typing import ClassVar

from playground.catalog.kinds import SCHEDULES, Schedule, literal, param


@SCHEDULES.register("step", title="Step", group="Schedules")
class Step(Schedule):
    """The rate drops by a factor at even intervals."""

    formula: ClassVar[str] = "η = η₀ γ^⌊k / s⌋"
    when: ClassVar[str] = "The classical recipe for image networks."

    every: float = param(0.3, "Interval s between drops, as a share of the run.", gt=0, le=1)
    gamma: float = param(0.1, "Factor γ at each drop.", gt=0, le=1)

    def code(self) -> str:
        """The formula."""
        return f"return {literal(self.gamma)} ** (step // max(1, round({literal(self.every)} * STEPS)))"

    def factor(self, step: int, total: int) -> float:
        """The formula with s = every · total, at least one step."""
        return self.gamma ** (step // max(1, round(self.every * total)))

"""A rate that falls in a straight line."""

from typing import ClassVar

from playground.catalog.kinds import SCHEDULES, Schedule, literal, param


@SCHEDULES.register("linear_decay", title="Linear decay", group="Schedules")
class LinearDecay(Schedule):
    """The rate falls in a straight line until step τ, then stays."""

    formula: ClassVar[str] = "η = (1 − a) η₀ + a η_τ, a = min(1, k / τ)"
    when: ClassVar[str] = "Fast at first, calm at the end (Goodfellow et al. 2016, section 8.3.1)."

    tau: float = param(0.8, "τ as a share of the run.", gt=0, le=1)
    final: float = param(0.01, "η_τ as a factor of η₀.", ge=0, le=1, log=True)

    def code(self) -> str:
        """The formula."""
        return f"""
a = min(1, step / ({literal(self.tau)} * STEPS))
return (1 - a) + a * {literal(self.final)}
"""

    def factor(self, step: int, total: int) -> float:
        """The formula with τ = tau · total."""
        a = min(1.0, step / (self.tau * total))
        return (1 - a) + a * self.final

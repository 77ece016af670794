"""A rate that drops at chosen places."""

from typing import ClassVar

from playground.catalog.kinds import SCHEDULES, Schedule, literal, param


@SCHEDULES.register("multi_step", title="Multi-step", group="Schedules")
class MultiStep(Schedule):
    """The rate drops by a factor at up to three points of the run."""

    formula: ClassVar[str] = "η = η₀ γ^(number of drops passed)"
    when: ClassVar[str] = "The recipe of residual networks: drops at 1/2 and 3/4 of the run (He et al. 2016)."

    first: float = param(0.5, "Position of the first drop, as a share of the run.", ge=0, le=1)
    second: float = param(0.75, "Position of the second drop, as a share of the run.", ge=0, le=1)
    third: float = param(1.0, "Position of the third drop, as a share of the run; 1 for none.", ge=0, le=1)
    gamma: float = param(0.1, "Factor γ at each drop.", gt=0, le=1)

    def code(self) -> str:
        """The formula."""
        shares = literal((self.first, self.second, self.third))
        return f"return {literal(self.gamma)} ** sum(step >= round(share * STEPS) for share in {shares})"

    def factor(self, step: int, total: int) -> float:
        """The formula; a place counts from step round(share · total) on."""
        passed = sum(step >= round(share * total) for share in (self.first, self.second, self.third))
        return self.gamma**passed

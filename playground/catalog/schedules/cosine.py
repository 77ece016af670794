"""A rate that falls along half a cosine."""

from typing import ClassVar

from playground.catalog.kinds import SCHEDULES, Schedule, literal, param
from playground.catalog.schedules.easing import ease


@SCHEDULES.register("cosine", title="Cosine", group="Schedules")
class Cosine(Schedule):
    """The rate falls along half a cosine."""

    formula: ClassVar[str] = "η = η_min + (η₀ − η_min) (1 + cos(π k / n)) / 2"
    when: ClassVar[str] = "A sound default for a run of known length (Loshchilov and Hutter 2017)."

    final: float = param(0.0, "η_min as a factor of η₀.", ge=0, le=1)

    def code(self) -> str:
        """The formula."""
        if not self.final:
            return "return (1 + math.cos(math.pi * step / STEPS)) / 2"
        final = literal(self.final)
        return f"return {final} + (1 - {final}) * (1 + math.cos(math.pi * step / STEPS)) / 2"

    def factor(self, step: int, total: int) -> float:
        """The formula, k = step, n = total."""
        return ease(1.0, self.final, step / total)

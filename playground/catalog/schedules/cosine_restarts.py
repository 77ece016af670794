"""A rate that falls along half a cosine, again and again."""

from typing import ClassVar

from playground.catalog.kinds import SCHEDULES, Schedule, literal, param
from playground.catalog.schedules.easing import ease


@SCHEDULES.register("cosine_restarts", title="Cosine with restarts", group="Schedules")
class CosineRestarts(Schedule):
    """The rate falls along half a cosine and jumps back, each fall longer than the one before."""

    formula: ClassVar[str] = "η = η_min + (η₀ − η_min) (1 + cos(π t / T_i)) / 2, T_{i+1} = m T_i"
    when: ClassVar[str] = "To leave a minimum and look for a better one (Loshchilov and Hutter 2017)."

    falls: int = param(3, "Number of falls in the run.", ge=1, le=100)
    longer: float = param(2.0, "Length of each fall relative to the one before, m.", ge=1, le=10)
    final: float = param(0.0, "η_min as a factor of η₀.", ge=0, le=1)

    def code(self) -> str:
        """The formula."""
        return f"""
lengths = [{literal(self.longer)} ** fall for fall in range({self.falls})]
place = step / STEPS * sum(lengths)
for length in lengths:
    if place < length:
        break
    place -= length
return {literal(self.final)} + (1 - {literal(self.final)}) * (1 + math.cos(math.pi * place / length)) / 2
"""

    def factor(self, step: int, total: int) -> float:
        """The formula, with T₁ such that all falls fill the run."""
        parts = [self.longer**i for i in range(self.falls)]
        place = step / total * sum(parts)
        for part in parts:
            if place < part:
                return ease(1.0, self.final, place / part)
            place -= part
        return ease(1.0, self.final, min(1.0, 1.0 + place / parts[-1]))

"""A rate that rises once and falls once."""

from typing import ClassVar

from playground.catalog.kinds import SCHEDULES, Schedule, literal, param
from playground.catalog.schedules.easing import ease


@SCHEDULES.register("one_cycle", title="One cycle", group="Schedules")
class OneCycle(Schedule):
    """The rate rises to its value, then falls far below where it began."""

    formula: ClassVar[str] = "η₀ / div ↗ η₀ ↘ η₀ / (div · final div), each along half a cosine"
    when: ClassVar[str] = "Short runs with a large rate (Smith and Topin 2018)."

    rise: float = param(0.3, "Share of the run in which the rate rises.", gt=0, lt=1)
    div: float = param(25.0, "The rate begins at η₀ / div.", ge=1, le=1e4, log=True)
    final_div: float = param(1e4, "It ends at its beginning / final div.", ge=1, le=1e8, log=True)

    def code(self) -> str:
        """The formula."""
        return f"""
start, end = 1 / {literal(self.div)}, 1 / ({literal(self.div)} * {literal(self.final_div)})
turn = {literal(self.rise)} * STEPS - 1
if step <= turn and turn > 0:
    return 1 + (start - 1) * (1 + math.cos(math.pi * step / turn)) / 2
turn = max(turn, 0)
share = min(1, (step - turn) / max(STEPS - 1 - turn, 1e-12))
return end + (1 - end) * (1 + math.cos(math.pi * share)) / 2
"""

    def factor(self, step: int, total: int) -> float:
        """The formula; the turn is at step rise · total − 1, as in ``torch.optim.lr_scheduler.OneCycleLR``."""
        start, end = 1 / self.div, 1 / (self.div * self.final_div)
        turn, last = self.rise * total - 1, max(total - 1, 1)
        if step <= turn and turn > 0:
            return ease(start, 1.0, step / turn)
        turn = max(turn, 0.0)
        return ease(1.0, end, min(1.0, (step - turn) / max(last - turn, 1e-12)))

"""A rate that rises once and falls once."""

from typing import ClassVar

from playground.catalog.kinds import SCHEDULES, Schedule, param
from playground.catalog.schedules.easing import ease


@SCHEDULES.register("one_cycle", title="One cycle", group="Schedules")
class OneCycle(Schedule):
    """The rate rises to its value, then falls far below where it began."""

    formula: ClassVar[str] = "η₀ / div ↗ η₀ ↘ η₀ / (div · final div), each along half a cosine"
    when: ClassVar[str] = "Short runs with a large rate (Smith and Topin 2018)."

    rise: float = param(0.3, "Share of the run in which the rate rises.", gt=0, lt=1)
    div: float = param(25.0, "The rate begins at η₀ / div.", ge=1, le=1e4, log=True)
    final_div: float = param(1e4, "It ends at its beginning / final div.", ge=1, le=1e8, log=True)

    def factor(self, step: int, total: int) -> float:
        """The formula; the turn is at step rise · total − 1, as in ``torch.optim.lr_scheduler.OneCycleLR``."""
        start, end = 1 / self.div, 1 / (self.div * self.final_div)
        turn, last = self.rise * total - 1, max(total - 1, 1)
        if step <= turn and turn > 0:
            return ease(start, 1.0, step / turn)
        turn = max(turn, 0.0)
        return ease(1.0, end, min(1.0, (step - turn) / max(last - turn, 1e-12)))

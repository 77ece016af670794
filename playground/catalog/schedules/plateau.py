"""A rate that falls when nothing gets better."""

from math import isfinite
from typing import ClassVar

from playground.catalog.kinds import SCHEDULES, LossSchedule, param
from playground.catalog.kinds.schedule import Memory


@SCHEDULES.register("plateau", title="Reduce on plateau", group="Schedules")
class Plateau(LossSchedule):
    """The rate falls by a factor when the validation loss has not improved for some evaluations."""

    formula: ClassVar[str] = "η ← γ η after p evaluations without L < (1 − δ) L_best"
    when: ClassVar[str] = "When the length of the run is not known; the fall depends on the run."
    memory: ClassVar[Memory] = (0.0, 0.0, 0.0, 1.0)
    """Evaluations with a finite loss so far, the best loss, evaluations since, the factor."""

    gamma: float = param(0.3, "Factor γ at each fall.", gt=0, lt=1, live=True)
    patience: int = param(
        5, "Evaluations without improvement before the rate falls, p.", ge=0, le=1000, live=True
    )
    threshold: float = param(1e-3, "An improvement is a loss lower by this share, δ.", ge=0, lt=1, live=True)
    least: float = param(1e-3, "The rate never falls below this factor.", ge=0, le=1, log=True, live=True)

    def after_evaluation(self, memory: Memory, loss: float) -> Memory:
        """Count evaluations without improvement, and let the factor fall when there are more than the patience."""
        seen, best, bad, factor = memory
        finite = isfinite(loss)
        better = finite and (not seen or loss < best - self.threshold * abs(best))
        best, bad = (loss, 0.0) if better else (best, bad + 1)
        if bad > self.patience:
            bad, factor = 0.0, max(self.least, factor * self.gamma)
        return seen + finite, best, bad, factor

    def code(self) -> str | None:
        """Not to be written: the factor follows from evaluations."""
        return None

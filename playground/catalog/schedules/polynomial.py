"""A rate that falls by a power."""

from typing import ClassVar

from playground.catalog.kinds import SCHEDULES, Schedule, literal, param


@SCHEDULES.register("polynomial", title="Polynomial", group="Schedules")
class Polynomial(Schedule):
    """The rate falls by a power of what is left of the run."""

    formula: ClassVar[str] = "η = η_min + (η₀ − η_min) (1 − k / n)^p"
    when: ClassVar[str] = "Between a straight line (p = 1) and a fast fall; usual for segmentation of images."

    power: float = param(2.0, "Power p.", gt=0, le=10)
    final: float = param(0.0, "η_min as a factor of η₀.", ge=0, le=1)

    def code(self) -> str:
        """The formula."""
        final, power = literal(self.final), literal(self.power)
        return f"return {final} + (1 - {final}) * (1 - step / STEPS) ** {power}"

    def factor(self, step: int, total: int) -> float:
        """The formula, k = step, n = total."""
        left = float((1 - step / total) ** self.power)
        return self.final + (1 - self.final) * left

"""A rate that rises, stays, and falls at the end."""

from typing import ClassVar

from playground.catalog.kinds import SCHEDULES, Schedule, literal, param


@SCHEDULES.register("warmup_stable_decay", title="Warm-up, stable, decay", group="Schedules")
class WarmupStableDecay(Schedule):
    """The rate rises in a straight line, stays for most of the run, and falls in a straight line."""

    formula: ClassVar[str] = "η = η₀ min(1, (k+1) / (w n), …, straight down to η_min over the last d n steps)"
    when: ClassVar[str] = (
        "The plateau can last as long as you like; the final decay brings the loss down (Hu et al. 2024)."
    )

    rise: float = param(0.05, "Share w of the run in which the rate rises.", ge=0, le=1)
    decay: float = param(0.2, "Share d of the run in which it falls.", ge=0, le=1)
    final: float = param(0.0, "η_min as a factor of η₀.", ge=0, le=1)

    def code(self) -> str:
        """The formula."""
        return f"""
up = (step + 1) / ({literal(self.rise)} * STEPS) if {literal(self.rise)} else 1
down = (STEPS - step) / ({literal(self.decay)} * STEPS) if {literal(self.decay)} else 1
return min(1, up, {literal(self.final)} + (1 - {literal(self.final)}) * min(1, down))
"""

    def factor(self, step: int, total: int) -> float:
        """The formula; of the rise and the fall the lower one counts."""
        rise, fall = self.rise * total, self.decay * total
        up = min(1.0, (step + 1) / rise) if rise else 1.0
        left = (total - step) / fall if fall else 1.0
        return min(up, self.final + (1 - self.final) * min(1.0, left))

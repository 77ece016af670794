"""A rate that falls as one over time."""

from typing import ClassVar

from playground.catalog.kinds import SCHEDULES, Schedule, literal, param


@SCHEDULES.register("inverse_time", title="Inverse time", group="Schedules")
class InverseTime(Schedule):
    """The rate falls as one over time."""

    formula: ClassVar[str] = "η = η₀ / (1 + d k)"
    when: ClassVar[str] = "The decay that convergence proofs of SGD require."

    decay: float = param(0.001, "Decay d per step.", ge=0, le=10, log=True)

    def code(self) -> str:
        """The formula."""
        return f"return 1 / (1 + {literal(self.decay)} * step)"

    def factor(self, step: int, total: int) -> float:  # noqa: ARG002
        """The formula, k = step."""
        return 1 / (1 + self.decay * step)

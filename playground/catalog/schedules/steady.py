"""Schedules that only go down."""

from typing import ClassVar

from playground.catalog.kinds import SCHEDULES, Schedule, param


@SCHEDULES.register("constant", title="Constant", group="Schedules")
class Constant(Schedule):
    """The same rate all the time."""

    formula: ClassVar[str] = "η = η₀"
    when: ClassVar[str] = "To begin with; what is left at the end is noise of the batches."

    def factor(self, step: int, total: int) -> float:  # noqa: ARG002
        """1."""
        return 1.0


@SCHEDULES.register("step", title="Step", group="Schedules")
class Step(Schedule):
    """The rate drops by a factor at even intervals."""

    formula: ClassVar[str] = "η = η₀ γ^⌊k / s⌋"
    when: ClassVar[str] = "The classical recipe for image networks."

    every: float = param(0.3, "Interval s between drops, as a share of the run.", gt=0, le=1)
    gamma: float = param(0.1, "Factor γ at each drop.", gt=0, le=1)

    def factor(self, step: int, total: int) -> float:
        """The formula with s = every · total, at least one step."""
        return self.gamma ** (step // max(1, round(self.every * total)))


@SCHEDULES.register("exponential", title="Exponential", group="Schedules")
class Exponential(Schedule):
    """The rate falls by the same factor in each equal part of the run."""

    formula: ClassVar[str] = "η = η₀ φ^(k / n)"
    when: ClassVar[str] = "A smooth way down over several orders of magnitude."

    final: float = param(0.01, "Factor φ that is reached at the end of the run.", gt=0, le=1, log=True)

    def factor(self, step: int, total: int) -> float:
        """The formula, k = step, n = total."""
        return float(self.final ** (step / total))


@SCHEDULES.register("linear_decay", title="Linear decay", group="Schedules")
class LinearDecay(Schedule):
    """The rate falls in a straight line until step τ, then stays."""

    formula: ClassVar[str] = "η = (1 − a) η₀ + a η_τ, a = min(1, k / τ)"
    when: ClassVar[str] = "Fast at first, calm at the end (Goodfellow et al. 2016, section 8.3.1)."

    tau: float = param(0.8, "τ as a share of the run.", gt=0, le=1)
    final: float = param(0.01, "η_τ as a factor of η₀.", ge=0, le=1, log=True)

    def factor(self, step: int, total: int) -> float:
        """The formula with τ = tau · total."""
        a = min(1.0, step / (self.tau * total))
        return (1 - a) + a * self.final


@SCHEDULES.register("inverse_time", title="Inverse time", group="Schedules")
class InverseTime(Schedule):
    """The rate falls as one over time."""

    formula: ClassVar[str] = "η = η₀ / (1 + d k)"
    when: ClassVar[str] = "The decay that convergence proofs of SGD ask for."

    decay: float = param(0.001, "Decay d per step.", ge=0, le=10, log=True)

    def factor(self, step: int, total: int) -> float:  # noqa: ARG002
        """The formula, k = step."""
        return 1 / (1 + self.decay * step)

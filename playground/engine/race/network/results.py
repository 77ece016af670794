"""What a lane of a race on a network achieved, summed up over its repetitions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf, isfinite, nan

from playground.engine.events.network_race import NetworkResult
from playground.engine.race import lane_states
from playground.engine.race.network.target import TargetReached
from playground.engine.race.repetitions import median, quartile
from playground.engine.training.evaluation import Evaluation
from playground.engine.training.session import Session
from playground.engine.training.state import State


@dataclass(frozen=True)
class EvaluationPoint:
    """One evaluation of one lane in one repetition."""

    step: int
    evaluations: int
    train_loss: float
    validation_loss: float
    metric: float

    @classmethod
    def of(cls, member: Session, outcome: Evaluation) -> EvaluationPoint:
        """The evaluation of a session as it stands."""
        losses = outcome.train_loss, outcome.validation_loss
        return cls(member.steps_done, member.evaluations, *losses, outcome.validation_metric)


@dataclass
class RepetitionRecord:
    """One lane in one repetition.

    Attributes:
        points: Its evaluations in order.
        reached: Where the target was first reached, None while it was not.
        unreached: The newest state that was checked and had not reached the target; None where there is none, or
            it is no longer needed.
        diverged: Step at which it diverged, None while it has not.
    """

    points: list[EvaluationPoint] = field(default_factory=list)
    reached: TargetReached | None = None
    unreached: State | None = None
    diverged: int | None = None


def lane_result(
    name: str, optimizer: str, records: list[RepetitionRecord], pace: float, *, begun: bool, over: bool
) -> NetworkResult:
    """Sum up the repetitions of a lane.

    Args:
        name: Of the lane.
        optimizer: Key of the catalog.
        records: One per repetition, each with at least one evaluation.
        pace: Seconds per step.
        begun: Whether it has done steps.
        over: Whether it has done all its steps.
    """
    final = _values(records, lambda record: record.points[-1].train_loss)
    best = _values(records, lambda record: min(point.train_loss for point in record.points))
    reached = [record.reached for record in records]
    steps = median([inf if each is None else float(each.step) for each in reached])
    return NetworkResult(
        name=name,
        optimizer=optimizer,
        final=_median_or_nan(final),
        final_quartiles=(quartile(final, 0.25), quartile(final, 0.75)),
        best=_median_or_nan(best),
        validation_loss=_median_or_nan(_values(records, lambda record: record.points[-1].validation_loss)),
        metric=-_median_or_nan(_values(records, lambda record: -record.points[-1].metric)),
        steps_to_target=steps,
        evaluations_to_target=median([inf if each is None else float(each.evaluations) for each in reached]),
        seconds_to_target=None if steps is None else steps * pace,
        evaluations=max(record.points[-1].evaluations for record in records),
        reached=sum(each is not None for each in reached),
        failures=sum(record.diverged is not None for record in records),
        repetitions=len(records),
        state=_state(records, reached=steps is not None, begun=begun, over=over),
    )


def _state(records: list[RepetitionRecord], *, reached: bool, begun: bool, over: bool) -> str:
    diverged = [record.diverged for record in records if record.diverged is not None]
    if 2 * len(diverged) > len(records):
        return lane_states.diverged_at(min(diverged))
    if reached:
        return lane_states.REACHED
    if over:
        return lane_states.FINISHED
    return lane_states.RUNNING if begun else lane_states.READY


def _values(records: list[RepetitionRecord], read: Callable[[RepetitionRecord], float]) -> list[float]:
    """Read a number of each repetition; infinite for those that diverged or have none."""
    values = [inf if record.diverged is not None else read(record) for record in records]
    return [value if isfinite(value) else inf for value in values]


def _median_or_nan(values: list[float]) -> float:
    middle = median(values)
    return nan if middle is None else middle

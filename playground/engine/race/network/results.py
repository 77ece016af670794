"""What a lane of a race on a network achieved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf, isfinite, nan

from playground.engine.events.network_race import NetworkResult
from playground.engine.race.network.target import Reach
from playground.engine.training.state import State


@dataclass(frozen=True)
class EvaluationPoint:
    """One evaluation of one lane in one repetition."""

    step: int
    evaluations: int
    train_loss: float
    validation_loss: float
    metric: float


@dataclass
class Record:
    """The evaluations of one lane in one repetition, in order.

    Attributes:
        reach: Where the target was reached first, None while it was not.
        before: Where the target was looked for last in vain; None where it was not, or need not be any more.
        diverged: Step at which it broke, None while it has not.
    """

    readings: list[EvaluationPoint] = field(default_factory=list)
    reach: Reach | None = None
    before: State | None = None
    diverged: int | None = None


def result_of(name: str, optimizer: str, records: list[Record], pace: float, *, over: bool) -> NetworkResult:
    """Sum up the repetitions of a lane.

    Args:
        name: Of the lane.
        optimizer: Key of the catalog.
        records: One per repetition, each with at least one reading.
        pace: Seconds per step.
        over: Whether it has done all its steps.
    """
    final = _each(records, lambda r: r.readings[-1].train_loss)
    reaches = [record.reach for record in records]
    steps = _median([inf if reach is None else float(reach.step) for reach in reaches])
    gradients = _median([inf if reach is None else float(reach.evaluations) for reach in reaches])
    broken = [record.diverged for record in records if record.diverged is not None]
    reached = sum(reach is not None for reach in reaches)
    if 2 * len(broken) > len(records):
        state = f"diverged at step {min(broken):,}"
    elif steps is not None:
        state = "reached the target"
    else:
        state = "finished" if over else "on the way"
    return NetworkResult(
        name=name,
        optimizer=optimizer,
        final=_number(final),
        final_quartiles=(_quartile(final, 0.25), _quartile(final, 0.75)),
        best=_number(_each(records, lambda r: min(reading.train_loss for reading in r.readings))),
        validation_loss=_number(_each(records, lambda r: r.readings[-1].validation_loss)),
        metric=-_number(_each(records, lambda r: -r.readings[-1].metric)),
        steps_to_target=steps,
        evaluations_to_target=gradients,
        seconds_to_target=None if steps is None else steps * pace,
        evaluations=max(record.readings[-1].evaluations for record in records),
        reached=reached,
        failures=len(broken),
        repetitions=len(records),
        state=state,
    )


def _each(records: list[Record], read: Callable[[Record], float]) -> list[float]:
    """A number of each repetition; infinite for those that diverged or have none."""
    values = [inf if record.diverged is not None else read(record) for record in records]
    return [value if isfinite(value) else inf for value in values]


def _number(values: list[float]) -> float:
    middle = _median(values)
    return nan if middle is None else middle


def _median(values: list[float]) -> float | None:
    """Of numbers that may be infinite; None when the median is. Of an even count the worse of the middle two."""
    middle = sorted(values)[len(values) // 2]
    return middle if isfinite(middle) else None


def _quartile(values: list[float], share: float) -> float:
    """The value nearest to a share of the sorted ones; NaN when it is infinite."""
    value = sorted(values)[round(share * (len(values) - 1))]
    return value if isfinite(value) else nan

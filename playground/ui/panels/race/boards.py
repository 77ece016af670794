"""What the leaderboards of both kinds of race show: their columns, and the cells of a result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf, isfinite

from playground.engine.events.network_race import NetworkResult
from playground.engine.events.surface_race import SurfaceResult, measure
from playground.engine.race.ranking import rank, rank_at
from playground.spec.race import RaceSpec
from playground.ui.panels.race.ranked_row import state_key

NO_RESULT = "–"


@dataclass(frozen=True)
class Column:
    """A column of the table.

    Attributes:
        title: Its head.
        tip: The tool tip of its head.
        gives_way: When it is hidden for lack of room: the highest first, 0 for never.
        number: Whether it holds numbers, which are aligned to the right.
    """

    title: str
    tip: str
    gives_way: int
    number: bool = True


@dataclass(frozen=True)
class Cell:
    """A result of a lane.

    Attributes:
        text: What is shown.
        key: What it is sorted by; None when there is no result.
        tip: The tool tip; empty for none.
        faint: Whether it tells of steps after the one that is shown.
    """

    text: str
    key: float | str | None
    tip: str = ""
    faint: bool = False


@dataclass(frozen=True)
class Board:
    """What the leaderboard of a kind of race shows.

    Attributes:
        columns: The name of a lane first.
        waiting: The caption while there are no results.
        selects: Whether a lane can be selected, to continue with it elsewhere.
    """

    columns: tuple[Column, ...]
    waiting: str
    selects: bool = False


Rows = Mapping[str, tuple[Cell, ...]]
"""Cells by lane, the best lane first."""

SURFACE_BOARD = Board(
    (
        Column("Lane", "The optimizer", 0, number=False),
        Column("Now", "f at the step that is shown, minus the lowest known minimum if there is one", 2),
        Column("At step", "Step at which the target height was first reached", 3),
        Column("Grads", "Gradients used until then; some optimizers use several in a step", 6),
        Column("Final", "f at the end, minus the lowest known minimum if there is one", 0),
        Column("Best", "Lowest f of the whole race, minus the lowest known minimum if there is one", 5),
        Column(
            "State",
            "Converged, oscillating around a minimum, trapped in a local minimum, diverged, stuck on flat ground, or "
            "still moving",
            4,
            number=False,
        ),
    ),
    "Results appear when all lanes have finished.",
)
NETWORK_BOARD = Board(
    (
        Column("Lane", "The optimizer", 0, number=False),
        Column(
            "At step",
            "Step at which the target was first reached, by evaluations at the ends of epochs; the median over the "
            "seeds",
            3,
        ),
        Column("Seconds", "The same in seconds of training, each lane by itself", 5),
        Column("Loss", "Newest data loss on the training split; the median over the seeds", 0),
        Column("Metric", "Accuracy or R² on the validation split", 2),
        Column(
            "State", "Whether the target was reached, and how many of the seeds diverged", 4, number=False
        ),
    ),
    "Results appear as the lanes train.",
    selects=True,
)
WORDS = {"train_loss": "training loss ≤", "validation_loss": "validation loss ≤", "metric": "≥"}


# --- on a surface --------------------------------------------------------------------------------


def surface_rows(
    names: Mapping[str, str],
    heights: Mapping[str, float],
    results: Mapping[str, SurfaceResult],
    step: int,
    last: int,
    lowest: float | None,
) -> Rows:
    """Return the lanes of a race on a surface, ranked at a step: by the step of the target, then by height.

    Args:
        names: Of the lanes.
        heights: At the step, by lane; NaN where a lane has diverged.
        results: By lane, once the race is over; else empty.
        step: The one that is shown.
        last: The last one.
        lowest: Height of the lowest known minimum, None for none.
    """
    base, ahead = lowest or 0.0, step < last
    rows, ranks = {}, {}
    for lane, name in names.items():
        result, height = results.get(lane), heights.get(lane, inf)
        reached = result.steps_to_target if result is not None else None
        passed = reached is not None and reached <= step
        ranks[lane] = rank_at(reached if passed else None, height)
        now = value_cell(height - base, f"f = {height!r}")
        rows[lane] = (name_cell(name), now, *_surface_cells(result, base, ahead=ahead, passed=passed))
    return {lane: rows[lane] for lane in sorted(rows, key=lambda lane: ranks[lane])}


def _surface_cells(
    result: SurfaceResult | None, base: float, *, ahead: bool, passed: bool
) -> tuple[Cell, ...]:
    if result is None:
        return (Cell(NO_RESULT, None),) * 5
    used = f"{result.evaluations:,} in the whole race"
    later = ahead and not passed
    return (
        count_cell(result.steps_to_target, faint=later),
        count_cell(result.evaluations_to_target, used, faint=later),
        value_cell(result.final - base, f"f = {result.final!r}", faint=ahead),
        value_cell(result.best - base, f"f = {result.best!r}", faint=ahead),
        Cell(result.state, state_key(result.state), result.state, ahead),
    )


def surface_caption(target: float | None, seeds: int, lowest: float | None) -> str:
    """Name the target of a race on a surface, and what the numbers are.

    Args:
        target: Height to reach, None for none.
        seeds: Repetitions.
        lowest: Height of the lowest known minimum, None for none.
    """
    words = "No minimum is known, so there is no target."
    if target is not None:
        words = f"Target: f ≤ {target:.6g}".replace("-", "\N{MINUS SIGN}")
    words = f"{words} · Now and Final: {measure(lowest)}"
    return words if seeds == 1 else f"{words} · medians of {seeds} seeds"


# --- on the network ------------------------------------------------------------------------------


def network_rows(results: Mapping[str, NetworkResult], metric: str) -> Rows:
    """Return the lanes of a race on the network as they stand, the best first.

    Args:
        results: By lane.
        metric: ``accuracy`` or ``R²``.
    """
    return {
        lane: _network_cells(results[lane], metric)
        for lane in sorted(results, key=lambda lane: rank(results[lane]))
    }


def _network_cells(result: NetworkResult, metric: str) -> tuple[Cell, ...]:
    state = "reached" if result.state.startswith("reached") else result.state
    if result.repetitions > 1 and result.failures:
        state = f"{state}, {result.failures} of {result.repetitions} seeds diverged"
    measured = result.metric if isfinite(result.metric) else None
    return (
        name_cell(result.name),
        count_cell(result.steps_to_target),
        value_cell(result.seconds_to_target),
        value_cell(result.final, _losses(result)),
        Cell(metric_words(result.metric, metric), measured),
        Cell(state, state_key(state), state),
    )


def network_caption(race: RaceSpec, metric: str) -> str:
    """Name the target of a race on the network."""
    if race.target is None:
        return "No target is set (see Conditions)."
    if race.target_on == "metric":
        return f"Target: {metric} on validation data ≥ {metric_words(race.target, metric)}"
    return f"Target: {WORDS[race.target_on]} {race.target:.4g}"


def metric_words(value: float, metric: str) -> str:
    """Format an accuracy in percent, R² as a number."""
    if not isfinite(value):
        return NO_RESULT
    return f"{value:.1%}" if metric == "accuracy" else f"{value:.3f}"


def _losses(result: NetworkResult) -> str:
    words = (
        f"Lowest {value_cell(result.best).text}, on validation data {value_cell(result.validation_loss).text}"
    )
    if result.repetitions == 1:
        return words
    low, high = result.final_quartiles
    return f"{words}; quartiles over {result.repetitions} seeds {low:.4g} to {high:.4g}"


# --- cells ---------------------------------------------------------------------------------------


def name_cell(name: str) -> Cell:
    """Return the cell of a lane's name, sorted without regard to case."""
    return Cell(name, name.casefold(), name)


def count_cell(number: float | None, tip: str = "", *, faint: bool = False) -> Cell:
    """Return the cell of a whole number."""
    return Cell(NO_RESULT, None, tip) if number is None else Cell(f"{number:,.0f}", number, tip, faint)


def value_cell(value: float | None, tip: str = "", *, faint: bool = False) -> Cell:
    """Return the cell of a number in three digits, zeros among them; None and what is not finite are no result."""
    known = value is not None and isfinite(value)
    return Cell(f"{value:#.3g}".rstrip("."), value, tip, faint) if known else Cell(NO_RESULT, None, tip)

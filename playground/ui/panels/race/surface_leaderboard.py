"""The leaderboard of a race on a surface."""

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from playground.engine.events.surface_race import SurfaceResult
from playground.ui.panels.race.leaderboard import (
    Cell,
    Column,
    Leaderboard,
    count_cell,
    name_cell,
    value_cell,
)
from playground.ui.panels.race.ranked_row import state_key

COLUMNS = (
    Column(
        "Lane", "The optimizer", number=False, stretch=True
    ),  # a lane with a cut name is known by its colour
    Column("At step", "Step at which the target height was first reached"),
    Column("Grads", "Gradients used until then; some optimizers use several in a step"),
    Column("Final", "Height at the end"),
    Column("Best", "Lowest height of the whole race"),
    Column(
        "State",
        "Converged, trapped in a local minimum, diverged, stuck on flat ground, or still moving",
        number=False,
    ),
)


class SurfaceLeaderboard(Leaderboard):
    """Results of all lanes once the race is over."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(COLUMNS, "Results appear when all lanes have finished.", parent)

    def show_results(
        self, results: Mapping[str, SurfaceResult], colors: Mapping[str, str], target: float | None
    ) -> None:
        """Show a race that is over.

        Args:
            results: By lane.
            colors: Of the lanes.
            target: The height to reach.
        """
        words = (
            "No minimum is known, so there is no target." if target is None else f"Target: f ≤ {target:.6g}"
        )
        self.show_rows({lane: _cells(result) for lane, result in results.items()}, colors, words)


def _cells(result: SurfaceResult) -> list[Cell]:
    return [
        name_cell(result.name),
        count_cell(result.steps_to_target),
        count_cell(result.evaluations_to_target, f"{result.evaluations:,} in the whole race"),
        value_cell(result.final, f"{result.final!r}"),
        value_cell(result.best, f"{result.best!r}"),
        Cell(result.state, state_key(result.state), result.state),
    ]

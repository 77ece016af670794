"""What decides which plane a landscape shows; runs and races decide differently."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playground.engine.landscape.fitted_plane import FittedPlane
    from playground.engine.landscape.lane_trajectory import LaneTrajectory


@dataclass(frozen=True, slots=True)
class Moment:
    """When a plane may be replaced.

    Attributes:
        pending: Whether the newest plane is still waiting to be shown.
        settled: Whether training stands still.
        age: Seconds since a plane was last shown.
    """

    pending: bool
    settled: bool
    age: float


class PlaneChoice(Protocol):
    """Decides which plane is shown, and when another one is needed.

    Attributes:
        path_turns: While a grid is refined, one chunk in this many goes to true losses along the paths.
    """

    path_turns: int

    def fit(self, lanes: Mapping[str, LaneTrajectory], before: FittedPlane | None, /) -> FittedPlane:
        """Fit a plane to the trajectories as they are now; ``before`` is the plane that it replaces."""

    def replace(
        self, lanes: Mapping[str, LaneTrajectory], newest: FittedPlane, moment: Moment
    ) -> FittedPlane | None:
        """Fit another plane if the trajectories call for one, else return None; ``newest`` is up to date."""

    def makeshift(self, fitted: FittedPlane) -> bool:
        """Whether a plane only fills in for the one chosen, which could be fitted now."""


def total_steps(lanes: Mapping[str, LaneTrajectory]) -> int:
    """Add up the steps done by all lanes."""
    return sum(lane.session.steps_done for lane in lanes.values())

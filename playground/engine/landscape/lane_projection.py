"""One lane of a race on its way through parameter space, as the picture of all lanes needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from playground.engine.events.pictures import PlanePath
from playground.engine.landscape.projection import Projection, TrueLosses

if TYPE_CHECKING:
    from playground.engine.landscape.plane import Plane
    from playground.engine.landscape.trajectory import Trajectory
    from playground.engine.population.losses import Population
    from playground.engine.population.member import Member


class LaneProjection:
    """A lane's path, where it lies on a plane, and its true losses.

    Attributes:
        member: Only read.
        path: Recorded by somebody else.
        population: Evaluates points of the path.
        losses: True losses, as far as they are known.
        track: The path as it looks from the plane that is shown.
    """

    def __init__(self, member: Member, path: Trajectory, population: Population, plane: Plane) -> None:
        self.member, self.path, self.population = member, path, population
        self.losses, self.track = TrueLosses(), Projection(plane)

    def follow(self) -> None:
        """Take in what is new."""
        self.track.follow(self.path, self.member.steps_done, self.member.shown_theta())

    def seen_from(self, plane: Plane) -> Projection:
        """The path as it looks from another plane; the one shown stays."""
        track = Projection(plane)
        track.follow(self.path, self.member.steps_done, self.member.shown_theta())
        return track

    def show_on(self, plane: Plane) -> None:
        """Look at the path from another plane."""
        self.track = self.seen_from(plane)

    @property
    def unknown(self) -> NDArray[np.int64]:
        """Rows of the path without a true loss, the newest last."""
        return np.flatnonzero(~self.losses.known(self.path.steps))

    def event(self, run: int, generation: int) -> PlanePath:
        """The path on the plane that is shown, which is of this generation."""
        track = self.track
        return PlanePath(
            run=run,
            step=self.member.steps_done,
            generation=generation,
            steps=track.steps.copy(),
            x=track.coordinates[:, 0].copy(),
            y=track.coordinates[:, 1].copy(),
            loss=self.losses.at(track.steps),
            off_plane=track.off.copy(),
        )

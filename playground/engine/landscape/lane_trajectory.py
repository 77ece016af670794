"""The trajectory of one lane (a run is a single lane) and the true losses along it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch

from playground.engine.data.subsample import affordable, evenly
from playground.engine.events.pictures import PlanePath
from playground.engine.landscape.projection import Projection, TrueLosses
from playground.engine.population.losses import Population

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

    from playground.arrays import Floats
    from playground.engine.landscape.plane import Plane
    from playground.engine.landscape.trajectory import Trajectory
    from playground.engine.training.session import Session

SAMPLES, LEAST_SAMPLES = 500, 64
"""Training samples behind each loss, at most and at least."""
WORK = 5e6
"""Multiply-adds that a point may cost when there are more than ``LEAST_SAMPLES``."""


class LaneTrajectory:
    """A lane's trajectory with its true losses, as far as they are known.

    Attributes:
        session: The lane; only read.
        trajectory: Recorded by the caller.
        population: Evaluates points of parameter space with the lane's network and running statistics.
        losses: True losses by step.
        start: The first point of the trajectory, ``(P,)``.
    """

    def __init__(self, session: Session, trajectory: Trajectory) -> None:
        """Evaluate nothing yet."""
        self.session, self.trajectory = session, trajectory
        self.population, self.losses = _population(session), TrueLosses()
        self.start: Tensor = trajectory.point(0) if len(trajectory) else self.theta
        if not trajectory.rounded:
            self.start = self.start.clone()

    @property
    def theta(self) -> Tensor:
        """The current parameters as they are drawn, ``(P,)``; valid until the next step."""
        session = self.session
        averaged = session.averaged or session.stepper.shows_average
        return (session.shown_theta() if averaged else session.theta).detach()

    def project(self, plane: Plane) -> Projection:
        """Project the trajectory and the current point onto a plane."""
        projection = Projection(plane)
        self.update(projection)
        return projection

    def update(self, projection: Projection) -> None:
        """Add new points of the trajectory to a projection, and drop those that the trajectory dropped."""
        if not projection.is_current(self.trajectory, self.session.steps_done):
            projection.update(self.trajectory, self.session.steps_done, self.theta)

    @property
    def missing(self) -> NDArray[np.int64]:
        """Rows of the trajectory without a true loss, the newest last."""
        return np.flatnonzero(~self.losses.known(self.trajectory.steps))

    def evaluate(self, rows: NDArray[np.int64]) -> None:
        """Compute the true losses of these rows of the trajectory."""
        steps = self.trajectory.steps
        losses = self.losses_at(self.trajectory.points(torch.from_numpy(rows)))
        self.losses.put(steps[rows], losses, steps)

    def evaluate_current(self) -> None:
        """Compute the true loss of the current point, unless it is known."""
        step = np.array([self.session.steps_done], np.int64)
        if not self.losses.known(step)[0]:
            self.losses.put(step, self.losses_at(self.theta[None]), self.trajectory.steps)

    def losses_at(self, thetas: Tensor, outputs: list[Tensor] | None = None) -> Floats:
        """Evaluate parameter vectors ``(n, P)`` with the running statistics that evaluations use.

        Where averaged weights are shown, these are statistics of a recent average.

        Args:
            thetas: The vectors.
            outputs: Takes the network's outputs, as ``Population.losses`` does.

        Returns:
            Losses ``(n,)``, float64.
        """
        with self.session.shown(exact=False):
            losses: Floats = self.population.losses(thetas, outputs).cpu().double().numpy()
        return losses

    def event(self, run: int, generation: int, projection: Projection) -> PlanePath:
        """Describe a projection onto the plane of this generation."""
        return PlanePath(
            run=run,
            step=self.session.steps_done,
            generation=generation,
            steps=projection.steps.copy(),
            x=projection.coordinates[:, 0].copy(),
            y=projection.coordinates[:, 1].copy(),
            loss=self.losses.at(projection.steps),
            off_plane=projection.off.copy(),
            newest_loss=self.losses.newest(self.session.steps_done),
        )


def _population(session: Session) -> Population:
    data, device = session.data, session.theta.device
    chosen = evenly(len(data.x_train), affordable(session.network, WORK, LEAST_SAMPLES, SAMPLES))
    x, y = data.x_train[chosen].to(device), data.y_train[chosen].to(device)
    return Population(session.network, session.loss, x, data.loss_target(session.loss, y))

"""All heavy events of a session, made when they are due and wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import perf_counter

from playground.engine.events.batch_norm import NormStatistics
from playground.engine.events.pictures import (
    GradientFindings,
    GradientFlow,
    LossPlane,
    NodeActivity,
    PlanePath,
    WireWeights,
)
from playground.engine.events.run import Event
from playground.engine.jobs.pacing import plane_budget
from playground.engine.landscape.run_landscape import RunLandscape
from playground.engine.landscape.trajectory import Trajectory
from playground.engine.probes.batch_norm import NormProbe
from playground.engine.probes.gradient_flow import GradientFlowProbe
from playground.engine.probes.predictions import Predictor
from playground.engine.runtime.fetch import DeferredEvent
from playground.engine.training.chunk import StepChunk
from playground.engine.training.session import Session
from playground.engine.training.state import Values
from playground.spec.plane import PlaneSpec

IDLE_SLICE = 0.02
"""Seconds of work on the contour between two checks for commands while nothing runs."""
FINDINGS_EVERY = 2.0
"""Seconds between two measurements of gradients of which only the findings are wanted."""
CONTOUR = frozenset({LossPlane, PlanePath})


class NoPictures:
    """In place of ``Pictures`` where none will ever be wanted: costs nothing.

    Attributes:
        path: None: no parameters are kept along the way.
    """

    path = None

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def measures(self) -> bool:
        """No step is measured."""
        return False

    def want(self, types: frozenset[type[Event]]) -> None:
        """Make nothing."""

    def forget_after(self, step: int) -> None:
        """There is no path."""

    def weights_edited(self) -> None:
        """There is no path."""

    def choose_plane(self, plane: PlaneSpec) -> None:
        """There is no plane."""

    def measured_step(self) -> StepChunk:
        """One step."""
        return self._session.train(1)

    def now(self, *, beside_training: bool = False) -> Iterator[Event]:  # noqa: ARG002 - as that of Pictures
        """No pictures."""
        yield from ()

    def contour_beside_training(self, seconds: float, idle: float) -> bool:  # noqa: ARG002 - as that of Pictures
        """There is no contour."""
        return False

    def contour_at_rest(self) -> bool:
        """There is no contour."""
        return False

    def contour(self) -> Iterator[Event]:
        """There is no contour."""
        yield from ()


class Pictures:
    """Predictions, probes and the loss contour of one session.

    Attributes:
        wanted: Only these types are made.
    """

    def __init__(
        self, session: Session, run: int, wanted: frozenset[type[Event]], path: Values | None = None
    ) -> None:
        """Prepare.

        Args:
            session: What trains.
            run: Id that the events carry.
            wanted: Only these types are made.
            path: Points up to here, as ``Trajectory.stored`` returns them; None for none.

        Raises:
            StateProblem: When the path does not fit.
        """
        self.wanted = wanted
        self._session, self._run = session, run
        self._probes = GradientFlowProbe(session)
        self._norms = NormProbe(session)
        self._findings_due = 0.0
        self._predictor = Predictor(session)
        self._path = Trajectory()
        self._path.restore(path or {}, session.theta)
        self._path.forget_after(session.steps_done)
        self._path.record(session.steps_done, session.shown_theta())
        self._landscape = RunLandscape(session, self._path, session.project.plane)

    @property
    def path(self) -> Trajectory:
        """The path of the parameters, recorded by ``Session.train``."""
        return self._path

    @property
    def measures(self) -> bool:
        """Whether the step before a round of pictures is measured for them."""
        return True

    def want(self, types: frozenset[type[Event]]) -> None:
        """Make only these types, the contour complete again for a reader who has seen none yet."""
        self.wanted = types
        self._landscape.refresh()

    def forget_after(self, step: int) -> None:
        """Drop path points recorded after a state to which the run went back."""
        self._path.forget_after(step)

    def weights_edited(self) -> None:
        """Let the path end at the present weights, which were edited by hand, and fit the plane to it."""
        self._path.forget_after(self._session.steps_done - 1)
        self._path.record(self._session.steps_done, self._session.shown_theta())
        self.choose_plane(self._session.project.plane)

    def choose_plane(self, plane: PlaneSpec) -> None:
        """Show another plane through the same path."""
        self._landscape = RunLandscape(self._session, self._path, plane)

    def measured_step(self) -> StepChunk:
        """One step, with its update measured for the gradient flow."""
        self._probes.before_step()
        chunk = self._session.train(1, self._path)
        self._probes.after_step()
        return chunk

    def now(self, *, beside_training: bool = False) -> Iterator[Event]:
        """One picture of each wanted kind except the contour, those that are due seldom only when they are."""
        for event in [*self._begun(beside_training=beside_training)]:
            yield event()

    def _begun(self, *, beside_training: bool) -> Iterator[DeferredEvent]:
        """Start all requests to the device before waiting for the first result."""
        run, step, wanted = self._run, self._session.steps_done, self.wanted
        with self._session.shown(exact=False):
            yield from self._predictor.begin(run, step, wanted)
        if GradientFlow in wanted:
            yield self._probes.gradient_flow(run, step)
        elif GradientFindings in wanted and not (beside_training and perf_counter() < self._findings_due):
            self._findings_due = perf_counter() + FINDINGS_EVERY
            yield _only_findings(self._probes.gradient_flow(run, step))
        if NodeActivity in wanted:
            yield self._probes.activity(run, step)
        if WireWeights in wanted:
            yield self._probes.wires(run, step)
        if NormStatistics in wanted:
            yield self._norms.statistics(run, step)

    def contour_beside_training(self, seconds: float, idle: float) -> bool:
        """Give the contour its share of the time of a chunk of training, and of the idle time after it.

        Returns:
            Whether another plane is shown now, which is not to wait for the next round of pictures.
        """
        before = self._landscape.landscape.shown
        if self.wanted & CONTOUR:
            self._landscape.advance(plane_budget(self._landscape.fit, seconds, idle), settled=False)
        return self._landscape.landscape.shown is not before

    def contour_at_rest(self) -> bool:
        """Work on the contour for a moment; False when it is complete or not wanted."""
        return bool(self.wanted & CONTOUR) and self._landscape.advance(IDLE_SLICE, settled=True)

    def contour(self) -> Iterator[Event]:
        """What is new of the contour."""
        if self.wanted & CONTOUR:
            yield from self._landscape.events(self._run, self._session.steps_done)


def _only_findings(flow: Callable[[], GradientFlow]) -> DeferredEvent:
    def event() -> GradientFindings:
        found = flow()
        return GradientFindings(found.run, found.step, found.words)

    return event

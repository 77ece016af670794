"""Saves the weights of a run: at once, or regularly while it trains."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from playground.engine.events.run import Message
from playground.engine.landscape.trajectory import Trajectory
from playground.engine.training.checkpoint import save
from playground.engine.training.session import Session
from playground.spec.files import FileProblem

AT_REST = 5.0
"""Seconds since the last time after which they are saved when training halts."""
KEEP_EVERY = 45.0
"""Most seconds of training between two automatic saves."""
FIRST = 1.0
"""Seconds until the second one; the first is made after the first steps, and each interval is twice the one before."""
SHARE = 20.0
"""Saving takes at most one part in this many of the time, as long as that does not exceed ``KEEP_EVERY``."""


class WeightAutosave:
    """Saves the weights of one run.

    Attributes:
        kept: Where it has saved them; None when it has not yet.
        trajectory: Path of the parameters, which is saved with them; None for none.
    """

    def __init__(self, run: int) -> None:
        self.kept: Path | None = None
        self.trajectory: Trajectory | None = None
        self._run = run
        self._path: Path | None = None
        self._every: int | None = None
        self._last, self._interval, self._took = 0.0, 0.0, 0.0
        self._step = 0
        self._failing = False

    def keep(self, path: Path | None, every: int | None = None) -> None:
        """Save to this file from now on, after every ``every`` steps or by time; None stops that."""
        self._path, self._every, self._last, self.kept = path, every, perf_counter(), None
        self._interval, self._step = 0.0, 0

    def forget(self) -> None:
        """Save again even at the step that was saved last: the weights were edited there."""
        self._step = -1

    def fitting(self, steps: int, done: int) -> int:
        """At most this many steps that pass no step after which weights are saved."""
        return min(steps, self._every - done % self._every) if self._path and self._every else steps

    def save(self, session: Session, path: Path) -> Message:
        """Save now, and report how that went."""
        step = session.steps_done
        try:
            save(session, path, None if self.trajectory is None else self.trajectory.stored())
        except FileProblem as problem:
            return Message(self._run, step, str(problem), trouble=True)
        return Message(self._run, step, f"Saved the weights of step {step:,} to {path.name}.")

    def when_due(self, session: Session) -> Iterator[Message]:
        """Save if it is time, while training runs."""
        if self._every is None:
            seconds = min(max(self._interval, SHARE * self._took), KEEP_EVERY)
            yield from self._after(seconds, session)
        elif session.steps_done % self._every == 0:
            yield from self._after(0.0, session)

    def at_rest(self, session: Session) -> Iterator[Message]:
        """Save where training halts, if that was not done a moment ago."""
        if self._every is None:
            yield from self._after(AT_REST if self.kept else 0.0, session)

    def at_end(self, session: Session) -> Iterator[Message]:
        """Save what a run has trained that ends before its time, because its window closes or another one begins."""
        if self._every is None and session.steps_done:
            yield from self._after(0.0, session)

    def _is_kept(self, session: Session) -> bool:
        return self.kept is not None and self._step == session.steps_done

    def _after(self, seconds: float, session: Session) -> Iterator[Message]:
        """Save; a file that cannot be written is reported once and tried again later."""
        begun = perf_counter()
        if self._path is None or begun - self._last < seconds or self._is_kept(session):
            return
        said = self.save(session, self._path)
        self._last = perf_counter()
        self._took = self._last - begun
        self._interval = max(FIRST, 2 * self._interval)
        if not said.trouble:
            self._step, self.kept, self._failing = session.steps_done, self._path, False
        elif not self._failing:
            self._failing = True
            yield said

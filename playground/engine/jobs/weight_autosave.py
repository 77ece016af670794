"""Saves the weights of a run: at once, or regularly while it trains."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from playground.engine.events.run import Message
from playground.engine.training.checkpoint import save
from playground.engine.training.session import Session
from playground.spec.files import FileProblem

AT_REST = 5.0
"""Seconds since the last time after which they are saved when training halts."""
KEEP_EVERY = 45.0
"""Seconds of training between two automatic saves."""


class WeightAutosave:
    """Saves the weights of one run.

    Attributes:
        kept: Where it has saved them; None when it has not yet.
    """

    def __init__(self, run: int) -> None:
        self.kept: Path | None = None
        self._run = run
        self._path: Path | None = None
        self._every: int | None = None
        self._last = 0.0

    def keep(self, path: Path | None, every: int | None = None) -> None:
        """Save to this file from now on, after every ``every`` steps or by time; None stops that."""
        self._path, self._every, self._last, self.kept = path, every, perf_counter(), None

    def fitting(self, steps: int, done: int) -> int:
        """At most this many steps that pass no step after which weights are saved."""
        return min(steps, self._every - done % self._every) if self._path and self._every else steps

    def save(self, session: Session, path: Path) -> Message:
        """Save now, and report how that went."""
        step = session.steps_done
        try:
            save(session, path)
        except FileProblem as problem:
            return Message(self._run, step, str(problem), trouble=True)
        return Message(self._run, step, f"Saved the weights of step {step:,} to {path.name}.")

    def when_due(self, session: Session) -> Iterator[Message]:
        """Save if it is time, while training runs."""
        if self._every is None:
            yield from self._after(KEEP_EVERY, session)
        elif session.steps_done % self._every == 0:
            yield from self._after(0.0, session)

    def at_rest(self, session: Session) -> Iterator[Message]:
        """Save where training halts, if that was not done a moment ago."""
        if self._every is None:
            yield from self._after(AT_REST, session)

    def _after(self, seconds: float, session: Session) -> Iterator[Message]:
        """Save; a file that cannot be written is reported once and not tried again."""
        if self._path is None or perf_counter() - self._last < seconds:
            return
        said = self.save(session, self._path)
        self._last = perf_counter()
        if said.trouble:
            self._path = None
            yield said
        else:
            self.kept = self._path

"""Weights of a watched run that are saved: at once, or every so often."""

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
"""Seconds of training after which weights that are to be kept are saved again."""


class WeightAutosave:
    """Saves the weights of one run.

    Attributes:
        kept: Where it has kept them; None when it has not yet.
    """

    def __init__(self, run: int) -> None:
        self.kept: Path | None = None
        self._run = run
        self._path: Path | None = None
        self._last = 0.0

    def keep(self, path: Path | None) -> None:
        """Save there from now on, every so often; None for nowhere."""
        self._path, self._last, self.kept = path, perf_counter(), None

    def save(self, session: Session, path: Path) -> Message:
        """Save now, and say how that went."""
        step = session.steps_done
        try:
            save(session, path)
        except FileProblem as problem:
            return Message(self._run, step, str(problem), trouble=True)
        return Message(self._run, step, f"Saved the weights of step {step:,} to {path.name}.")

    def when_due(self, session: Session) -> Iterator[Message]:
        """Save if it is time, while training runs."""
        yield from self._after(KEEP_EVERY, session)

    def at_rest(self, session: Session) -> Iterator[Message]:
        """Save where training halts, if that was not done a moment ago."""
        yield from self._after(AT_REST, session)

    def _after(self, seconds: float, session: Session) -> Iterator[Message]:
        """A place that cannot be written is told once and not tried again."""
        if self._path is None or perf_counter() - self._last < seconds:
            return
        said = self.save(session, self._path)
        self._last = perf_counter()
        if said.trouble:
            self._path = None
            yield said
        else:
            self.kept = self._path

"""Writes every edit to the disk within two seconds, in a thread that lives only while something is to be written."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock, Timer

from playground.app.recovery.backups import EVERY, Backups
from playground.app.recovery.work_folder import Unsaved, WorkFolder
from playground.spec.files import dumps
from playground.spec.project import Project

DELAY = 0.5
"""Seconds from an edit until it is written, with all others since; the promise is 2 s."""
AGAIN = 5.0
"""Seconds until the next attempt after one that failed."""

Report = Callable[[str], None]


@dataclass(frozen=True)
class _Work:
    """What is to be written."""

    unsaved: Unsaved
    modified: bool
    then: Callable[[], None] | None


def ignore(_sentence: str) -> None:
    """Default report: ignores failures."""


class Autosave:
    """Keeps one document in a work folder, and backs it up every hour.

    Args:
        folder: Of the window.
        backups: Where hourly backups go.
        report: Called from any thread when writing begins to fail, with a sentence, and with an empty one when it
            works again.
        delay: Seconds from an edit until it is written.
    """

    def __init__(
        self, folder: WorkFolder, backups: Backups, report: Report = ignore, *, delay: float = DELAY
    ) -> None:
        self._folder, self._backups, self._report, self._delay = folder, backups, report, delay
        self._lock, self._writing = Lock(), Lock()
        self._pending: _Work | None = None
        self._timer: Timer | None = None
        self._closed = self._failing = False
        self._began = datetime.now(UTC)

    def note(
        self,
        project: Project,
        path: Path | None,
        title: str,
        *,
        modified: bool,
        then: Callable[[], None] | None = None,
    ) -> None:
        """Write this project soon; returns at once.

        Args:
            project: As it is now.
            path: Its own file; None when it has none.
            title: What the window calls it.
            modified: Whether it differs from its file; when not, nothing is kept.
            then: Called in the other thread once it is written.
        """
        with self._lock:
            if then is None and self._pending is not None:
                then = self._pending.then
            self._pending = _Work(Unsaved(project, path, title), modified, then)
            self._start(self._delay)

    def flush(self) -> None:
        """Write what is pending now, in this thread."""
        self._write()

    def close(self) -> None:
        """Write what is pending and end; may be called again."""
        with self._lock:
            self._closed = True
            if self._timer is not None:
                self._timer.cancel()
        self._write()

    def back_up(self, content: bytes, path: Path | None, title: str) -> None:
        """Back up a file's content now; where that fails, nothing happens."""
        with suppress(OSError):
            self._backups.add(content, title, path, self._folder.key)

    def back_up_project(self, project: Project, path: Path | None, title: str) -> None:
        """Back up a project now; where that fails, nothing happens."""
        with suppress(ValueError):
            self.back_up(dumps(project).encode(), path, title)

    def _start(self, delay: float) -> None:
        """Start the thread unless it is there."""
        if self._timer is None and not self._closed:
            self._timer = Timer(delay, self._on_time)
            self._timer.daemon = True
            self._timer.start()

    def _on_time(self) -> None:
        with self._lock:
            self._timer = None
        self._write()

    def _write(self) -> None:
        with self._writing:
            with self._lock:
                work, self._pending = self._pending, None
            if work is None:
                return
            try:
                self._keep(work)
            except (OSError, ValueError) as error:
                self._on_failure(work, error)
                return
            if self._failing:
                self._failing = False
                self._report("")
            if work.then is not None:
                work.then()

    def _keep(self, work: _Work) -> None:
        if work.modified:
            self._folder.write(work.unsaved)
        else:
            self._folder.forget_unsaved()
        self._back_up_if_due(work.unsaved)

    def _on_failure(self, work: _Work, error: Exception) -> None:
        """Try again later; say it once."""
        with self._lock:
            self._pending = self._pending or work
            self._start(AGAIN)
        if not self._failing:
            self._failing = True
            reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            self._report(
                f"Changes are not kept for recovery: {self._folder.path.parent} cannot be written ({reason})."
            )

    def _back_up_if_due(self, unsaved: Unsaved) -> None:
        newest = self._backups.newest(unsaved.path, self._folder.key)
        if datetime.now(UTC) - max(self._began, newest or self._began) >= EVERY:
            content = dumps(unsaved.project).encode()
            self._backups.add(content, unsaved.title, unsaved.path, self._folder.key)

"""Seconds that a race has trained, pauses excluded."""

from __future__ import annotations

from time import perf_counter


class TrainingClock:
    """Runs while lanes train."""

    def __init__(self) -> None:
        self._seconds = 0.0
        self._since: float | None = None

    def measure(self, *, running: bool) -> None:
        """Run from now on, or stand still."""
        if running and self._since is None:
            self._since = perf_counter()
        elif not running and self._since is not None:
            self._seconds, self._since = self._seconds + perf_counter() - self._since, None

    @property
    def seconds(self) -> float:
        """Seconds measured so far."""
        return self._seconds + (perf_counter() - self._since if self._since is not None else 0.0)

    @property
    def words(self) -> str:
        """The time measured so far, e.g. ``3 minutes``."""
        seconds = self.seconds
        return f"{seconds:.0f} seconds" if seconds < 120 else f"{seconds / 60:.0f} minutes"

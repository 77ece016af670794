"""How a watched run divides its time between training, commands and pictures; it never decides a number."""

from time import perf_counter

SLICE = 0.02
"""Seconds of training between two looks at the commands; slower steps are looked after one by one."""
SMOOTH = 0.012
"""The same at a limited speed, at which people watch every step."""
MOST_STEPS = 512
PICTURES_EVERY = 1 / 11
"""Seconds between two rounds of heavy events."""
PICTURES_SHARE = 0.05
"""Part of the time that heavy events may take at most while training runs; dear ones come less often."""
LONGEST_WAIT = 1.0
"""Seconds between two rounds at most, however long one took: a first round that was slow must not stop them."""


class Pacing:
    """The clock of one run."""

    def __init__(self, slice_seconds: float = SLICE, pictures_share: float = PICTURES_SHARE) -> None:
        """Begin.

        Args:
            slice_seconds: Of training between two looks at the commands.
            pictures_share: Part of the time that heavy events may take at most.
        """
        self._slice, self._pictures_share = slice_seconds, pictures_share
        self._speed: float | None = None
        self._not_before = 0.0
        self._pictures_due = 0.0
        self._steps = 1

    def limit(self, steps_per_second: float | None) -> None:
        """Go no faster than this; None for as fast as possible."""
        self._speed, self._not_before = steps_per_second, 0.0

    def hurry(self) -> None:
        """Let the next steps come at once."""
        self._not_before = 0.0

    @property
    def wait(self) -> float:
        """Seconds until the next steps may begin."""
        return max(0.0, self._not_before - perf_counter())

    def steps(self, left: int | None) -> int:
        """How many steps to do until the next look at the commands, of those that are left; None for any number."""
        part = min(1.0, max(0.0, self._pictures_due - perf_counter()) / self._slice) or 1.0
        fitting = max(1, int(self._steps * part))  # pictures that are due soon wait for no whole slice
        most = fitting if left is None else min(fitting, left)
        return min(most, max(1, int(self._speed * SMOOTH))) if self._speed else most

    def trained(self, begin: float, seconds: float, count: int) -> float:
        """Take in that so many steps took so long; gives the time that they were worth at the limited speed."""
        if 2 * count > self._steps or seconds > self._slice:  # short ones are mostly beginning and end
            self._steps = max(1, min(MOST_STEPS, int(count * self._slice / max(seconds, 1e-6))))
        if not self._speed:
            return seconds
        self._not_before = begin + count / self._speed
        return max(seconds, count / self._speed)

    def pictures_due(self, begin: float) -> bool:
        """Whether a slice that began then is one with pictures."""
        return begin >= self._pictures_due

    def pictured(self, begin: float, started: float) -> None:
        """Take in that pictures are made now, since ``started``, in a slice that began then."""
        now = perf_counter()
        self._pictures_due = max(
            begin + PICTURES_EVERY, now + min((now - started) / self._pictures_share, LONGEST_WAIT)
        )

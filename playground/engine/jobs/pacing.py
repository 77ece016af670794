"""How a job divides its time between training, commands and pictures; it never affects a number."""

from time import perf_counter

SLICE = 0.02
"""Seconds of training between two checks for commands; slower steps are done one at a time."""
SHARED_SLICE = 0.08
"""The same where several processes train, which agree on each slice."""
SMOOTH = 0.012
"""The same at a limited speed, where every step is watched."""
MOST_STEPS = 512
PICTURES_EVERY = 1 / 11
"""Seconds between two rounds of heavy events."""
PICTURES_SHARE = 0.05
"""Largest part of the time that heavy events may take while training runs; expensive ones come less often."""
LONGEST_WAIT, MOST_SHARE, LAST_WAIT = 1.0, 0.2, 5.0
"""Longest time between two rounds in seconds, as a slow first round must not stop them; longer, up to the last
of these, where a round would else take more than this part of the time.
"""
SLOW = 100.0
"""Steps per second up to which evaluations of whole splits may come less often than each second."""
CATCH_UP = 0.2
"""Seconds by which training may lag behind a limited speed and still make up for it."""
IDLE_SHARE = 0.25
"""Part of the time between steps at a limited speed that pictures may use without slowing training down."""
PLANE_SHARES: dict[str, float] = {"none": 0.2, "outgrown": 0.05, "fitting": 0.02}
"""Part of the time for a plane of losses while training runs, by ``Landscape.fit``."""


def plane_budget(fit: str, seconds: float, idle: float) -> float:
    """Return the seconds that a plane of losses may take after a slice of training.

    Args:
        fit: How the plane fits, see ``Landscape.fit``.
        seconds: Spent on training.
        idle: Time between steps at a limited speed.
    """
    return PLANE_SHARES[fit] * (seconds + idle) + IDLE_SHARE * idle


class Pacing:
    """The clock of one run."""

    def __init__(self, slice_seconds: float = SLICE, pictures_share: float = PICTURES_SHARE) -> None:
        """Start the clock.

        Args:
            slice_seconds: Training between two checks for commands.
            pictures_share: Largest part of the time that heavy events may take.
        """
        self._slice, self._pictures_share = slice_seconds, pictures_share
        self._speed: float | None = None
        self._not_before = 0.0
        self._pictures_due = 0.0
        self._steps = 1

    def share(self) -> None:
        """Use longer slices, as several processes train."""
        self._slice = SHARED_SLICE

    def limit(self, steps_per_second: float | None) -> None:
        """Limit the speed; None for as fast as possible."""
        self._speed, self._not_before = steps_per_second, 0.0

    @property
    def slow(self) -> bool:
        """Whether the limit is one at which steps are watched one by one."""
        return self._speed is not None and self._speed <= SLOW

    def hurry(self) -> None:
        """Start the next steps at once."""
        self._not_before = 0.0

    @property
    def wait(self) -> float:
        """Seconds until the next steps may begin."""
        return max(0.0, self._not_before - perf_counter())

    def steps(self, left: int | None) -> int:
        """Number of steps until the next check for commands; ``left`` limits it, None for no limit."""
        part = min(1.0, max(0.0, self._pictures_due - perf_counter()) / self._slice) or 1.0
        fitting = max(1, int(self._steps * part))  # pictures that are due soon wait for no whole slice
        most = fitting if left is None else min(fitting, left)
        return min(most, max(1, int(self._speed * SMOOTH))) if self._speed else most

    def trained(self, begin: float, seconds: float, count: int) -> float:
        """Note how long ``count`` steps took; returns the idle time until the next ones at a limited speed."""
        if 2 * count > self._steps or seconds > self._slice:  # short ones are mostly beginning and end
            self._steps = max(1, min(MOST_STEPS, int(count * self._slice / max(seconds, 1e-6))))
        if not self._speed:
            return 0.0
        due = max(self._not_before, begin - CATCH_UP) if self._not_before else begin
        self._not_before = due + count / self._speed
        return max(0.0, count / self._speed - seconds)

    def pictures_due(self, begin: float) -> bool:
        """Whether a slice that began at ``begin`` makes pictures."""
        return begin >= self._pictures_due

    def pictured(self, begin: float, started: float) -> None:
        """Note that pictures were made since ``started`` in a slice that began at ``begin``."""
        now = perf_counter()
        longest = max(LONGEST_WAIT, min((now - started) / MOST_SHARE, LAST_WAIT))
        self._pictures_due = max(
            begin + PICTURES_EVERY, now + min((now - started) / self._pictures_share, longest)
        )

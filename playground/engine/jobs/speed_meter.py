"""The speed of training."""

from time import perf_counter

PACE_SECONDS = 0.5
"""Period of the average, in seconds."""


class SpeedMeter:
    """Steps per second over the last half second; at first since the start.

    Attributes:
        steps_per_second: 0 until anything was measured.
    """

    def __init__(self) -> None:
        self.steps_per_second = 0.0
        self._since, self._from, self._young = 0.0, 0, True

    def begin(self, step: int) -> None:
        """Start to measure; ``step`` is the number of steps done."""
        self._since, self._from, self._young = perf_counter(), step, True

    def did(self, step: int) -> None:
        """Note the number of steps done by now."""
        now = perf_counter()
        long = now - self._since >= PACE_SECONDS
        if (long or self._young) and now > self._since:
            self.steps_per_second = (step - self._from) / (now - self._since)
        if long:
            self._since, self._from, self._young = now, step, False

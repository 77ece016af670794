"""What a point of a plane costs, and how many are worth evaluating before a plane is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.engine.landscape.grid import LEVELS

if TYPE_CHECKING:
    from playground.engine.population.losses import Population

FINE = 33
"""Points along each side of a plane that is fine enough beside training."""
FULL_CALL = 24
"""Vectors from which on the time of a call tells what a vector costs; smaller calls are mostly overhead."""
BURST = 0.12
"""Seconds that a plane may take at once, borrowed from later budgets, so that it fits the paths when it is shown."""
CURRENT = 0.004
"""Seconds that the smallest worthwhile call may cost for the current point to get its true loss beside training."""
CURRENT_SHARE, MOST_CURRENT_SHARE = 0.01, 0.03
"""Part of the time for true losses of current points beside training, usually and at most."""
LONGEST_WAIT = 1.0
"""Seconds that paths wait for such losses, and between two of them where the largest share of the time allows it."""
WORTH, SOON = 0.12, 0.04
"""Seconds of work that a plane may take before it is shown: to replace one, and where nothing useful is shown."""
INTERPOLATED_WORTH = 0.08
"""The same to replace one where losses between the points come from interpolated outputs."""


class PointCost:
    """Learns the seconds per point from the calls that are made.

    Attributes:
        each: Seconds per point, 0 while they are unknown.
        between: Seconds that it took to compute the losses between the points of a coarse grid, 0 while unknown.
    """

    def __init__(self, population: Population) -> None:
        self._population = population
        self.each = self.between = 0.0

    def note(self, seconds: float, points: int) -> None:
        """Take the time of a call into account, unless it was too small to say anything."""
        if points < min(FULL_CALL, self._population.chunk):
            return
        each = seconds / points
        self.each = each if not self.each else min(each, 0.8 * self.each + 0.2 * each)

    def call(self, seconds: float) -> int:
        """Return the points to evaluate in one call of about this length."""
        most = self._population.chunk
        if not self.each:
            return most
        return max(min(FULL_CALL, most), min(most, int(seconds / self.each)))

    @property
    def least(self) -> float:
        """Seconds of the smallest call that is worthwhile."""
        return self.each * min(FULL_CALL, self._population.chunk)

    @property
    def is_small(self) -> bool:
        """Whether a single point costs next to nothing."""
        return self.least < CURRENT

    @property
    def interpolates(self) -> bool:
        """Whether points cost so much that losses between few of them are worth interpolating."""
        return FINE**2 * self.each >= WORTH

    def at_once(self, points: int, credit: float) -> bool:
        """Return whether points may be evaluated in one go, with the credit that was saved up."""
        return points * self.each + self.between - credit <= BURST

    def level_worth_showing(self, *, soon: bool, interpolating: bool) -> int:
        """Return the points along each side that a plane needs before it is shown, as fine as is affordable.

        Args:
            soon: Whether nothing useful is shown yet.
            interpolating: Whether losses between the points of a coarse level come from interpolated outputs.
        """
        most = SOON if soon else WORTH
        if interpolating:
            most = min(most, INTERPOLATED_WORTH) - self.between
        affordable = (level for level in (FINE, 17, 9) if level**2 * self.each < most)
        return next(affordable, LEVELS[0] if soon or interpolating else LEVELS[1])


def current_share(seconds: float) -> float:
    """Return the part of the time for true losses of current points.

    Args:
        seconds: That it takes to compute them once.
    """
    return min(max(seconds / LONGEST_WAIT, CURRENT_SHARE), MOST_CURRENT_SHARE)

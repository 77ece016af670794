"""How long a race on a network will still train."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playground.engine.race.network.race import NetworkRace

TELLING = 1.0
"""Seconds of training after which its own speed tells more than the pace of each lane alone."""


class TimeLeft:
    """An estimate by the pace of the lanes alone at first, then by the time that training has taken."""

    def __init__(self, race: NetworkRace) -> None:
        self._race = race
        self.restart()

    def restart(self) -> None:
        """Forget the time so far, after lanes have joined or left."""
        self._alone, self._spent = self._race.seconds_alone, 0.0

    def note(self, seconds: float) -> None:
        """Note time spent on training, with the pictures of it."""
        self._spent += seconds

    @property
    def seconds(self) -> float | None:
        """Seconds left; None while no pace is known."""
        left = self._race.seconds_alone
        done = self._alone - left
        measured = self._spent > TELLING and done > 0
        return (left * self._spent / done if measured else left) if self._race.pace else None

"""What a race on a network does before it is ready, and how it returns the memory that it no longer needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from playground.engine.events.run import Event, Preparing
from playground.engine.race.network.race import NetworkRace
from playground.engine.race.network.reporting import evaluation_events, pace_event, start_event
from playground.engine.runtime.memory import release_freed
from playground.engine.training.evaluation import VALIDATION_SAMPLES

LARGE = 4_000_000
"""Parameters of all lanes from which on memory that was freed is returned at once: copies of them take a lot of it."""


def beginning(run: int, race: NetworkRace, stopped: Callable[[], bool]) -> Iterator[Event]:
    """Describe the race, give the first loss of each lane, and evaluate all at their start.

    The losses come first, as large networks take long to evaluate.

    Args:
        run: Id that the events carry.
        race: It stands at its start.
        stopped: Whether to give up.
    """
    yield start_event(run, race)
    for lane in tuple(race.members):
        if stopped():
            return
        yield pace_event(run, race, lane)
    if stopped():
        return
    first = next(iter(race.members.values()))
    samples = first.evaluated_samples + min(len(first.data.x_val), VALIDATION_SAMPLES)
    yield Preparing(run, race.step, f"evaluating the start, {samples:,} samples")
    yield from evaluation_events(run, race)


def tidy(race: NetworkRace) -> None:
    """Return the memory of copies that a race of large networks no longer needs."""
    if sum(member.theta.numel() for member in race.members.values()) > LARGE:
        release_freed()

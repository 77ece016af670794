"""What a race on a network does before it is ready, and how it returns the memory that it no longer needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import perf_counter

import torch

from playground.engine.events.run import Event, Preparing
from playground.engine.race.network.race import NetworkRace
from playground.engine.race.network.reporting import evaluation_events, pace_event, start_event
from playground.engine.runtime.memory import release_freed
from playground.engine.training.threads import fit_threads

OFTEN = 0.3
"""Seconds between two reports of progress."""
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
    yield from _first_losses(run, race, stopped)
    if stopped():
        return
    yield Preparing(run, race.step, "evaluating the start")
    yield from _evaluated_so_far(run, race, stopped)
    yield from evaluation_events(run, race)


def _first_losses(run: int, race: NetworkRace, stopped: Callable[[], bool]) -> Iterator[Event]:
    """Measure the pace of each lane; a first loss comes before the threads are fitted, which can take seconds."""
    for number, (lane, member) in enumerate(race.members.items()):
        if stopped():
            return
        yield pace_event(run, race, lane)
        threads = torch.get_num_threads()
        if number == 0 and fit_threads(member, stopped) != threads and not stopped():
            yield pace_event(run, race, lane)  # with the new number of threads


def _evaluated_so_far(run: int, race: NetworkRace, stopped: Callable[[], bool]) -> Iterator[Preparing]:
    """Evaluate the start, and say a few times a second how far that is."""
    reported = perf_counter()
    members = (member for _, member, _ in race.runs())
    for done, samples, loss in race.first_evaluations.begin(members, stopped):
        if perf_counter() - reported > OFTEN:
            reported = perf_counter()
            share = f"{done:,} of {samples:,} samples"
            yield Preparing(run, race.step, f"evaluating the start, {share}, loss so far {loss:.4g}")


def tidy(race: NetworkRace) -> None:
    """Return the memory of copies that a race of large networks no longer needs."""
    if sum(member.theta.numel() for member in race.members.values()) > LARGE:
        release_freed()

"""What the lanes of a race have in common, and what differs, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import playground.catalog.optimizers
import playground.catalog.schedules
import playground.catalog.surfaces  # noqa: F401
from playground.catalog.kinds import OPTIMIZERS, SCHEDULES, SURFACES, Entry, Registry, UnknownEntry
from playground.engine.race.lanes import lane_names
from playground.spec.base import Choice
from playground.spec.race import RaceSpec


@dataclass(frozen=True)
class Fairness:
    """What is the same for all lanes, and what differs, a sentence each."""

    shared: Sequence[str]
    differing: Sequence[str]


def surface_fairness(race: RaceSpec) -> Fairness:
    """Of a race on a surface."""
    noise = (
        f"Gradient noise: standard deviation {race.noise:g}, the same draws for every lane ({seed_words(race)})."
        if race.noise
        else "Gradients: exact, without noise."
    )
    shared = (
        f"Surface: {ground_words(race)}.",
        f"Start: {start_words(race)}.",
        f"Length: {race.steps:,} steps for every lane; gradients are counted.",
        noise,
    )
    differing = [f"Optimizers: {'; '.join(_optimizer_words(race))}."]
    if len({lane.schedule.kind for lane in race.lanes}) > 1:
        names = lane_names(race.lanes)
        listed = ", ".join(f"{names[lane.id]} {entry_title(SCHEDULES, lane.schedule)}" for lane in race.lanes)
        differing.append(f"Schedules: {listed}.")
    return Fairness(shared, tuple(differing))


# --- words ----------------------------------------------------------------------------------------


def ground_words(race: RaceSpec) -> str:
    """What is raced on."""
    return "the network" if race.on == "network" else entry_title(SURFACES, race.surface)


def start_words(race: RaceSpec) -> str:
    """Where all lanes begin on a surface."""
    start: tuple[float, float] = race.start or SURFACES.of(race.surface).start
    return ", ".join(f"{part:g}".replace("-", "\N{MINUS SIGN}") for part in start)


def seed_words(race: RaceSpec) -> str:
    """The seeds of the repetitions."""
    last = race.seed + race.seeds - 1
    return f"seed {race.seed}" if race.seeds == 1 else f"seeds {race.seed} to {last}"


def entry_title(registry: Registry[Entry], choice: Choice) -> str:
    """What a choice is called; of one that is not known its key."""
    try:
        return registry.entry(choice.kind).title
    except UnknownEntry:
        return choice.kind


def _optimizer_words(race: RaceSpec) -> Iterable[str]:
    names = lane_names(race.lanes)
    for lane in race.lanes:
        yield f"{names[lane.id]} at rate {OPTIMIZERS.of(lane.optimizer).learning_rate:g}"

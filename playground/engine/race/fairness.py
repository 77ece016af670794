"""What the lanes of a race have in common and what differs, in words, derived from plain facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from playground.catalog.kinds import OPTIMIZERS, SCHEDULES, SURFACES, Entry, Registry, UnknownEntry
from playground.catalog.surfaces.data_surface import DataSurface
from playground.engine.events.fairness import Fairness
from playground.engine.race.lanes import lane_names
from playground.spec.base import Choice
from playground.spec.race import LaneSpec, RaceSpec


def surface_fairness(race: RaceSpec) -> Fairness:
    """Describe a race on a surface."""
    shared = (
        f"Surface: {ground_words(race)}.",
        f"Start: {start_words(race)}.",
        f"Length: {race.steps:,} steps for every lane; gradients are counted.",
        *_noise_words(race),
    )
    names = lane_names(race.lanes)
    differing = (
        *optimizer_words(race.lanes, names),
        *schedule_words(race.lanes, names),
        *own_start_words(race.lanes, names),
    )
    return Fairness(shared, differing)


def _noise_words(race: RaceSpec) -> tuple[str, ...]:
    surface, words = SURFACES.of(race.surface), []
    if isinstance(surface, DataSurface) and surface.batch_size is not None:
        words.append(
            f"Minibatches: {surface.batch_size} of {surface.points} samples, the same for every lane "
            f"({seed_words(race)})."
        )
    if race.noise:
        words.append(
            f"Gradient noise: standard deviation {race.noise:g}, the same draws for every lane ({seed_words(race)})."
        )
    return tuple(words) or ("Gradients: exact, without noise.",)


# --- sentences of both kinds of race --------------------------------------------------------------


def optimizer_words(lanes: Iterable[LaneSpec], names: Mapping[str, str]) -> tuple[str, ...]:
    """List the lanes' optimizers with their learning rates."""
    return (f"Optimizers: {'; '.join(_optimizer_at_rate(lane, names[lane.id]) for lane in lanes)}.",)


def schedule_words(lanes: Sequence[LaneSpec], names: Mapping[str, str]) -> tuple[str, ...]:
    """List the lanes' schedules where they differ."""
    if len({lane.schedule.kind for lane in lanes}) == 1:
        return ()
    listed = ", ".join(f"{names[lane.id]} {entry_title(SCHEDULES, lane.schedule)}" for lane in lanes)
    return (f"Schedules: {listed}.",)


def _optimizer_at_rate(lane: LaneSpec, name: str) -> str:
    entry = OPTIMIZERS.of(lane.optimizer)
    named = name if name.startswith(entry.title) else f"{name}: {entry.title}"
    return f"{named} at rate {entry.learning_rate:g}"


# --- words ----------------------------------------------------------------------------------------


def ground_words(race: RaceSpec) -> str:
    """Name what is raced on."""
    return "the network" if race.on == "network" else entry_title(SURFACES, race.surface)


def start_words(race: RaceSpec) -> str:
    """Describe the common start on a surface."""
    return _place_words(race.start or SURFACES.of(race.surface).start)


def own_start_words(lanes: Iterable[LaneSpec], names: Mapping[str, str]) -> tuple[str, ...]:
    """List the lanes that start elsewhere."""
    own = [f"{names[lane.id]} at {_place_words(lane.start)}" for lane in lanes if lane.start is not None]
    return (f"Starts of their own: {'; '.join(own)}.",) if own else ()


def _place_words(place: tuple[float, float]) -> str:
    return ", ".join(f"{part:g}".replace("-", "\N{MINUS SIGN}") for part in place)


def seed_words(race: RaceSpec) -> str:
    """Describe the seeds of the repetitions."""
    last = race.seed + race.seeds - 1
    return f"seed {race.seed}" if race.seeds == 1 else f"seeds {race.seed} to {last}"


def entry_title(registry: Registry[Entry], choice: Choice) -> str:
    """Return the title of a choice, or its key where it is unknown."""
    try:
        return registry.entry(choice.kind).title
    except UnknownEntry:
        return choice.kind

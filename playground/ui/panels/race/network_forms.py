"""What of a race on the network is filled in: its conditions, and what a lane has of its own."""

from __future__ import annotations

from typing import Any, Literal

from playground.catalog.kinds import Entry, param
from playground.spec.base import Choice, Value
from playground.spec.race import LaneSpec, RaceSpec

AS_DRAWN = "as drawn"
NO_TARGET = "none"
DROPOUTS = {AS_DRAWN: None, "none": 0.0, "0.1": 0.1, "0.25": 0.25, "0.5": 0.5}
Initial = Literal[
    "as drawn", "default", "zeros", "constant", "normal", "uniform", "xavier", "kaiming", "orthogonal"
]
USUAL_TARGET = {"metric": 0.95, "train_loss": 0.1, "validation_loss": 0.1}


class NetworkConditions(Entry):
    """The numbers of a race on the network."""

    epochs: int = param(20, "Length of the race; schedules run over it.", ge=1, le=100_000, log=True)
    seeds: int = param(
        1,
        "Repetitions with other initial weights and order of samples; curves show their median.",
        ge=1,
        le=64,
    )
    seed: int = param(0, "Of the first repetition's weights and order.", ge=0, le=2**31 - 1)
    goal: Literal["none", "metric", "train_loss", "validation_loss"] = param(
        "none",
        "What the time to target is measured on; metric is accuracy or R² on validation data.",
        title="target on",
    )
    target: float = param(0.95, "Accuracies are between 0 and 1.", ge=-1e6, le=1e6)


class Own(Entry):
    """What a lane has in place of the project's."""

    batch_size: int = param(0, "Samples per step; 0 for those of the project.", ge=0, le=65_536)
    initial: Initial = param(AS_DRAWN, "Of the weights of all layers.", title="initial weights")
    dropout: Literal["as drawn", "none", "0.1", "0.25", "0.5"] = param(
        AS_DRAWN, "Rate of all dropout layers."
    )


def conditions_of(race: RaceSpec) -> dict[str, Value]:
    """What the form shows."""
    return {
        "epochs": race.epochs,
        "seeds": race.seeds,
        "seed": race.seed,
        "goal": NO_TARGET if race.target is None else race.target_on,
        "target": USUAL_TARGET[race.target_on] if race.target is None else race.target,
    }


def with_condition(race: RaceSpec, name: str, value: Any) -> RaceSpec:
    """The race after an edit of the form."""
    if name == "goal":
        if value == NO_TARGET:
            return race.with_(target=None)
        return race.with_(target_on=value, target=USUAL_TARGET[value])
    if name == "target" and race.target is None:
        return race.with_(target=value, target_on="metric")
    return race.with_(**{name: value})


def own_of(lane: LaneSpec) -> dict[str, Value]:
    """What the form shows."""
    dropout = next((words for words, rate in DROPOUTS.items() if rate == lane.dropout), str(lane.dropout))
    return {
        "batch_size": lane.batch_size or 0,
        "initial": AS_DRAWN if lane.initializer is None else lane.initializer.kind,
        "dropout": dropout,
    }


def with_own(lane: LaneSpec, name: str, value: Any) -> LaneSpec:
    """The lane after an edit of the form."""
    match name:
        case "initial":
            return lane.with_(initializer=None if value == AS_DRAWN else Choice(kind=value))
        case "dropout":
            return lane.with_(dropout=DROPOUTS[value])
        case _:
            return lane.with_(batch_size=value or None)

"""The forms of a race on the network: its conditions, and what a lane has in place of the project's."""

from __future__ import annotations

from typing import Any, Literal, get_args

from pydantic import create_model

from playground.catalog.kinds import INITIALIZERS, Entry
from playground.spec.base import Choice, Value
from playground.spec.fields import like, setting
from playground.spec.race import LaneSpec, RaceSpec
from playground.spec.transfer import Recipe

AS_DRAWN = "as drawn"
NO_TARGET = "none"
USUAL_TARGET = {"metric": 0.95, "train_loss": 0.1, "validation_loss": 0.1}
_GOALS: Any = Literal[(NO_TARGET, *get_args(RaceSpec.model_fields["target_on"].annotation))]
_INITIALIZERS: Any = Literal[(AS_DRAWN, *(entry.key for entry in INITIALIZERS))]
_RECIPES: Any = Literal[(AS_DRAWN, *get_args(Recipe))]

NetworkConditions: type[Entry] = create_model(
    "NetworkConditions",
    __base__=Entry,
    epochs=(int, like(RaceSpec, "epochs")),
    seeds=(int, like(RaceSpec, "seeds")),
    seed=(int, like(RaceSpec, "seed")),
    goal=(
        _GOALS,
        setting(
            NO_TARGET,
            "What the time to target is measured on; the metric is accuracy or R² on validation data.",
            title="target on",
        ),
    ),
    target=(float, setting(USUAL_TARGET["metric"], "The value to reach; accuracies are between 0 and 1.")),
)
"""The numbers of a race on the network."""

LaneOverrides: type[Entry] = create_model(
    "LaneOverrides",
    __base__=Entry,
    batch_size=(int | None, like(LaneSpec, "batch_size")),
    initializer=(
        _INITIALIZERS,
        setting(AS_DRAWN, "Initializer of the weights of all layers.", title="initial weights"),
    ),
    dropout=(float | None, like(LaneSpec, "dropout")),
    transfer=(
        _RECIPES,
        setting(AS_DRAWN, LaneSpec.model_fields["transfer"].description or "", title="transfer learning"),
    ),
)
"""What a lane has in place of the project's."""


def conditions_of(race: RaceSpec) -> dict[str, Value]:
    """Return what the form shows."""
    return {
        "epochs": race.epochs,
        "seeds": race.seeds,
        "seed": race.seed,
        "goal": NO_TARGET if race.target is None else race.target_on,
        "target": USUAL_TARGET[race.target_on] if race.target is None else race.target,
    }


def with_condition(race: RaceSpec, name: str, value: Any) -> RaceSpec:
    """Return the race after an edit of the form."""
    if name == "goal":
        if value == NO_TARGET:
            return race.with_(target=None)
        return race.with_(target_on=value, target=USUAL_TARGET[value])
    if name == "target" and race.target is None:
        return race.with_(target=value, target_on="metric")
    return race.with_(**{name: value})


def overrides_of(lane: LaneSpec) -> dict[str, Value | None]:
    """Return what the form shows."""
    return {
        "batch_size": lane.batch_size,
        "initializer": AS_DRAWN if lane.initializer is None else lane.initializer.kind,
        "dropout": lane.dropout,
        "transfer": lane.transfer or AS_DRAWN,
    }


def with_override(lane: LaneSpec, name: str, value: Any) -> LaneSpec:
    """Return the lane after an edit of the form."""
    if name == "initializer":
        return lane.with_(initializer=None if value == AS_DRAWN else Choice(kind=value))
    if name == "transfer":
        return lane.with_(transfer=None if value == AS_DRAWN else value)
    return lane.with_(**{name: value})

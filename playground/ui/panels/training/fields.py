"""The plain numbers of training, declared like entries of the catalog so that the same form shows them."""

from typing import Literal

from playground.catalog.kinds import Entry, param


class Pace(Entry):
    """How long and in which portions."""

    epochs: int = param(100, "Passes over the training data.", ge=1, le=1_000_000, live=True)
    batch_size: int = param(
        32, "Samples per step; changes count from the next epoch on.", ge=1, le=65_536, live=True
    )
    warmup: int = param(
        0,
        "Steps over which the rate first grows to its value.",
        ge=0,
        le=1_000_000,
        title="warm-up",
        unit="steps",
        live=True,
    )


class Restraint(Entry):
    """What keeps weights and steps small."""

    l2: float = param(
        0.0,
        "Adds (λ/2) Σ w² over all weights to what is minimized.",
        ge=0,
        le=10,
        log=True,
        title="L2",
        live=True,
    )
    l2_all: bool = param(
        False, "L2 counts biases and the parameters of norms too.", title="L2 on biases", live=True
    )
    l1: float = param(
        0.0,
        "Adds λ Σ |w| over all weights to what is minimized.",
        ge=0,
        le=10,
        log=True,
        title="L1",
        live=True,
    )
    clip_value: float = param(
        0.0,
        "Every entry of the gradient is cut to at most this size; 0 for no cut.",
        ge=0,
        le=1_000_000,
        log=True,
        title="clipping by value",
        live=True,
    )
    clip_norm: float = param(
        0.0,
        "A gradient longer than this is scaled down to it; 0 never does.",
        ge=0,
        le=1_000_000,
        log=True,
        title="clipping by norm",
        live=True,
    )


class Patience(Entry):
    """When training ends before its time, with the best weights."""

    patience: int = param(
        0,
        "Stops after so many evaluations without improvement, and puts the best weights back; 0 for neither.",
        ge=0,
        le=100_000,
        unit="evaluations",
        live=True,
    )
    min_change: float = param(
        0.0,
        "An evaluation counts as an improvement when it is better than the best by more than this.",
        ge=0,
        le=1_000_000,
        log=True,
        title="least improvement",
        live=True,
    )
    stop_on: Literal["loss", "metric"] = param(
        "loss",
        "What is watched on the validation data: the loss, or accuracy or R².",
        title="watch",
        live=True,
    )


class Averaging(Entry):
    """Smooth weights for evaluations and pictures."""

    average: float = param(
        0.0,
        "Each step the average is d × itself + (1 − d) × the weights, with this decay d, for example 0.99; it is "
        "evaluated and drawn in place of the weights. 0 for no average.",
        ge=0,
        lt=1,
        title="averaging",
        live=True,
    )
    average_start: int = param(
        0,
        "Up to this step the average is the weights themselves.",
        ge=0,
        le=1_000_000_000,
        title="averaging start",
        unit="steps",
        live=True,
    )


class Looking(Entry):
    """How the network is looked at."""

    evaluate_in: Literal["evaluation", "training"] = param(
        "evaluation",
        "Mode of the network while it is evaluated and drawn. Training mode is the classic mistake: batch norms use "
        "the statistics of each batch of the training's size, and dropout drops. Training itself does not change.",
        title="mode",
        live=True,
    )


NUMBERS: dict[str, type[Entry]] = {
    "pace": Pace,
    "restraint": Restraint,
    "patience": Patience,
    "averaging": Averaging,
    "looking": Looking,
}
"""The forms of plain numbers, by name."""

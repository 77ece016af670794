"""The quantities that curves of a race show, and what they are shown over: one table for both kinds of race."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from playground.arrays import Doubles
from playground.catalog.kinds import Minimum
from playground.records.lane import Against, LaneRecord, Spread
from playground.ui.plots.race.drawn_lane import DrawnLane

Minima = tuple[Minimum, ...]


@dataclass(frozen=True)
class Steps:
    """Some steps of a lane on a surface.

    Attributes:
        lane: The lane.
        begin: First step.
        end: Step before which they end; None for the newest one.
        minima: Of the surface, the lowest first.
        zero: Height from which heights are measured.
    """

    lane: DrawnLane
    begin: int
    end: int | None
    minima: Minima
    zero: float


@dataclass(frozen=True)
class OnSurface:
    """A quantity of races on a surface.

    Attributes:
        measured: The quantity after each of some steps of each repetition, ``(steps, seeds)``.
        is_height: Whether it is a height, which is shown above the lowest known minimum.
    """

    measured: Callable[[Steps], Doubles]
    is_height: bool = False


@dataclass(frozen=True)
class OnNetwork:
    """A quantity of races on a network.

    Attributes:
        curve: The quantity of a lane over what is chosen, with its quartiles over the repetitions.
        target_on: Which target of a race is on this quantity; empty for none.
        is_metric: Whether it is the metric, which has a name and a range of its own.
        every_step: Whether it changes with every step, and not at evaluations only.
        averaged: Whether it is averaged over a few pixels.
        figure: Its caption in the report; empty where the report leaves it out.
    """

    curve: Callable[[LaneRecord, Against], Spread]
    target_on: str = ""
    is_metric: bool = False
    every_step: bool = False
    averaged: bool = False
    figure: str = ""


@dataclass(frozen=True)
class Quantity:
    """A row of the table.

    Attributes:
        key: Its name in the code.
        title: On the button; the axis shows it in lower case.
        tip: Of the button.
        surface: How it is measured on a surface; None where it is not.
        network: How it is measured on a network; None where it is not.
        logarithmic: Whether the axis can be logarithmic.
    """

    key: str
    title: str
    tip: str
    surface: OnSurface | None = None
    network: OnNetwork | None = None
    logarithmic: bool = True


@dataclass(frozen=True)
class Axis:
    """What quantities are shown over, in one kind of race.

    Attributes:
        title: On the button.
        tip: Of the button.
        label: Of the axis.
        unit: One of it.
    """

    title: str
    tip: str
    label: str
    unit: str


STEPS = Axis("Steps", "Optimizer steps", "step", "step")
SURFACE_AXES: dict[Against, Axis] = {
    "steps": STEPS,
    "gradients": Axis(
        "Gradients",
        "Gradients computed: some optimizers need several per step",
        "gradients used",
        "gradient",
    ),
    "seconds": Axis(
        "Seconds",
        "Steps times the shortest time per step measured for the lane",
        "seconds of computing",
        "second",
    ),
}
NETWORK_AXES: dict[Against, Axis] = {
    "steps": STEPS,
    "gradients": Axis(
        "Gradients",
        "Batch gradients computed: some optimizers need several per step",
        "gradients used",
        "gradient",
    ),
    "seconds": Axis(
        "Seconds",
        "Steps times the time per step, measured with each lane training alone",
        "seconds of training, each lane alone",
        "second",
    ),
}


def _distance(steps: Steps) -> Doubles:
    places = steps.lane.places[steps.begin : steps.end]
    if not steps.minima:
        return np.full(places.shape[:2], np.nan)
    known = np.array([(minimum.x, minimum.y) for minimum in steps.minima])
    apart: Doubles = np.linalg.norm(places[:, :, None, :] - known, axis=3).min(axis=2)
    return apart


def _step_length(steps: Steps) -> Doubles:
    places = steps.lane.places[max(0, steps.begin - 1) : steps.end]
    lengths: Doubles = np.linalg.norm(np.diff(places, axis=0), axis=2)
    return lengths if steps.begin else np.concatenate([np.full((1, places.shape[1]), np.nan), lengths])


QUANTITIES = (
    Quantity(
        "height",
        "Height",
        "f minus the lowest known minimum, or f itself if none is known",
        OnSurface(lambda steps: steps.lane.heights[steps.begin : steps.end] - steps.zero, is_height=True),
    ),
    Quantity("distance", "Distance", "Distance to the nearest known minimum", OnSurface(_distance)),
    Quantity(
        "slope",
        "Gradient",
        "Norm of the gradient, without noise",
        OnSurface(lambda steps: steps.lane.slopes[steps.begin : steps.end]),
    ),
    Quantity("step_length", "Step length", "Length of each step", OnSurface(_step_length)),
    Quantity(
        "train",
        "Training loss",
        "Data loss on the training split at the end of each epoch",
        network=OnNetwork(
            lambda lane, against: lane.evaluated("train_loss", against),
            target_on="train_loss",
            figure="Training loss",
        ),
    ),
    Quantity(
        "validation",
        "Validation loss",
        "Data loss on the validation split at the end of each epoch",
        network=OnNetwork(
            lambda lane, against: lane.evaluated("validation_loss", against),
            target_on="validation_loss",
            figure="Validation loss",
        ),
    ),
    Quantity(
        "metric",
        "Accuracy",
        "Metric on the validation split at the end of each epoch",
        network=OnNetwork(
            lambda lane, against: lane.evaluated("validation_metric", against),
            target_on="metric",
            is_metric=True,
            figure="{metric} on validation data",
        ),
        logarithmic=False,
    ),
    Quantity(
        "batch",
        "Batch loss",
        "Loss of each step, averaged per pixel; first seed only",
        network=OnNetwork(
            lambda lane, against: lane.stepped("loss", against), every_step=True, averaged=True
        ),
    ),
    Quantity(
        "rate",
        "Learning rate",
        "Learning rate of each step",
        network=OnNetwork(lambda lane, against: lane.stepped("learning_rate", against), every_step=True),
    ),
)
BY_KEY = {quantity.key: quantity for quantity in QUANTITIES}

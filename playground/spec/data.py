"""Which data, which inputs of it, how it is split and prepared."""

from typing import Literal

from pydantic import Field

from playground.spec.base import Choice, Frozen
from playground.spec.fields import random_seed, setting

Feature = Literal["x1", "x2", "x1_squared", "x2_squared", "x1_x2", "sin_x1", "sin_x2"]
"""An input computed from the two coordinates of 2-D data."""

TargetScaling = Literal["auto", "none", "standardize"]


class DataSpec(Frozen):
    """The choice of data.

    Attributes:
        dataset: Entry of the catalog's data sets with its parameters (points, noise, ...).
        features: Inputs of the network for 2-D data, in this order; other data ignore it.
        transform: Preprocessing, fitted on the training split only.
        target_scaling: Whether regression targets are standardized for the loss; they are shown in their own unit.
            ``auto`` does so for tables and other data whose targets have a unit of their own.
    """

    dataset: Choice = Choice(kind="spiral")
    features: tuple[Feature, ...] = Field(("x1", "x2"), min_length=1)
    transform: Choice = Choice(kind="none")
    validation: float = setting(
        0.3,
        "Share of the samples that is set aside for validation; data with a split of their own keep that.",
        ge=0.05,
        le=0.9,
    )
    target_scaling: TargetScaling = setting(
        "auto",
        "Whether regression targets are standardized for the loss; everything is shown in their own unit. Auto does "
        "so for tables and arrays, whose targets may be of any size.",
        title="target",
    )
    seed: int = random_seed("Seed of the samples drawn and of the split.")

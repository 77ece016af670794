"""Which plane through parameter space the loss contour shows."""

from typing import Literal

from pydantic import Field

from playground.spec.base import Frozen


class PlaneSpec(Frozen):
    """The choice of plane.

    Attributes:
        kind: ``random``: two random directions, scaled filter by filter to the weights (Li et al. 2018),
            through the starting point. ``pca``: the two main directions of the path so far, through its
            newest point.
        seed: Of the random directions.
    """

    kind: Literal["random", "pca"] = "pca"
    seed: int = Field(0, ge=0, lt=2**31)

"""Which plane through parameter space the loss contour shows."""

from typing import Literal

from playground.spec.base import Frozen
from playground.spec.fields import random_seed


class PlaneSpec(Frozen):
    """The choice of plane.

    Attributes:
        kind: ``random``: two random directions, scaled filter by filter to the weights (Li et al. 2018),
            through the starting point. ``pca``: the two main directions of the path so far, through its
            newest point.
    """

    kind: Literal["random", "pca"] = "pca"
    seed: int = random_seed("Seed of the random directions.")

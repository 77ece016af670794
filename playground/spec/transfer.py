"""Recipes of transfer learning: which layers of a network with weights from elsewhere are trained, and how fast."""

from typing import Literal

Recipe = Literal["head", "upper", "all", "scratch"]

SLOW = 0.1
"""Rate factor of layers that are trained, but begin with good weights."""

RECIPES: dict[Recipe, tuple[str, str]] = {
    "head": (
        "Little data: train the head",
        "All layers but the last one with weights are frozen; for few samples like those that the weights come from.",
    ),
    "upper": (
        "More data: train the upper half slowly",
        "The lower half is frozen, the upper half learns at a tenth of the rate, the last layer at the full rate.",
    ),
    "all": (
        "Much data: fine-tune everything",
        "Nothing is frozen; all layers but the last one learn at a tenth of the rate.",
    ),
    "scratch": (
        "From scratch: train everything alike",
        "Nothing is frozen, all layers learn at the same rate, and all weights are drawn.",
    ),
}
"""Title and explanation of each."""

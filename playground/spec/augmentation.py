"""How training samples are changed at random, again in every epoch."""

from playground.spec.base import Frozen
from playground.spec.fields import setting


class AugmentSpec(Frozen):
    """Random changes of training samples, in the order of the fields; validation samples stay as they are."""

    flip: bool = setting(False, "Mirrors half of the pictures, left to right.", title="flip")
    crop: int = setting(
        0,
        "Pads by this many reflected pixels, and crops at a random place; 0 turns it off.",
        ge=0,
        le=64,
        title="crop",
        unit="pixels of padding",
    )
    shift: int = setting(
        0,
        "Moves by up to this many pixels in each direction; what comes in is 0. 0 turns it off.",
        ge=0,
        le=64,
        title="shift",
        unit="pixels",
    )
    rotate: float = setting(
        0.0,
        "Turns by up to this many degrees in either direction; 0 turns it off.",
        ge=0,
        le=180,
        unit="degrees",
    )
    noise: float = setting(
        0.0,
        "Adds normal noise of this standard deviation to the prepared inputs; 0 turns it off.",
        ge=0,
        le=10,
        title="noise",
    )
    cutout: int = setting(
        0, "Sets a square of this side at a random place to 0; 0 turns it off.", ge=0, le=256, unit="pixels"
    )
    mixup: float = setting(
        0.0,
        "Blends pairs of samples of a batch, and their targets, with a share drawn from Beta(α, α); suits any "
        "numbers, not only pictures. Losses of batches are those of the blends. Usual are 0.1 to 0.4; 0 turns it off.",
        ge=0,
        le=10,
        title="mixup α",
    )

    @property
    def on(self) -> bool:
        """Whether anything is changed."""
        return self != OFF

    @property
    def needs_pictures(self) -> bool:
        """Whether anything is changed that only pictures have; mixup blends any numbers."""
        return self.with_(mixup=0.0).on


OFF = AugmentSpec()
"""Samples as they are."""

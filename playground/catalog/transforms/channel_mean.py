"""One mean for each channel taken away."""

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from playground.catalog.kinds import TRANSFORMS, Fitted, TransformCode
from playground.catalog.transforms.images import PIXELS, OfImages
from playground.catalog.transforms.shifted import mean_of, shifted


@TRANSFORMS.register("channel_mean", title="Channel mean", group="Images")
class ChannelMean(OfImages):
    """Subtracts the mean of each colour channel: one number for all its pixels."""

    formula: ClassVar[str] = "x − mean of the channel"
    when: ClassVar[str] = "For images whose contents may be anywhere, as in VGG."

    def code(self) -> TransformCode:
        """The mean of each channel."""
        return TransformCode('shift = x_train.mean((0, 2, 3), dtype="float64", keepdims=True)', "x - shift")

    def fit(self, x: NDArray[np.float32]) -> Fitted:
        """Shift each channel by its mean, scale 1."""
        mean = mean_of(x, PIXELS)
        return shifted(mean, np.ones_like(mean))

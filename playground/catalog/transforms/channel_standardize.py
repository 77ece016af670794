"""One mean and one spread for each channel."""

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from playground.catalog.kinds import TRANSFORMS, Fitted, TransformCode
from playground.catalog.transforms.images import PIXELS, OfImages
from playground.catalog.transforms.shifted import mean_of, shifted, spread_of, std_of


@TRANSFORMS.register("channel_standardize", title="Channel mean and std", group="Images")
class ChannelStandardize(OfImages):
    """Gives each colour channel mean 0 and standard deviation 1 over all pixels of the training images."""

    formula: ClassVar[str] = "(x − mean of the channel) / std of the channel"
    when: ClassVar[str] = (
        "The usual choice for images, as in ResNet; pixels keep their relation to each other."
    )

    def code(self) -> TransformCode:
        """Mean and standard deviation of each channel."""
        return TransformCode(spread_of("(0, 2, 3)", keep=True), "(x - shift) / scale")

    def fit(self, x: NDArray[np.float32]) -> Fitted:
        """Shift each channel by its mean, scale by its standard deviation; a channel of one value keeps scale 1."""
        return shifted(mean_of(x, PIXELS), std_of(x, PIXELS))

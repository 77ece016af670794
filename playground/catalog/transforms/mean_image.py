"""Mean image taken away."""

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from playground.catalog.kinds import TRANSFORMS, Fitted, TransformCode
from playground.catalog.transforms.images import OfImages
from playground.catalog.transforms.shifted import mean_of, shifted


@TRANSFORMS.register("mean_image", title="Mean image", group="Images")
class MeanImage(OfImages):
    """Subtracts the mean training image from each image, pixel by pixel."""

    formula: ClassVar[str] = "x − mean image"
    when: ClassVar[str] = "For images that are framed alike, as in AlexNet; removes what they share."

    def code(self) -> TransformCode:
        """The mean of each pixel."""
        return TransformCode('shift = x_train.mean(0, dtype="float64")', "x - shift")

    def fit(self, x: NDArray[np.float32]) -> Fitted:
        """Shift each pixel by its mean, scale 1."""
        return shifted(mean_of(x), np.ones(x.shape[1:]))

"""Coordinates along the principal axes."""

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from playground.catalog.kinds import TRANSFORMS, Fitted
from playground.catalog.transforms.axes import Coordinates, principal_axes, turned


@TRANSFORMS.register("pca", title="PCA", group="Principal axes")
class Pca(Coordinates):
    """Rotates the samples so that they spread most along the first axis, then along the second, and so on."""

    formula: ClassVar[str] = "Vᵀ (x − mean),  covariance = V Λ Vᵀ"
    when: ClassVar[str] = (
        "To have fewer inputs that are not correlated; the axes with little spread are left out."
    )

    def fit(self, x: NDArray[np.float32]) -> Fitted:
        """The axes of the covariance matrix; axes without any spread give 0."""
        found, shape = principal_axes(x), x.shape[1:]
        return turned(found, np.ones_like(found.variances), shape, self.out_shape(shape)[0])

"""Coordinates along the principal axes, all of the same spread."""

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from playground.catalog.kinds import TRANSFORMS, Fitted
from playground.catalog.transforms.axes import Coordinates, epsilon_param, principal_axes, turned


@TRANSFORMS.register("pca_whitening", title="PCA whitening", group="Principal axes")
class PcaWhitening(Coordinates):
    """Rotates the samples to their principal axes and scales each axis to unit variance."""

    formula: ClassVar[str] = "(Λ + ε)^(−½) Vᵀ (x − mean),  covariance = V Λ Vᵀ"
    when: ClassVar[str] = (
        "When inputs are correlated: the loss of a linear layer becomes round. Weak axes bring noise."
    )

    epsilon: float = epsilon_param(1e-5)

    def fit(self, x: NDArray[np.float32]) -> Fitted:
        """The axes and the variances along them; axes without any spread give 0."""
        found, shape = principal_axes(x), x.shape[1:]
        return turned(found, found.damped(self.epsilon), shape, self.out_shape(shape)[0])

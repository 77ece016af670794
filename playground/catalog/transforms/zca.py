"""Whitened, and turned back."""

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from playground.catalog.kinds import TRANSFORMS, Fitted
from playground.catalog.transforms.axes import AlongAxes, Turned, epsilon_param, principal_axes


@TRANSFORMS.register("zca", title="ZCA whitening", group="Principal axes")
class Zca(AlongAxes):
    """Whitens and rotates back, so that each sample stays as close to the original as possible; images stay images."""

    formula: ClassVar[str] = "V (Λ + ε)^(−½) Vᵀ (x − mean),  covariance = V Λ Vᵀ"
    when: ClassVar[str] = (
        "For small images: neighbours lose what they share, edges stand out; larger ε keeps noise down."
    )

    epsilon: float = epsilon_param(1e-2)

    def fit(self, x: NDArray[np.float32]) -> Fitted:
        """A symmetric matrix; axes without any spread give 0 (Bell and Sejnowski 1997)."""
        found, shape = principal_axes(x), x.shape[1:]
        scales = found.damped(self.epsilon)[:, None]
        matrix, back = found.axes.T @ (found.axes / scales), found.axes.T @ (found.axes * scales)
        single = np.float32
        return Turned(found.mean.astype(single), matrix.astype(single), back.astype(single), shape, shape)

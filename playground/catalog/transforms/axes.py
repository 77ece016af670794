"""Principal axes of samples, and what has been fitted by preprocessing that turns samples about them.

The axes are the eigenvectors of the covariance matrix, widest spread first. Their sign is fixed: the entry of greatest
size is positive, as scikit-learn has it.
"""

from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

from playground.catalog.kinds import Fitted, Shape, ShapeProblem, Transform, param

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

MOST_INPUTS = 4096
"""Largest number of inputs of one sample; the covariance matrix has its square."""
FLAT = 1e-9
"""Variances up to this part of the greatest one count as none: they are what rounding leaves."""
ROWS = 4096
"""Samples that are summed up at once, so that memory stays small."""


@dataclass(frozen=True, eq=False)
class Axes:
    """Principal axes of samples of ``d`` numbers.

    Attributes:
        mean: ``(d,)``.
        variances: Along the axes, falling, 0 where there is no spread, ``(r,)`` with ``r = min(d, samples)``.
        axes: Unit vectors as rows ``(r, d)``; rows of zeros where there is no spread.
    """

    mean: Doubles
    variances: Doubles
    axes: Doubles


def principal_axes(x: Floats) -> Axes:
    """The axes of samples ``(N, *shape)``, flattened; variances are divided by N."""
    flat = x.reshape(len(x), -1)
    mean = flat.mean(0, dtype=np.float64)
    few = len(flat) < flat.shape[1]
    if few:  # the products of the samples with each other have the same eigenvalues, and are fewer
        centred = flat - mean
        square = centred @ centred.T / len(flat)
    else:
        square = np.zeros((flat.shape[1],) * 2)
        for begin in range(0, len(flat), ROWS):
            centred = flat[begin : begin + ROWS] - mean
            square += centred.T @ centred
        square /= len(flat)
    values, vectors = np.linalg.eigh(square)
    values, axes = values[::-1].clip(min=0), vectors.T[::-1]
    spread = values > FLAT * values[0]
    if few:
        axes = axes @ centred
        axes /= np.maximum(np.linalg.norm(axes, axis=1, keepdims=True), np.finfo(np.float64).tiny)
    axes = np.where(spread[:, None], axes, 0.0)
    strongest = np.take_along_axis(axes, np.abs(axes).argmax(1)[:, None], 1)
    return Axes(mean, np.where(spread, values, 0.0), axes * np.where(strongest < 0, -1.0, 1.0))


@dataclass(frozen=True, eq=False)
class Turned(Fitted):
    """``(x - mean) @ matrix`` of flattened samples, in a shape of its own.

    Attributes:
        mean: ``(d,)``.
        matrix: ``(d, k)``.
        back: Leads back to the nearest sample, ``(k, d)``.
        before: Shape of a sample, ``d`` numbers.
        after: Shape of a prepared sample, ``k`` numbers.
    """

    mean: Floats
    matrix: Floats
    back: Floats
    before: Shape
    after: Shape

    def apply(self, x: Floats) -> Floats:
        """Move, then turn."""
        flat: Floats = x.reshape(len(x), -1) - self.mean
        return (flat @ self.matrix).reshape(-1, *self.after)

    def invert(self, prepared: Floats) -> Floats:
        """Turn, then move back."""
        return (prepared.reshape(len(prepared), -1) @ self.back + self.mean).reshape(-1, *self.before)


def turned(found: Axes, scales: Doubles, before: Shape, keep: int) -> Turned:
    """Coordinates along the first ``keep`` axes, each divided by its scale; 0 where there is no spread."""
    size, count = len(found.mean), min(keep, len(found.axes))
    matrix, back = np.zeros((size, keep), np.float32), np.zeros((keep, size), np.float32)
    axes, factors = found.axes[:count], scales[:count, None]
    matrix[:, :count] = (axes / factors).T
    back[:count] = axes * factors
    return Turned(found.mean.astype(np.float32), matrix, back, before, (keep,))


class AlongAxes(Transform):
    """Preprocessing by principal axes; refuses samples that are too large for it."""

    def out_shape(self, shape: Shape) -> Shape:
        """Same as the input, unless there are too many numbers."""
        size = prod(shape)
        if size > MOST_INPUTS:
            raise ShapeProblem(
                f"{self.title} works with up to {MOST_INPUTS:,} inputs; these samples have {size:,}."
            )
        return shape


class Coordinates(AlongAxes):
    """Preprocessing that gives a list of coordinates along the principal axes."""

    components: int = param(
        32,
        "Number of axes kept, largest variance first; all when there are fewer inputs.",
        ge=1,
        le=4096,
        log=True,
    )

    def out_shape(self, shape: Shape) -> Shape:
        """A list of ``keep`` numbers, at most as many as the input has."""
        return (min(self.components, prod(super().out_shape(shape))),)

    def out_names(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """PC 1, PC 2 and so on."""
        return tuple(f"PC {number}" for number in range(1, min(self.components, len(names)) + 1))

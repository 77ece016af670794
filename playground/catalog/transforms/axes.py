"""Principal axes of samples, and what has been fitted by preprocessing that turns samples about them.

The axes are the eigenvectors of the covariance matrix, widest spread first. Their sign is fixed: the entry of greatest
size is positive, as scikit-learn has it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from math import prod
from typing import Any

import numpy as np

from playground.arrays import Doubles, Singles
from playground.catalog.kinds import Fitted, Shape, ShapeProblem, Transform, param
from playground.catalog.transforms.shifted import ROUNDING

MOST_INPUTS = 4096
"""Largest number of inputs of one sample; the covariance matrix has its square."""
COARSE = 1e-9
"""Variances up to this part of the greatest one are computed again without the stronger axes, for their digits."""
LEVELS = 8
"""How often the weak axes are computed again."""
ORDINARY = 0.01
"""Variance from which on inputs are of ordinary size, such as pixels between 0 and 1."""
ROWS = 4096
"""Samples that are summed up at once, so that memory stays small."""


def epsilon_param(default: float) -> Any:
    """The variance added to each axis before it is scaled."""
    return param(
        default,
        "Added to the variance of each axis, so that weak axes are not amplified; less for inputs below 0.1 in size.",
        gt=0,
        le=10,
        log=True,
    )


@dataclass(frozen=True, eq=False)
class Axes:
    """Principal axes of samples of ``d`` numbers.

    Attributes:
        mean: ``(d,)``.
        variances: Along the axes, falling, 0 where there is no spread, ``(r,)`` with ``r = min(d, samples)``.
        axes: Unit vectors as rows ``(r, d)``; rows of zeros where there is no spread.
        sizes: Mean variance of the inputs that each axis mixes, ``(r,)``.
    """

    mean: Doubles
    variances: Doubles
    axes: Doubles
    sizes: Doubles

    def damped(self, epsilon: float) -> Doubles:
        """Standard deviations with ``epsilon`` added to the variances; less of it for inputs of tiny size."""
        return np.asarray(np.sqrt(self.variances + epsilon * np.minimum(1.0, self.sizes / ORDINARY)))


def principal_axes(x: Singles) -> Axes:
    """The axes of samples ``(N, *shape)``, flattened; variances are divided by N.

    An axis has no spread if rounding the inputs to float32 explains its variance.
    """
    flat = x.reshape(len(x), -1)
    mean = flat.mean(0, dtype=np.float64)
    few = len(flat) < flat.shape[1]
    # With few samples: their products with each other, which have the same eigenvalues.
    values, vectors = _eigen(partial(_products if few else _covariance, flat, mean))
    axes = vectors @ (flat - mean) if few else vectors
    if few:
        axes /= np.maximum(np.linalg.norm(axes, axis=1, keepdims=True), np.finfo(np.float64).tiny)
    variances = flat.var(0, dtype=np.float64)
    shares = axes**2
    lost = (len(values) * np.finfo(np.float64).eps) ** 2 * values[
        0
    ]  # by directions that are rounded themselves
    spread = values > np.maximum(lost, ROUNDING**2 * (shares @ (variances + mean**2)))
    axes = np.where(spread[:, None], axes, 0.0)
    strongest = np.take_along_axis(axes, np.abs(axes).argmax(1)[:, None], 1)
    axes = axes * np.where(strongest < 0, -1.0, 1.0)
    sizes = shares @ (variances if x.ndim == 2 else np.full_like(variances, variances.mean()))
    return Axes(mean, np.where(spread, values, 0.0), axes, np.where(spread, sizes, 1.0))


def _covariance(flat: Singles, mean: Doubles, basis: Doubles | None) -> Doubles:
    """Covariance ``(k, k)`` of coordinates along a basis ``(k, d)``; of the inputs themselves without one."""
    square = np.zeros((flat.shape[1] if basis is None else len(basis),) * 2)
    for begin in range(0, len(flat), ROWS):
        centred = flat[begin : begin + ROWS] - mean
        part = centred if basis is None else centred @ basis.T
        square += part.T @ part
    return square / len(flat)


def _products(flat: Singles, mean: Doubles, basis: Doubles | None) -> Doubles:
    """Products of the samples with each other ``(N, N)``; of their mixtures by a basis ``(k, N)`` with one."""
    centred = flat - mean
    part = centred if basis is None else basis @ centred
    return np.asarray(part @ part.T / len(flat))


def _eigen(square: Callable[[Doubles | None], Doubles]) -> tuple[Doubles, Doubles]:
    """Eigenvalues, falling, and eigenvectors as rows; small eigenvalues have their own digits.

    An eigenvalue far below the greatest one is lost in its rounding. Therefore the weak directions are taken as a
    basis, and their own matrix is solved once more.
    """
    values, vectors = np.linalg.eigh(square(None))
    values, vectors, begin = values[::-1].clip(min=0), vectors.T[::-1].copy(), 0
    for _ in range(LEVELS):
        weak = begin + int((values[begin:] > COARSE * values[begin]).sum())
        if weak == begin or weak == len(values):
            break
        smaller, turn = np.linalg.eigh(square(vectors[weak:]))
        values[weak:], vectors[weak:] = smaller[::-1].clip(min=0), turn.T[::-1] @ vectors[weak:]
        begin = weak
    return values, vectors


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

    mean: Singles
    matrix: Singles
    back: Singles
    before: Shape
    after: Shape

    def apply(self, x: Singles) -> Singles:
        """Move, then turn."""
        flat: Singles = x.reshape(len(x), -1) - self.mean
        return (flat @ self.matrix).reshape(-1, *self.after)

    def invert(self, prepared: Singles) -> Singles:
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

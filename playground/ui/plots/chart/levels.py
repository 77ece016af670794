"""From a grid of losses to a contour plot: colour scale, levels, contour lines, interpolated values."""

from dataclasses import dataclass

import contourpy
import numpy as np

from playground.arrays import Floats
from playground.engine.landscape.color_range import color_range
from playground.ui.plots.chart.numbers import distinct

LEVELS = 15
"""Number of contour levels of a scale."""
HIDDEN = 0.1
"""Part of the colours of a scale in which three quarters of the area must not all lie."""
ROUNDING = 1e-12
"""Part of the range, and of 1, below which a loss is 0 with rounding errors."""
FINE = 192
"""Pixels per side to which a coarse grid is interpolated before it is coloured."""


@dataclass(frozen=True)
class Scale:
    """An increasing map from losses to 0..1, piecewise linear between knots.

    Attributes:
        losses: Losses at the knots, strictly increasing, at least two.
        unit: Positions of the knots in 0..1.
        levels: Losses at which lines are drawn.
    """

    losses: Floats
    unit: Floats
    levels: Floats

    def to_unit(self, loss: Floats) -> Floats:
        """Return the positions of losses in 0..1; NaN stays NaN."""
        result = np.interp(loss, self.losses, self.unit)
        return np.where(np.isfinite(loss), result, np.nan)

    def ticks(self, most: int) -> list[tuple[float, str]]:
        """Return positions and labels of ``most`` evenly spaced ticks."""
        places = np.linspace(0, 1, most)
        losses = np.interp(places, self.unit, self.losses)
        rounding = ROUNDING * min(1.0, float(losses[-1] - losses[0]))
        labels = distinct([0.0 if abs(loss) < rounding else float(loss) for loss in losses])
        return [(float(place), label) for place, label in zip(places, labels, strict=True)]


def log_scale(loss: Floats) -> Scale | None:
    """Make a scale of even steps in the logarithm, which shows a valley's floor as well as its walls.

    See ``color_range`` for the steps. Returns None without two different finite values.
    """
    found = color_range(loss)
    if found is None:
        return None
    powers = np.linspace(*found.powers, 257)
    losses = 10**powers + found.least - found.eps
    losses[0], losses[-1] = found.least, found.most
    return _scale(losses, np.linspace(0, 1, 257))


def readable_scale(loss: Floats) -> tuple[Scale | None, bool]:
    """Make a logarithmic scale, or one of quantiles where most of the area would have a single colour in that.

    That is so where a function grows faster than its logarithm shows, e.g. exp(exp(x)).

    Returns:
        The scale as from ``log_scale``, and whether it is one of quantiles.
    """
    scale = log_scale(loss)
    hidden = scale is not None and float(np.nanquantile(scale.to_unit(loss), 0.75)) < HIDDEN
    return (even_scale(loss), True) if hidden else (scale, False)


def even_scale(loss: Floats) -> Scale | None:
    """Make a scale of quantiles, so that each colour covers the same area; None without two different finite values."""
    finite = loss[np.isfinite(loss)]
    if not len(finite) or finite.min() == finite.max():
        return None
    unit = np.linspace(0, 1, 65)
    return _scale(np.quantile(finite, unit), unit)


def _scale(losses: Floats, unit: Floats) -> Scale:
    kept = np.concatenate([[True], np.diff(losses) > 0])
    kept_losses, kept_unit = losses[kept], unit[kept]
    kept_unit[-1] = 1.0
    levels = np.interp(np.linspace(0, 1, LEVELS + 2)[1:-1], kept_unit, kept_losses)
    return Scale(kept_losses, kept_unit, np.unique(levels))


def contour_lines(x: Floats, y: Floats, values: Floats, level: float) -> tuple[Floats, Floats]:
    """Find the contour of one level, as x and y with NaN between its parts; cells with NaN have none."""
    return contour_line_sets(x, y, values, np.array([level]))[0]


def contour_line_sets(x: Floats, y: Floats, values: Floats, *sets: Floats) -> list[tuple[Floats, Floats]]:
    """Find the contours of several sets of levels; each set is one pair of arrays with NaN between the parts."""
    generator = contourpy.contour_generator(x, y, values, line_type=contourpy.LineType.ChunkCombinedNan)
    return [_joined([generator.lines(float(level))[0][0] for level in levels]) for levels in sets]


def _joined(parts: list[Floats | None]) -> tuple[Floats, Floats]:
    gap = np.full((1, 2), np.nan)
    found = [part for points in parts if points is not None for part in (points, gap)]
    if not found:
        return np.empty(0), np.empty(0)
    joined = np.concatenate(found[:-1])
    return joined[:, 0], joined[:, 1]


def upsampled(values: Floats, least: int = FINE) -> Floats:
    """Interpolate a grid ``(rows, columns, ...)`` linearly to at least ``least`` points per side."""
    for axis in (0, 1):
        size = values.shape[axis]
        factor = max(1, -(-(least - 1) // (size - 1)))
        if factor == 1:
            continue
        place = np.linspace(0, size - 1, (size - 1) * factor + 1)
        below = np.minimum(place.astype(np.intp), size - 2)
        shape = [1] * values.ndim
        shape[axis] = -1
        share = (place - below).reshape(shape)
        low, high = np.take(values, below, axis), np.take(values, below + 1, axis)
        between_both = (1 - share) * low + share * high
        if np.isfinite(values).all():
            values = between_both
        else:  # on a grid point the other neighbour, which may be NaN, must have no influence
            values = np.where(share == 0, low, np.where(share == 1, high, between_both))
    return values


def interpolated_at(x: Floats, y: Floats, values: Floats, at: tuple[float, float]) -> Floats | None:
    """Interpolate a grid ``(rows, columns, ...)`` linearly at a point; None outside the grid."""
    px, py = at
    if not (x[0] <= px <= x[-1] and y[0] <= py <= y[-1]):
        return None
    column = min(int(np.searchsorted(x, px, side="right")) - 1, len(x) - 2)
    row = min(int(np.searchsorted(y, py, side="right")) - 1, len(y) - 2)
    u = (px - x[column]) / (x[column + 1] - x[column])
    v = (py - y[row]) / (y[row + 1] - y[row])
    low = (1 - u) * values[row, column] + u * values[row, column + 1]
    high = (1 - u) * values[row + 1, column] + u * values[row + 1, column + 1]
    result: Floats = np.asarray((1 - v) * low + v * high)
    return result


def filled_in(values: Floats, x: Floats, y: Floats, coarse: tuple[Floats, Floats, Floats]) -> Floats:
    """Fill values not computed yet (NaN) from an earlier, coarser grid ``(x, y, values)``."""
    old_x, old_y, old = coarse
    missing = ~np.isfinite(values)
    if (
        not missing.any()
        or not np.array_equal(old_x[[0, -1]], x[[0, -1]])
        or not np.array_equal(old_y[[0, -1]], y[[0, -1]])
    ):
        return values
    along_x = np.array([np.interp(x, old_x, row) for row in old])
    guess = np.array([np.interp(y, old_y, column) for column in along_x.T]).T
    return np.where(missing, guess, values)

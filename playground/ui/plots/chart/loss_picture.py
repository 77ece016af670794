"""A grid of losses as pixels and contour lines, computed separately from showing it."""

from dataclasses import dataclass

import numpy as np

from playground.arrays import Floats
from playground.engine.events.pictures import LossPlane
from playground.ui.plots.chart.colors import Pixels, luminance, mapped
from playground.ui.plots.chart.levels import Scale, contour_line_sets, upsampled
from playground.ui.plots.chart.numbers import exact

BRIGHT = 0.42
"""Luminance from which on dark lines are easier to see than light ones."""

_NO_LINES: tuple[Floats, Floats] = (np.empty(0), np.empty(0))


def between(plane: LossPlane) -> str:
    """Say how the losses between the computed points were found; empty where all points are computed."""
    side = plane.computed
    return f", from outputs interpolated between {side} × {side} points" if plane.interpolated else ""


@dataclass(frozen=True)
class ContourPicture:
    """Filled contours, ready to be shown.

    Attributes:
        pixels: Shape (rows, columns), rows upwards; transparent where the loss is not finite.
        smooth: Whether to blend between pixels.
        dark: Lines on bright pixels: x and y with NaN between the parts.
        light: Lines on dark pixels.
        ticks: Positions in 0..1 on the colour scale, with their losses.
    """

    pixels: Pixels
    smooth: bool
    dark: tuple[Floats, Floats]
    light: tuple[Floats, Floats]
    ticks: list[tuple[float, str]]


def contour_picture(
    x: Floats, y: Floats, values: Floats, scale: Scale | None, palette: Pixels
) -> ContourPicture:
    """Colour a grid of losses and find its contour lines.

    Args:
        x: Coordinates of the columns.
        y: Coordinates of the rows.
        values: Losses, shape (rows, columns), NaN where unknown.
        scale: Colour scale; None when all losses are equal or unknown, which is drawn in one colour.
        palette: Colours for 0..1.
    """
    if scale is None:
        finite = values[np.isfinite(values)]
        flat = np.where(np.isfinite(values), 0.5, np.nan)
        ticks = [(0.5, exact(float(finite[0]), 3))] if len(finite) else []
        return ContourPicture(mapped(flat, palette), False, _NO_LINES, _NO_LINES, ticks)
    bright = luminance(mapped(scale.to_unit(scale.levels), palette)) > BRIGHT
    dark, light = contour_line_sets(x, y, values, scale.levels[bright], scale.levels[~bright])
    pixels = mapped(scale.to_unit(upsampled(values)), palette)
    return ContourPicture(pixels, True, dark, light, scale.ticks(8))

"""A grid of losses as pixels and lines, calculated apart from showing it."""

from dataclasses import dataclass

import numpy as np

from playground.ui.plots.chart.colors import Floats, Pixels, luminance, mapped
from playground.ui.plots.chart.levels import Scale, finer, many_lines
from playground.ui.plots.chart.numbers import exact

BRIGHT = 0.42
"""From this luminance on, dark lines can be seen better than light ones."""

_NO_LINES: tuple[Floats, Floats] = (np.empty(0), np.empty(0))


@dataclass(frozen=True)
class Picture:
    """Filled contours ready to be shown.

    Attributes:
        pixels: Shape (rows, columns), rows upwards; transparent where the loss is not finite.
        smooth: Whether to blend between pixels.
        dark: Lines on bright pixels: x and y with NaN between the parts.
        light: Lines on dark pixels.
        ticks: Places in 0..1 of the colour scale and their losses.
    """

    pixels: Pixels
    smooth: bool
    dark: tuple[Floats, Floats]
    light: tuple[Floats, Floats]
    ticks: list[tuple[float, str]]


def picture(x: Floats, y: Floats, values: Floats, scale: Scale | None, palette: Pixels) -> Picture:
    """Colour a grid of losses and find its lines.

    Args:
        x: Coordinates of the columns.
        y: Coordinates of the rows.
        values: Losses, shape (rows, columns), NaN where there is none.
        scale: Their scale; None for one loss everywhere, or none at all, which is drawn in one colour.
        palette: Colours of 0..1.
    """
    if scale is None:
        finite = values[np.isfinite(values)]
        flat = np.where(np.isfinite(values), 0.5, np.nan)
        ticks = [(0.5, exact(float(finite[0]), 3))] if len(finite) else []
        return Picture(mapped(flat, palette), False, _NO_LINES, _NO_LINES, ticks)
    bright = luminance(mapped(scale.to_unit(scale.levels), palette)) > BRIGHT
    dark, light = many_lines(x, y, values, scale.levels[bright], scale.levels[~bright])
    pixels = mapped(scale.to_unit(finer(values)), palette)
    return Picture(pixels, True, dark, light, scale.ticks(8))

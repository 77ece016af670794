"""The values on the card at the cursor over the surface of a race."""

from collections.abc import Sequence

import numpy as np

from playground.catalog.kinds import Minimum, Place, Surface
from playground.ui.plots.chart.numbers import count, exact
from playground.ui.plots.frame.panel import Row
from playground.ui.plots.race.drawn_lane import DrawnLane
from playground.ui.plots.race.surface.evaluation import value_at

NEAR = 12
"""Distance in pixels within which the cursor picks a point of a path."""


def values_at(
    surface: Surface,
    paths: Sequence[DrawnLane],
    step: int,
    at: Place,
    pixel: tuple[float, float],
    mark: tuple[str, Place] | None = None,
) -> tuple[str, list[Row]]:
    """Return the values at the nearest point of a path, or else of the surface.

    Args:
        surface: Surface of the race.
        paths: Visible lanes.
        step: Step up to which they are shown.
        at: Coordinates of the cursor.
        pixel: Width and height of a pixel in these coordinates.
        mark: Name and position of a minimum or saddle at the cursor, used where no path is near.

    Returns:
        A title and rows.
    """
    near: list[tuple[float, DrawnLane, int]] = []
    for path in paths:
        places = path.places[: step + 1, 0]
        distance = np.hypot((places[:, 0] - at[0]) / pixel[0], (places[:, 1] - at[1]) / pixel[1])
        if np.isfinite(distance).any():
            index = int(np.nanargmin(distance))
            near.append((float(distance[index]), path, index))
    near = [found for found in near if found[0] <= NEAR]
    if near:
        _, path, index = min(near, key=lambda found: found[0])
        x, y = path.places[index, 0]
        return f"{path.name}, step {count(index)}", [
            ("position", f"{exact(float(x))}, {exact(float(y))}"),
            ("f", exact(float(path.heights[index, 0]))),
            ("|gradient|", exact(float(path.slopes[index, 0]))),
        ]
    if mark is not None:
        return mark[0], _surface_rows(surface, mark[1])
    return "", _surface_rows(surface, at)


def mark_at(
    minima: Sequence[Minimum], saddles: Sequence[Place], at: Place, pixel: tuple[float, float]
) -> tuple[str, Place] | None:
    """Return name and position of the mark at the cursor; None if there is none."""
    marks: list[tuple[str, Place]] = [
        ("Lowest minimum" if each.lowest else "Local minimum", (each.x, each.y)) for each in minima
    ]
    marks += [("Saddle", place) for place in saddles]
    reach = [
        (float(np.hypot((x - at[0]) / pixel[0], (y - at[1]) / pixel[1])), name, (x, y))
        for name, (x, y) in marks
    ]
    distance, name, place = min(reach, default=(np.inf, "", at))
    return (name, place) if distance <= NEAR / 2 else None


def _surface_rows(surface: Surface, at: Place) -> list[Row]:
    value = value_at(surface, at)
    if value is None:
        return []
    return [("position", f"{exact(at[0], 3)}, {exact(at[1], 3)}"), ("f", exact(value))]

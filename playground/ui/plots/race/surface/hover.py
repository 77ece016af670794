"""What the card at the cursor tells over the surface of a race."""

from collections.abc import Sequence

import numpy as np
import torch

from playground.catalog.expression import FormulaProblem
from playground.catalog.kinds import Minimum, Place, Surface
from playground.ui.plots.chart.numbers import count, exact
from playground.ui.plots.frame.panel import Row
from playground.ui.plots.race.surface.paths import LaneWay

NEAR = 12
"""Distance in pixels within which a point of a path is meant by the cursor."""


def told_at(
    surface: Surface,
    ways: Sequence[LaneWay],
    step: int,
    at: Place,
    pixel: tuple[float, float],
    mark: tuple[str, Place] | None = None,
) -> tuple[str, list[Row]]:
    """What is known at a place: of the nearest point of a path, else of the surface.

    Args:
        surface: Below the lanes.
        ways: Lanes that are shown.
        step: Up to which they are shown.
        at: Coordinates.
        pixel: Width and height of a pixel in these coordinates.
        mark: Word and place of a minimum or saddle at the cursor; told where no path is.

    Returns:
        A title and rows.
    """
    near: list[tuple[float, LaneWay, int]] = []
    for way in ways:
        places = way.places[: step + 1, 0]
        distance = np.hypot((places[:, 0] - at[0]) / pixel[0], (places[:, 1] - at[1]) / pixel[1])
        if np.isfinite(distance).any():
            index = int(np.nanargmin(distance))
            near.append((float(distance[index]), way, index))
    near = [found for found in near if found[0] <= NEAR]
    if near:
        _, way, index = min(near, key=lambda found: found[0])
        x, y = way.places[index, 0]
        return f"{way.name}, step {count(index)}", [
            ("place", f"{exact(float(x))}, {exact(float(y))}"),
            ("f", exact(float(way.heights[index, 0]))),
            ("|gradient|", exact(float(way.slopes[index, 0]))),
        ]
    if mark is not None:
        return mark[0], _ground(surface, mark[1])
    return "", _ground(surface, at)


def named_at(
    minima: Sequence[Minimum], saddles: Sequence[Place], at: Place, pixel: tuple[float, float]
) -> tuple[str, Place] | None:
    """Which mark the cursor is at: its word and place, None when there is none within reach."""
    marks: list[tuple[str, Place]] = [
        ("Lowest minimum" if each.lowest else "Local minimum", (each.x, each.y)) for each in minima
    ]
    marks += [("Saddle", place) for place in saddles]
    reach = [
        (float(np.hypot((x - at[0]) / pixel[0], (y - at[1]) / pixel[1])), word, (x, y))
        for word, (x, y) in marks
    ]
    distance, word, place = min(reach, default=(np.inf, "", at))
    return (word, place) if distance <= NEAR / 2 else None


def _ground(surface: Surface, at: Place) -> list[Row]:
    x, y = (torch.tensor([part], dtype=torch.float64) for part in at)
    try:
        height = float(surface.value(x, y))
    except FormulaProblem:
        return []
    return [("place", f"{exact(at[0], 3)}, {exact(at[1], 3)}"), ("f", exact(height))]

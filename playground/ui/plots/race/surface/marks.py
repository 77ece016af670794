"""The marks over the surface of a race: minima and saddles, heads of lanes, starts of their own."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from playground.catalog.kinds import Minimum, Place
from playground.ui.plots.race.drawn_lane import DrawnLane
from playground.ui.plots.race.relief.relief import Head
from playground.ui.plots.race.surface.surface_backdrop import Mark

WHITE, DARK, GREY = "#FFFFFF", "#14171C", "#98A2B3"


def known_marks(minima: Sequence[Minimum], saddles: Sequence[Place]) -> list[Mark]:
    """Mark minima (filled for the lowest, rings for others) and saddles (small grey dots)."""
    marks = [(x, y, 6.0, GREY, DARK) for x, y in saddles]
    for minimum in minima:
        marks.append((minimum.x, minimum.y, 10.0, WHITE if minimum.lowest else "#00000000", WHITE))
        if minimum.lowest:
            marks.append((minimum.x, minimum.y, 4.0, DARK, DARK))
    return marks


def heads_at(paths: Sequence[DrawnLane], step: int) -> list[Head]:
    """Return where lanes are at a step, without those at infinity."""
    heads = []
    for path in paths:
        at = min(step, len(path) - 1)
        for (x, y), value in zip(path.places[at], path.heights[at], strict=True):
            if np.isfinite(x) and np.isfinite(y):
                heads.append(Head((float(x), float(y)), float(value), path.color))
    return heads


def head_marks(heads: Sequence[Head]) -> list[Mark]:
    """Mark the heads of lanes."""
    return [(*head.at, 11.0, head.color, WHITE) for head in heads]


def own_start_marks(paths: Sequence[DrawnLane], common: Place) -> list[Mark]:
    """Ring the starts of lanes that do not begin at the common one, in their colours."""
    places = [(path.color, float(path.places[0, 0, 0]), float(path.places[0, 0, 1])) for path in paths]
    return [(x, y, 12.0, WHITE, color) for color, x, y in places if (x, y) != common]

"""A logarithmic scale for the final heights of all lanes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from playground.arrays import Doubles
from playground.engine.race.surface.lr_map import ALIKE, LaneRates


@dataclass(frozen=True)
class HeightScale:
    """A logarithmic map from heights above a base to 0..1.

    Attributes:
        base: Height that counts as the lowest.
        least: Height above the base that becomes 0.
        most: Height above the base that becomes 1: the height of the start.
        known: Whether the base is a known minimum.
    """

    base: float
    least: float
    most: float
    known: bool

    @classmethod
    def over(cls, maps: Sequence[LaneRates]) -> HeightScale:
        """Make one scale for all lanes."""
        top = next((each.top for each in maps if np.isfinite(each.top)), 1.0)
        lowest = next((each.lowest for each in maps if np.isfinite(each.lowest)), None)
        ends = [end for each in maps for end in each.final[np.isfinite(each.final)].tolist()]
        base = min(ends, default=0.0) if lowest is None else lowest
        span = top - base
        if not span > 0 or not np.isfinite(span):
            span = max((end - base for end in ends), default=1.0) or 1.0
        return cls(base, ALIKE * span, span, lowest is not None)

    def unit(self, heights: Doubles) -> Doubles:
        """Map heights to 0..1; NaN where a height is not finite."""
        above = np.clip(heights - self.base, self.least, self.most)
        decades = np.log10(self.most / self.least)
        return np.where(np.isfinite(heights), np.log10(above / self.least) / decades, np.nan)

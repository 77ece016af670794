"""Texts about the common plane of a race on the network."""

from collections.abc import Iterable, Mapping
from math import isfinite

import numpy as np

from playground.arrays import Integers
from playground.ui.plots.chart.numbers import percent

FEW = 18
"""Points of a path up to which it is coarse."""
PLANE_NOTE = (
    "Loss on {} training samples, in evaluation mode{}, with logarithmic levels. "
    "Paths are projected onto the plane."
)


def plane_text(
    titles: tuple[str, str],
    through: tuple[str, str] | None,
    names: Mapping[str, str],
    start: str = "the common start",
) -> tuple[str, tuple[str, str]]:
    """Describe the plane.

    Args:
        titles: Titles of the axes from the engine.
        through: The two lanes that it goes through; None for none.
        names: Names of the lanes that are in the race.
        start: What the plane goes through, in words.

    Returns:
        A sentence, and titles for the horizontal and the vertical axis.
    """
    if through is None:
        random = all("random" in title for title in titles)
        what = "two random directions" if random else "the principal directions of all paths (PCA)"
        return f"The plane through {start} along {what}.", titles
    one, two = (names.get(lane, "a removed lane") for lane in through)
    sentence = f"The plane through {start} and the latest points of {one} and {two}."
    return sentence, (f"from the start (0) to {one} (1)", f"from the start (0) to {two} (1)")


def kept_text(steps: Iterable[Integers]) -> str:
    """Say how few points large networks leave of their paths; empty where there are many.

    Args:
        steps: Numbers of the steps of each path's points.
    """
    gaps = [int(np.diff(each).max()) for each in steps if 2 < len(each) <= FEW]
    gap = max(gaps, default=1)
    return (
        f" The network is large: its paths have a point every {gap:,} steps, in half precision."
        if gap > 1
        else ""
    )


def inside_text(shares: Iterable[tuple[str, float]]) -> str:
    """Describe how much of each path lies in the plane; empty while nothing has moved.

    Args:
        shares: Names, and shares of the squared distance from the start that lie in the plane.
    """
    parts = [_kept_together(f"{name} {_share(share)}") for name, share in shares if isfinite(share)]
    return (
        f" Share of the squared distance from the start that lies in it: {' · '.join(parts)}."
        if parts
        else ""
    )


def _share(share: float) -> str:
    """Format a share; never as 100 % if it is less."""
    return "> 99 %" if 0.995 <= share < 1 - 1e-6 else percent(share, 0)


def _kept_together(text: str) -> str:
    return text.replace(" ", "\N{NO-BREAK SPACE}")

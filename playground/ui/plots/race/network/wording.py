"""What is said about the common plane of a race on the network."""

from collections.abc import Iterable, Mapping
from math import isfinite

from playground.ui.plots.chart.numbers import percent

GROUND = (
    "Loss on {} training samples, evaluation mode, logarithmic levels; paths are projected onto the plane."
)


def plane_words(
    titles: tuple[str, str], through: tuple[str, str] | None, names: Mapping[str, str]
) -> tuple[str, tuple[str, str]]:
    """Which plane it is.

    Args:
        titles: Of the axes, as the engine has them.
        through: Lanes in it, None for none.
        names: Of the lanes that are there.

    Returns:
        A sentence, and words for the horizontal and the vertical axis.
    """
    if through is None:
        random = all("random" in title for title in titles)
        what = "two random directions" if random else "the main directions of all paths (PCA)"
        return f"The plane through the common start along {what}.", titles
    one, two = (names.get(lane, "a lane that has left") for lane in through)
    words = f"The plane through the common start and the newest points of {one} and {two}."
    return words, (f"from the start (0) to {one} (1)", f"from the start (0) to {two} (1)")


def inside_words(shares: Iterable[tuple[str, float]]) -> str:
    """How much of each path lies in the plane, a sentence; empty while nothing has moved.

    Args:
        shares: Names, and parts of the squared distances from the start.
    """
    told = [_kept_together(f"{name} {_share(share)}") for name, share in shares if isfinite(share)]
    return f" In it lie of the squared distances from the start: {' · '.join(told)}." if told else ""


def _share(share: float) -> str:
    """``98 %``; never 100 % of what is not all."""
    return "> 99 %" if 0.995 <= share < 1 - 1e-6 else percent(share, 0)


def _kept_together(words: str) -> str:
    return words.replace(" ", "\N{NO-BREAK SPACE}")

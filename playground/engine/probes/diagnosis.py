"""Vanishing and exploding gradients, dead and saturated units, in words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from playground.arrays import Floats

TINY = 1e-7
"""A layer with a smaller mean gradient hardly learns."""
UNEVEN = 1e-4
"""Nor does one whose mean gradient is below this part of the largest mean gradient of any layer."""
HUGE = 1e3
"""A layer with a larger gradient explodes."""
CONVERGED = "training has converged or is stuck"
MANY_DEAD = 0.5
MANY_SATURATED = 0.8


def findings(
    titles: Sequence[str],
    mean: Floats,
    maximum: Floats,
    dead: Floats,
    units: Floats,
    saturated: Floats,
    *,
    frozen: Sequence[bool] = (),
    scale: float = 1.0,
) -> tuple[str, ...]:
    """Describe what keeps layers from learning, a sentence each; empty when all is well.

    Args:
        titles: Of the layers; the arrays have an element for each.
        mean: Mean of abs(gradient).
        maximum: Maximum of abs(gradient).
        dead: Share of units that are zero on the whole probe set, NaN where undefined.
        units: Number of units, NaN where undefined.
        saturated: Share of saturated outputs, NaN where undefined.
        frozen: Which layers are frozen; none when empty.
        scale: Of the loss; gradients of a regression grow with the spread of its targets.
    """
    learns = ~np.array(frozen, dtype=bool) if frozen else np.full(len(titles), fill_value=True)
    learning = [title for title, each in zip(titles, learns, strict=True) if each]
    words = list(_gradients(learning, mean[learns], maximum[learns], scale, _cause(dead, saturated)))
    for title, share, number in zip(titles, dead, units, strict=True):
        if share > MANY_DEAD:
            words.append(
                f"{title}: {share * number:.0f} of {number:.0f} units are dead (zero for every sample)"
            )
    for title, share in zip(titles, saturated, strict=True):
        if share > MANY_SATURATED:
            words.append(
                f"{title}: {100 * share:.0f} % of the outputs are saturated, so little gradient passes"
            )
    return tuple(words)


def _cause(dead: Floats, saturated: Floats) -> str:
    """Say why all gradients may be tiny."""
    if (dead > MANY_DEAD).any():
        return "dead units pass nothing back"
    return "saturated outputs pass little back" if (saturated > MANY_SATURATED).any() else CONVERGED


def _gradients(titles: Sequence[str], mean: Floats, maximum: Floats, scale: float, cause: str) -> list[str]:
    finite = mean[np.isfinite(mean)]
    largest = float(finite.max()) if len(finite) else 0.0
    if len(finite) == len(mean) and len(mean) and largest < TINY:
        return [f"All gradients are tiny (at most {_short(largest)} on average): {cause}"]
    words: list[str] = []
    for title, average, most in zip(titles, mean, maximum, strict=True):
        if not np.isfinite(most):
            words.append(f"{title}: gradient is not finite")
        elif most > HUGE * max(1.0, scale):
            words.append(f"{title}: gradient explodes (up to {_short(most)})")
        elif average == 0:
            words.append(f"{title}: no gradient arrives")
        elif average < TINY:
            words.append(f"{title}: gradient vanishes ({_short(average)})")
        elif average < UNEVEN * largest:
            words.append(
                f"{title}: gradient vanishes ({_short(average)}, the largest layer has {_short(largest)})"
            )
    return words


def _short(value: float) -> str:
    """Format a number with one or two digits: ``3e-9`` or ``0.02``."""
    if value == 0:
        return "0"
    if 0.01 <= value < 1e4:
        return f"{value:.2g}" if value < 100 else f"{value:.0f}"
    digits, exponent = f"{value:.0e}".split("e")
    return f"{digits}e{int(exponent)}"

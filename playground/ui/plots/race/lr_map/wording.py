"""Texts about a lane at a learning rate."""

from dataclasses import dataclass

import numpy as np

from playground.engine.race.surface.lr_map import LaneRates
from playground.ui.plots.chart import numbers
from playground.ui.plots.frame.panel import Row


@dataclass(frozen=True)
class Strip:
    """A lane with its map.

    Attributes:
        lane: Id.
        name: Name shown.
        color: ``#RRGGBB``.
        rate: Current learning rate of the lane.
        map: Results so far; None before the first.
    """

    lane: str
    name: str
    color: str
    rate: float
    map: LaneRates | None


def card_values(strip: Strip, column: int, rate: float, *, known: bool) -> tuple[str, list[Row]]:
    """Return title and rows for the card at the cursor.

    Args:
        strip: The lane.
        column: Index of the rate.
        rate: The rate.
        known: Whether the surface has a known minimum.
    """
    title = f"{strip.name} at {rate_text(rate)}"
    if strip.map is None or not strip.map.states[column]:
        return title, [("not computed yet", "")]
    found = strip.map
    rows = [("state", found.states[column])]
    if known:
        rows.append(("final f − minimum", numbers.exact(float(found.final[column] - found.lowest))))
    rows.append(("final f", numbers.exact(float(found.final[column]))))
    rows.append(("lowest f", numbers.exact(float(found.best[column]))))
    reached = float(found.reached[column])
    rows.append(("target reached at step", numbers.count(reached) if np.isfinite(reached) else "not reached"))
    if not found.complete and found.steps[column]:
        rows.append(("computed so far", f"step {numbers.count(float(found.steps[column]))}"))
    return title, rows


def summary_of(strip: Strip) -> tuple[str, bool]:
    """Return the text at the right of a lane's name, and whether it is a warning."""
    found = strip.map
    if found is None or not any(found.states):
        return "…", False
    winner = found.winner
    if winner is None:
        return ("diverges at all of these rates", True) if found.complete else ("…", False)
    best = f"best {rate_text(found.rates[winner])}"
    if not found.complete:
        return f"{best} so far", False
    if found.edge:
        return f"{best}, at the edge: try {found.edge}er rates", True
    return best, False


def rate_text(rate: float) -> str:
    """Format a learning rate, e.g. ``1e-5``."""
    return f"{rate:g}".replace("e-0", "e-")

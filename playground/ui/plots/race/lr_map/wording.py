"""What is said of a lane at a learning rate."""

from dataclasses import dataclass

import numpy as np

from playground.engine.race.surface.lr_map import LaneRates
from playground.ui.plots.chart import numbers
from playground.ui.plots.frame.panel import Row


@dataclass(frozen=True)
class Strip:
    """A lane with its map.

    Attributes:
        lane: Its id.
        name: Shown.
        color: ``#RRGGBB``.
        rate: Its own learning rate.
        map: What is known; None before anything is.
    """

    lane: str
    name: str
    color: str
    rate: float
    map: LaneRates | None


def card(strip: Strip, column: int, rate: float, *, known: bool) -> tuple[str, list[Row]]:
    """Title and rows for the card at the cursor.

    Args:
        strip: The lane.
        column: Number of the rate.
        rate: It.
        known: Whether the surface has a known minimum.
    """
    title = f"{strip.name} at {plain(rate)}"
    if strip.map is None or not strip.map.states[column]:
        return title, [("not computed yet", "")]
    found = strip.map
    rows = [("state", found.states[column])]
    if known:
        rows.append(("f − minimum at the end", numbers.exact(float(found.final[column] - found.lowest))))
    rows.append(("f at the end", numbers.exact(float(found.final[column]))))
    rows.append(("lowest f on the way", numbers.exact(float(found.best[column]))))
    reached = float(found.reached[column])
    rows.append(("target reached at step", numbers.count(reached) if np.isfinite(reached) else "not reached"))
    if not found.complete and found.steps[column]:
        rows.append(("computed so far", f"step {numbers.count(float(found.steps[column]))}"))
    return title, rows


def words_of(strip: Strip) -> tuple[str, bool]:
    """What stands at the right of a lane's name, and whether it is a warning."""
    found = strip.map
    if found is None or not any(found.states):
        return "…", False
    winner = found.winner
    if winner is None:
        return ("diverges at all of these rates", True) if found.complete else ("…", False)
    best = f"best {plain(found.rates[winner])}"
    if not found.complete:
        return f"{best} so far", False
    if found.edge:
        return f"{best}, at the edge: try {found.edge}er rates", True
    return best, False


def plain(rate: float) -> str:
    """A learning rate as people write it, e.g. ``1e-5``."""
    return f"{rate:g}".replace("e-0", "e-")

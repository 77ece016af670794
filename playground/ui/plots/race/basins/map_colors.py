"""Colours for regions of a map, so that neighbours differ."""

import numpy as np

from playground.engine.race.surface.basins import Basins


def neighbor_colors(basins: Basins, colors: int) -> list[int]:
    """Choose a colour number for each end point, different from its neighbours' as far as there are enough colours."""
    where = basins.where
    sides = ((where[:, 1:], where[:, :-1]), (where[1:], where[:-1]))
    pairs = np.concatenate([np.stack([a.ravel(), b.ravel()], axis=1) for a, b in sides])
    beside: dict[int, set[int]] = {}
    for a, b in np.unique(pairs[(pairs >= 0).all(axis=1) & (pairs[:, 0] != pairs[:, 1])], axis=0).tolist():
        beside.setdefault(a, set()).add(b)
        beside.setdefault(b, set()).add(a)
    chosen: list[int] = []
    for place in range(len(basins.places)):
        taken = {chosen[other] for other in beside.get(place, ()) if other < place}
        wished = [(place + shift) % colors for shift in range(colors)]
        chosen.append(next((color for color in wished if color not in taken), wished[0]))
    return chosen

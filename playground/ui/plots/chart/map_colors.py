"""Colours as on a map: neighbours differ."""

import numpy as np

from playground.engine.race.surface.basins import Basins


def told_apart(basins: Basins, colors: int) -> list[int]:
    """A colour's number for each place, other than those of its neighbours as far as there are enough colours."""
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

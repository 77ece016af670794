"""Values of a surface on a grid and at a point."""

import numpy as np
import torch

from playground.arrays import Doubles
from playground.catalog.expression import FormulaProblem
from playground.catalog.kinds import Place, Surface


def grid_values(surface: Surface, x: Doubles, y: Doubles) -> Doubles | None:
    """Evaluate a surface on a grid, ``(rows, columns)``; NaN where undefined, None if its formula is broken."""
    across, up = torch.meshgrid(torch.from_numpy(x), torch.from_numpy(y), indexing="xy")
    try:
        with torch.no_grad():
            values = surface.value(across, up).numpy()
    except FormulaProblem:
        return None
    return np.where(np.isfinite(values), values, np.nan)


def value_at(surface: Surface, at: Place) -> float | None:
    """Evaluate a surface at a point; None if its formula is broken."""
    x, y = (torch.tensor([part], dtype=torch.float64) for part in at)
    try:
        return float(surface.value(x, y))
    except FormulaProblem:
        return None

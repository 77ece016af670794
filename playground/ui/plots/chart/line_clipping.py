"""Lines cut to what can be seen of them."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF

FAR = 100.0
"""Lines that end more than this many view widths away are clipped."""
HUGE = 1e150


def clipped_lines(segments: NDArray[np.float64], area: QRectF) -> NDArray[np.float64]:
    """Clip lines to an area and its surroundings; Qt takes seconds for some lines that end very far away.

    Args:
        segments: Ends ``x0, y0, x1, y1``, ``(n, 4)``.
        area: Visible area.

    Returns:
        Clipped lines ``(m, 4)``; the same array when no end is far away.
    """
    middle = np.array([area.center().x(), area.center().y()])
    size = np.array([area.width(), area.height()])
    if (np.abs(segments.reshape(-1, 2) - middle) <= FAR * size).all():
        return segments
    ends = np.clip(segments, -HUGE, HUGE)
    start, move = ends[:, :2], ends[:, 2:] - ends[:, :2]
    with np.errstate(divide="ignore", invalid="ignore"):
        sides = np.stack([(middle - size - start) / move, (middle + size - start) / move])
    enter = np.clip(np.fmax.reduce(sides.min(axis=0), axis=1), 0, 1)[:, None]
    leave = np.clip(np.fmin.reduce(sides.max(axis=0), axis=1), 0, 1)[:, None]
    parts = np.stack([start + enter * move, start + leave * move], axis=1)
    seen = np.clip(parts, middle - size, middle + size)[(enter < leave)[:, 0]]
    return np.ascontiguousarray(seen.reshape(-1, 4))

"""Measures of the canvas in pixels at zoom 1, and the shape of a wire."""

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath

GRID = 8.0
"""Nodes snap to this."""
DOTS = 24.0
"""Distance between the dots of the background."""
WIDTH = 148.0
"""Width of a node's card."""
PORT_Y = 24.0
"""Height of the first port below the card's top; the same for all nodes, so that chains are straight."""
SLOT_PITCH = 22.0
"""Between the inputs of a merge node."""
PORT_RADIUS = 5.0
GAP = 56.0
"""Free space that insertion leaves between two nodes."""
HALO = 10.0
"""Around a card: room for ports, ring and badge."""
REACH = 12.0
"""Distance within which the mouse hits a port or wire, in pixels of the screen."""
DETAIL = 0.35
"""Below this zoom only the outlines of nodes are drawn."""


def snap(value: float) -> float:
    """Return the nearest position on the grid."""
    return round(value / GRID) * GRID


def wire_path(start: QPointF, end: QPointF) -> QPainterPath:
    """Return a cubic curve from an output to an input; it swings out when the input lies further left."""
    across = end.x() - start.x()
    ahead = max(across * 0.5, min(40.0, across + 12.0))
    reach = ahead if across >= 0 else 48.0 + min(-across * 0.35, 140.0)
    path = QPainterPath(start)
    path.cubicTo(QPointF(start.x() + reach, start.y()), QPointF(end.x() - reach, end.y()), end)
    return path

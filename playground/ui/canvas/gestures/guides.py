"""Snapping while nodes move: to other nodes' edges and middles where they are close, else to the grid."""

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF

from playground.ui.canvas.geometry import snap
from playground.ui.canvas.items.scene import CanvasScene

CLOSE = 7.0
"""Pixels of the screen within which a line pulls."""


class Snapping:
    """Lines of the nodes that are not moving, collected when a drag begins."""

    def __init__(self, scene: CanvasScene, moving: set[str], seen: QRectF) -> None:
        cards = [i.card() for k, i in scene.nodes.items() if k not in moving and i.card().intersects(seen)]
        self._cards = cards
        self._xs = np.array([[c.left(), c.center().x(), c.right()] for c in cards]).reshape(-1, 3)
        self._ys = np.array([[c.top(), c.center().y(), c.bottom()] for c in cards]).reshape(-1, 3)

    def snapped(self, card: QRectF, zoom: float) -> tuple[QPointF, list[QLineF]]:
        """Return the snapped corner of a card, and the guides to draw."""
        x, across = self._pull(self._xs, card.left(), card.width(), zoom)
        y, down = self._pull(self._ys, card.top(), card.height(), zoom)
        corner = QPointF(snap(card.left()) if x is None else x, snap(card.top()) if y is None else y)
        placed = QRectF(corner, card.size())
        lines = []
        if x is not None:
            lines.append(self._guide(placed, across, upright=True))
        if y is not None:
            lines.append(self._guide(placed, down, upright=False))
        return corner, lines

    @staticmethod
    def _pull(
        lines: "np.ndarray[tuple[int, int], np.dtype[np.float64]]", start: float, length: float, zoom: float
    ) -> tuple[float | None, tuple[int, float]]:
        """New start on one axis when a line of the same sort is close, with the index of that line."""
        if not len(lines):
            return None, (0, 0.0)
        own = np.array([start, start + length / 2, start + length])
        away = lines - own
        row, column = np.unravel_index(int(np.abs(away).argmin()), away.shape)
        if abs(float(away[row, column])) * zoom > CLOSE:
            return None, (0, 0.0)
        return float(start + away[row, column]), (int(row), float(lines[row, column]))

    def _guide(self, placed: QRectF, line: tuple[int, float], *, upright: bool) -> QLineF:
        both = placed.united(self._cards[line[0]])
        if upright:
            return QLineF(line[1], both.top() - 8, line[1], both.bottom() + 8)
        return QLineF(both.left() - 8, line[1], both.right() + 8, line[1])

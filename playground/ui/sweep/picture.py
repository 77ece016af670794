"""What the pictures of a sweep have in common: a canvas, a theme, the point under the cursor and the chosen one."""

from __future__ import annotations

from abc import abstractmethod

import numpy as np
from PySide6.QtCore import QPointF, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from playground.records.sweep import SweepRecord
from playground.ui.plots.chart.view import Canvas, View
from playground.ui.style.theme import Theme
from playground.ui.sweep.scales import Outcome

NEAR = 14.0
"""Pixels from the cursor within which a point is meant."""


class SweepPicture(QWidget):
    """A picture of the points of a sweep.

    Attributes:
        outcome: What it shows.
        marked: Number of the chosen point, None for none.
        pointed_at: Number of the point under the cursor, None for none.
    """

    pointed = Signal(object)
    """Number of the point under the cursor; None when there is none any more."""
    chosen = Signal(int)
    """Number of the point that was clicked."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.outcome = Outcome(SweepRecord(), "loss")
        self.marked: int | None = None
        self.pointed_at: int | None = None
        self.theme: Theme | None = None
        self.canvas = Canvas()
        self.canvas.setAccessibleName(name)
        self.canvas.hovered.connect(self._on_hovered)
        self.canvas.left.connect(self._on_left)
        self.choices = QHBoxLayout()
        self.choices.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 0)
        column.setSpacing(4)
        column.addLayout(self.choices)
        column.addWidget(self.canvas, 1)

    def listen(self, view: View) -> None:
        """Choose points by clicks in a view; ranges stay as they are."""
        view.setMouseEnabled(x=False, y=False)
        view.clicked.connect(self._on_clicked)

    def show_outcome(self, outcome: Outcome) -> None:
        """Show other points; numbers of points then mean others."""
        self.outcome, self.marked, self.pointed_at = outcome, None, None
        self.draw()

    def mark(self, number: int | None) -> None:
        """Show which point is chosen."""
        if number != self.marked:
            self.marked = number
            self.draw_marks()

    def apply_theme(self, theme: Theme) -> None:
        """Apply a theme's colours."""
        self.theme = theme
        self.canvas.apply_theme(theme)
        self.draw()

    @abstractmethod
    def draw(self) -> None:
        """Draw everything."""

    @abstractmethod
    def draw_marks(self) -> None:
        """Draw the chosen point and the one under the cursor."""

    @abstractmethod
    def point_at(self, scene: QPointF) -> int | None:
        """Return the number of the point near a position of the scene."""

    @Slot(QPointF)
    def _on_hovered(self, scene: QPointF) -> None:
        self._point(self.point_at(scene) if self.outcome.points else None)

    @Slot()
    def _on_left(self) -> None:
        self._point(None)

    def _point(self, number: int | None) -> None:
        if number != self.pointed_at:
            self.pointed_at = number
            self.draw_marks()
            self.pointed.emit(number)

    @Slot()
    def _on_clicked(self) -> None:
        if self.pointed_at is not None:
            self.chosen.emit(self.pointed_at)


def nearest(distances: np.ndarray) -> int | None:
    """Return the place of the least distance in pixels if it is near; of equal ones the last, which is on top."""
    if not len(distances) or not np.isfinite(distances).any():
        return None
    best = len(distances) - 1 - int(np.nanargmin(distances[::-1]))
    return best if distances[best] <= NEAR else None

"""ROC or precision–recall curves of the classes."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QPen

from playground.ui.plots.chart.axes import Axis
from playground.ui.plots.chart.chart import Chart
from playground.ui.plots.chart.items import Lines
from playground.ui.plots.chart.numbers import percent
from playground.ui.plots.chart.view import Canvas
from playground.ui.plots.frame.panel import Row
from playground.ui.plots.measures.measured import MOST_CURVES, Curve
from playground.ui.style.lane_colors import class_color
from playground.ui.style.theme import Theme

UNIT = (-0.02, 1.02)
"""Range of both axes: shares from 0 to 1."""


class CurvePage(Canvas):
    """A line for each class over the unit square, in the colour of the class.

    Args:
        theme: Colours.
        x_title: Of the horizontal axis.
        y_title: Of the vertical axis.
        diagonal: Whether a dashed diagonal shows what guessing would give.
    """

    pointed = Signal(object, str, list)
    """Position of the cursor, title and rows of the card there; no rows outside."""

    def __init__(self, theme: Theme, x_title: str, y_title: str, *, diagonal: bool) -> None:
        super().__init__()
        self._theme = theme
        self._x_title, self._y_title = x_title, y_title
        self._curves: Sequence[Curve] = ()
        self.chart = Chart(self, 0, Axis("left"), Axis("bottom"))
        self.chart.bottom.set_title(x_title)
        self.chart.left.set_title(y_title)
        self._guess = Lines(self.chart.view)
        self.chart.view.add(self._guess, 1)
        if diagonal:
            self._guess.show_points(np.array([0.0, 1.0]), np.array([0.0, 1.0]))
        self.lines = [Lines(self.chart.view) for _ in range(MOST_CURVES)]
        for place, line in enumerate(self.lines):
            self.chart.view.add(line, 10 + place)
        self.hovered.connect(self._on_hovered)
        self.left.connect(lambda: self.pointed.emit(None, "", []))
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Apply a theme's colours."""
        self._theme = theme
        super().apply_theme(theme)
        self.chart.apply_theme(theme)
        self._guess.set_pens(QPen(QColor(theme.muted), 1, Qt.PenStyle.DashLine))
        for place, line in enumerate(self.lines):
            color = QColor(class_color(theme, place))
            line.set_pens(QPen(color, 2, c=Qt.PenCapStyle.RoundCap))

    def show_curves(self, curves: Sequence[Curve]) -> None:
        """Draw these curves."""
        self._curves = curves
        for place, line in enumerate(self.lines):
            if place < len(curves):
                line.show_points(curves[place].x, curves[place].y)
            else:
                line.clear()
        self.chart.set_x_range(UNIT)
        self.chart.set_y_range(UNIT)

    def reset_view(self) -> None:
        """Show everything."""
        self.chart.follow()
        self.chart.set_x_range(UNIT)
        self.chart.set_y_range(UNIT)

    def rows_at(self, x: float) -> list[Row]:
        """Return the heights of all curves at a share, for the card at the cursor."""
        if not 0 <= x <= 1 or not self._curves:
            return []
        rows = [(self._x_title, percent(x))]
        return rows + [(each.name, percent(float(np.interp(x, each.x, each.y)))) for each in self._curves]

    def _on_hovered(self, scene: QPointF) -> None:
        at = self.chart.at(scene)
        self.pointed.emit(self.mapFromScene(scene), "", self.rows_at(at[0]) if at else [])

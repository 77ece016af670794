"""A chart of one kind of measurement: a curve for each format, direction or network."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Literal

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QPen
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from playground.hardware.measure.points import AXES, Kind, Point
from playground.ui.plots.chart.axes import Axis
from playground.ui.plots.chart.chart import Chart
from playground.ui.plots.chart.dots import Dots
from playground.ui.plots.chart.items import Lines
from playground.ui.plots.chart.view import Canvas
from playground.ui.plots.frame.arrangement import hint_label
from playground.ui.style.lane_colors import numbered_color
from playground.ui.style.theme import Theme

LINEAR: frozenset[Kind] = frozenset({"loader"})
"""Kinds whose axes are not logarithmic."""
DOT = 6


class MeasuredChart(QWidget):
    """Points of one kind; earlier ones of another device are dashed.

    Args:
        kind: What is shown.
        parent: Owner.
    """

    def __init__(self, kind: Kind, parent: QWidget) -> None:
        super().__init__(parent)
        self._kind = kind
        self._points: tuple[Point, ...] = ()
        self._others: tuple[Point, ...] = ()
        self._theme: Theme | None = None
        scale: Literal["linear", "power"] = "linear" if kind in LINEAR else "power"
        self._canvas = Canvas()
        self.chart = Chart(self._canvas, 0, Axis("left", scale), Axis("bottom", scale))
        self.chart.view.setMouseEnabled(x=False, y=False)
        self.chart.left.set_title(AXES[kind].y)
        self.chart.bottom.set_title(AXES[kind].x)
        self._items: list[Lines | Dots] = []
        self.title = QLabel(AXES[kind].title, self)
        self.title.setProperty("role", "heading")
        self.legend = QLabel(self)
        self.legend.setTextFormat(Qt.TextFormat.RichText)
        self.legend.setWordWrap(True)
        self.hint = hint_label("Not measured yet.")
        self.pages = QStackedWidget(self)
        self.pages.addWidget(self.hint)
        self.pages.addWidget(self._canvas)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.title)
        column.addWidget(self.pages, 1)
        column.addWidget(self.legend)
        self._canvas.setAccessibleName(AXES[kind].title)

    def show_points(self, points: Sequence[Point], others: Sequence[Point]) -> None:
        """Show the points of this kind.

        Args:
            points: Of the device, of any kinds.
            others: Of the device that it is compared with.
        """
        mine = tuple(point for point in points if point.kind == self._kind)
        other = tuple(point for point in others if point.kind == self._kind)
        if (mine, other) != (self._points, self._others):
            self._points, self._others = mine, other
            self._draw()

    def apply_theme(self, theme: Theme) -> None:
        """Apply a theme's colours."""
        self._theme = theme
        self._canvas.apply_theme(theme)
        self.chart.apply_theme(theme)
        self._draw()

    def _draw(self) -> None:
        if self._theme is None:
            return
        for item in self._items:
            self.chart.view.removeItem(item)
        self._items = []
        curves = list(dict.fromkeys(point.curve for point in (*self._points, *self._others)))
        colors = [numbered_color(self._theme, number) for number in range(len(curves))]
        for name, curve in zip(colors, curves, strict=True):
            color = QColor(name)
            self._add(curve, self._points, QPen(color, 2), color)
            self._add(curve, self._others, QPen(color, 1.5, Qt.PenStyle.DashLine), None)
        self._fit()
        swatches = [
            f"<span style='color:{name}'>●</span>&nbsp;{escape(curve)}"
            for name, curve in zip(colors, curves, strict=True)
        ]
        self.legend.setText("&nbsp;&nbsp; ".join(swatches))
        self.pages.setCurrentWidget(self._canvas if curves else self.hint)

    def _add(self, curve: str, points: Sequence[Point], pen: QPen, fill: QColor | None) -> None:
        chosen = [point for point in points if point.curve == curve]
        if not chosen:
            return
        x, y = self._places(chosen)
        line = Lines(self.chart.view)
        line.set_pens(pen)
        line.show_points(x, y)
        self.chart.view.add(line, 1)
        self._items.append(line)
        if fill is not None:
            dots = Dots(DOT)
            dots.set_style(QBrush(fill), QPen(Qt.PenStyle.NoPen))
            dots.setData(x=x, y=y)
            self.chart.view.add(dots, 2)
            self._items.append(dots)

    def _places(self, points: Sequence[Point]) -> tuple[np.ndarray, np.ndarray]:
        x, y = (np.array([getattr(point, name) for point in points], float) for name in ("x", "y"))
        return (
            (x, y)
            if self._kind in LINEAR
            else (np.log10(np.maximum(x, 1e-12)), np.log10(np.maximum(y, 1e-12)))
        )

    def _fit(self) -> None:
        points = (*self._points, *self._others)
        if not points:
            return
        x, y = self._places(points)
        if self._kind in LINEAR:
            self.chart.set_range((-0.3, max(1.0, float(x.max())) + 0.3), (0.0, 1.15 * float(y.max()) or 1.0))
        else:
            low, high = float(y.min()), float(y.max())
            left, right = float(x.min()), float(x.max())
            self.chart.set_range(
                (left - 0.15, max(right, left + 1.0) + 0.15), (low - 0.2, max(high, low + 1.0) + 0.2)
            )

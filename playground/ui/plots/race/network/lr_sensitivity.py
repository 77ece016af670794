"""Learning-rate sensitivity of each lane of a race: the loss over a logarithmic grid of rates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.engine.race.network.lr_tuning import LaneTuned
from playground.ui.plots.chart import ranges
from playground.ui.plots.chart.axes import Axis
from playground.ui.plots.chart.chart import Chart
from playground.ui.plots.chart.items import Lines, Spots
from playground.ui.plots.chart.numbers import exact
from playground.ui.plots.chart.view import Canvas
from playground.ui.plots.frame.controls import style
from playground.ui.plots.frame.panel import Readout
from playground.ui.plots.race.drawn_lane import DrawnLane
from playground.ui.style.theme import Theme, ThemeHub


class LrSensitivityPlot(QWidget):
    """One line per lane, with rings at the rates tried and a dot at the best."""

    title = "Tuning"

    def __init__(self, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("plotPanel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._found: Mapping[str, LaneTuned] = {}
        self._names: Mapping[str, str] = {}
        self._colors: Mapping[str, str] = {}
        self._lines: dict[str, Lines] = {}
        self._theme = hub.theme
        self.canvas = Canvas()
        self.chart = Chart(self.canvas, 0, Axis("left", "power"), Axis("bottom", "power"))
        self.chart.left.set_title("training loss")
        self.chart.bottom.set_title("learning rate")
        self.spots = Spots(self.chart.view)
        self.chart.view.add(self.spots, 50)
        self.canvas.hovered.connect(self._on_hovered)
        self.canvas.left.connect(self._on_cursor_left)
        self.readout = Readout(self.canvas)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.canvas)
        self.setMinimumHeight(140)
        hub.changed.connect(self._on_theme_changed)
        self._on_theme_changed(hub.theme)

    def names_drawn(self) -> list[tuple[str, str]]:
        """Names and colours of the lanes that are shown."""
        known = [lane for lane in self._found if lane in self._names]
        return [(self._names[lane], self._colors[lane]) for lane in known]

    def show_found(self, found: Mapping[str, LaneTuned], runs: Sequence[DrawnLane]) -> None:
        """Show the results of the lanes tuned so far."""
        self._found = found
        self._names = {run.lane: run.name for run in runs}
        colors = self._colors = {run.lane: run.color for run in runs}
        for key in set(self._lines) - found.keys():
            self.chart.view.removeItem(self._lines.pop(key))
        spots: list[tuple[float, float, float, str, str]] = []
        xs, ys = [], []
        for lane, result in found.items():
            if lane not in self._lines:
                self._lines[lane] = Lines(self.chart.view)
                self.chart.view.add(self._lines[lane], 1)
            color = colors.get(lane, self._theme.muted)
            self._lines[lane].set_pens(QPen(QColor(color), 1.6))
            x = np.log10(result.rates)
            y = np.where(np.isfinite(result.losses), np.log10(np.maximum(result.losses, 1e-300)), np.nan)
            self._lines[lane].show_points(x, y)
            best = None if result.best is None else int(np.argmin(result.losses))
            for place in np.flatnonzero(np.isfinite(y)).tolist():
                inside = color if place == best else self._theme.panel
                spots.append((float(x[place]), float(y[place]), 9.0 if place == best else 6.0, inside, color))
            xs.append(x)
            ys.append(y[np.isfinite(y)])
        self.spots.show_spots(spots)
        heights = np.concatenate(ys) if ys else np.empty(0)
        if len(heights):
            rates = np.concatenate(xs)
            self.chart.set_x_range(ranges.power_range(float(rates.min()), float(rates.max())))
            self.chart.set_y_range(ranges.power_range(float(heights.min()), float(heights.max())))
        self.canvas.setVisible(bool(found))

    def _on_hovered(self, scene: QPointF) -> None:
        at = self.chart.at(scene)
        if at is None or not self._found:
            self._on_cursor_left()
            return
        rows = []
        for lane, result in self._found.items():
            near = int(np.abs(np.log10(result.rates) - at[0]).argmin())
            loss = exact(float(result.losses[near])) if np.isfinite(result.losses[near]) else "diverged"
            rows.append((f"{self._names.get(lane, lane)} at {result.rates[near]:g}", loss))
        self.readout.show_at(self.canvas.mapFromScene(scene), "training loss", rows)

    def _on_cursor_left(self) -> None:
        self.readout.hide()

    def _on_theme_changed(self, theme: Theme) -> None:
        self._theme = theme
        self.setStyleSheet(style(theme))
        self.canvas.apply_theme(theme)
        self.chart.apply_theme(theme)

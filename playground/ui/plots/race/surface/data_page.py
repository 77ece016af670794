"""The data behind a cost surface: samples, and the model of each lane at the step that is shown."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.arrays import Doubles
from playground.catalog.kinds import Surface
from playground.catalog.surfaces.data_surface import DataSurface
from playground.ui.plots.chart.axes import Axis
from playground.ui.plots.chart.chart import Chart
from playground.ui.plots.chart.items import Lines, Spots
from playground.ui.plots.chart.view import Canvas
from playground.ui.plots.frame.caption import Caption
from playground.ui.plots.frame.controls import style
from playground.ui.plots.race.drawn_lane import DrawnLane, begun
from playground.ui.style.theme import Theme, ThemeHub

CURVE_POINTS = 121
MARGIN = 0.08
"""Room around the samples, as a part of their range."""


class DataPage(QWidget):
    """Samples as points, and what each lane predicts from its two weights; the best model is thin."""

    title = "Data"
    tip = "The samples of the cost surface, and the model of each lane at the step that is shown"

    def __init__(self, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("plotPanel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._surface: DataSurface | None = None
        self._paths: Sequence[DrawnLane] = ()
        self._step = 0
        self._theme = hub.theme
        self.canvas = Canvas()
        self.chart = Chart(self.canvas, 0, Axis("left"), Axis("bottom"))
        self.chart.bottom.set_title("input t")
        self.chart.left.set_title("target z")
        self.chart.on_follow = lambda _: self._fit()
        view = self.chart.view
        self.samples, self.best = Spots(view), Lines(view)
        view.add(self.best, 5)
        view.add(self.samples, 10)
        self.lines: dict[str, Lines] = {}
        self.caption = Caption()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.canvas, 1)
        layout.addWidget(self.caption)
        hub.changed.connect(self._on_theme_changed)
        self._on_theme_changed(hub.theme)

    # --- what is shown ---------------------------------------------------------------------------

    def names_drawn(self) -> list[tuple[str, str]]:
        """Names and colours of the lanes that are shown."""
        return [(path.name, path.color) for path in begun(self._paths)]

    def show_surface(self, surface: Surface) -> bool:
        """Show the data of a surface; returns whether it has any."""
        self._surface = surface if isinstance(surface, DataSurface) else None
        if self._surface is not None:
            size = self._surface.batch_size
            batches = "" if size is None else f" Each step uses {size} of them."
            self.caption.set_text(
                f"{self._surface.points} samples; x is the weight and y the bias of the model. The thin line is the "
                f"model at the minimum.{batches}"
            )
            self._draw_samples()
            self._fit()
            self.show_step(self._step)
        return self._surface is not None

    def _draw_samples(self) -> None:
        if self._surface is None:
            return
        inputs, targets = self._surface.samples()
        ink, panel = self._theme.muted, self._theme.panel
        self.samples.show_spots(
            [(float(t), float(z), 7.0, ink, panel) for t, z in zip(inputs, targets, strict=True)]
        )
        least = self._surface.minima()[0]
        across = self._across()
        self.best.show_points(across, self._surface.predicted(across, least.x, least.y))

    def _across(self) -> Doubles:
        assert self._surface is not None
        inputs, _ = self._surface.samples()
        room = 2 * MARGIN * float(np.ptp(inputs))
        return np.linspace(float(inputs.min()) - room, float(inputs.max()) + room, CURVE_POINTS)

    def _fit(self) -> None:
        if self._surface is not None:
            for part, fit in zip(
                self._surface.samples(), (self.chart.set_x_range, self.chart.set_y_range), strict=True
            ):
                room = MARGIN * max(float(np.ptp(part)), 1e-9)
                fit((float(part.min()) - room, float(part.max()) + room))

    def show_lanes(self, paths: Sequence[DrawnLane]) -> None:
        """Show these lanes."""
        self._paths = paths
        for key in set(self.lines) - {path.lane for path in paths}:
            self.chart.view.removeItem(self.lines.pop(key))
        for path in paths:
            if path.lane not in self.lines:
                self.lines[path.lane] = Lines(self.chart.view)
                self.chart.view.add(self.lines[path.lane], 20)
            self.lines[path.lane].set_pens(QPen(QColor(path.color), 2.0))
        self.show_step(self._step)

    def show_step(self, step: int) -> None:
        """Show the models at a step."""
        self._step = step
        if self._surface is None:
            return
        across = self._across()
        for path in self._paths:
            line = self.lines[path.lane]
            if path.hidden or not len(path):
                line.clear()
                continue
            weight, bias = (float(part) for part in path.places[min(step, len(path) - 1), 0])
            if np.isfinite([weight, bias]).all():
                line.show_points(across, self._surface.predicted(across, weight, bias))
            else:
                line.clear()

    def _on_theme_changed(self, theme: Theme) -> None:
        self._theme = theme
        self.setStyleSheet(style(theme))
        self.canvas.apply_theme(theme)
        self.chart.apply_theme(theme)
        self.best.set_pens(QPen(QColor(theme.text), 1.0))
        self._draw_samples()

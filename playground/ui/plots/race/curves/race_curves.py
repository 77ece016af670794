"""Curves of all lanes of a race, on a surface or on the network, over steps, gradients or seconds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from time import perf_counter
from typing import get_args

import numpy as np
from PySide6.QtCore import QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QWidget

from playground.records.lane import Against
from playground.ui.plots.chart.axes import Axis
from playground.ui.plots.chart.cached_layer import CachedLayer
from playground.ui.plots.chart.chart import Chart
from playground.ui.plots.chart.items import Lines
from playground.ui.plots.chart.numbers import count, exact
from playground.ui.plots.chart.ranges import Range
from playground.ui.plots.chart.view import Canvas
from playground.ui.plots.frame.controls import style
from playground.ui.plots.frame.curve_controls import CurveControls
from playground.ui.plots.frame.panel import Readout
from playground.ui.plots.frame.waiting import Waiting
from playground.ui.plots.race.curves.marks import ChangeMarks, Playhead, TargetLine
from playground.ui.plots.race.curves.quantities import BY_KEY, Quantity
from playground.ui.plots.race.curves.source import Choice, Curve, CurveSource
from playground.ui.plots.race.drawn_lane import DrawnLane
from playground.ui.style.theme import Theme, ThemeHub
from playground.ui.widgets.fill import fill

SOON_MS, PATIENCE = 120, 10.0
"""Minimum pause between drawings while a race is computed, and the same as a multiple of the drawing time."""
FRAME_MS = 16
"""Delay after the user has zoomed or moved the view."""


class RaceCurves(QWidget):
    """One quantity of all lanes, with a line at the step shown if there is one; what comes after it is pale.

    Args:
        hub: Themes.
        source: What is drawn.
        parent: Owner.
    """

    title = "Curves"

    sought = Signal(int)
    """The step to which the user drags the line."""

    def __init__(self, hub: ThemeHub, source: CurveSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("plotPanel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.source = source
        self._took, self._amount = 0.0, 0
        self._lane_colors: list[tuple[str, str]] = []
        self._lines: dict[str, Lines] = {}
        self._bands: dict[str, Lines] = {}
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.draw)
        header = CurveControls(
            ((each.key, (each.title, each.tip)) for each in source.quantities),
            ((key, (axis.title, axis.tip)) for key, axis in source.axes.items()),
        )
        header.changed.connect(self._on_choice_changed)
        self.quantity, self.against, self.log = header.quantity, header.against, header.log
        self._make_chart()
        fill(self, header, self.canvas)
        hub.changed.connect(self._on_theme_changed)
        self._on_theme_changed(hub.theme)

    def _make_chart(self) -> None:
        self.canvas = Canvas()
        self.chart = Chart(self.canvas, 0, Axis("left", "power"), Axis("bottom"), wheel=0)
        self._cached_lines = CachedLayer(self.chart.view)
        self.chart.view.add(self._cached_lines)
        self.playhead = Playhead(self.chart, self._on_cursor_dragged)
        self._target, self.changes = TargetLine(self.chart), ChangeMarks(self.chart)
        self.chart.on_follow = lambda _: self.draw()
        self.chart.view.sigRangeChangedManually.connect(lambda *_: self._soon.start(FRAME_MS))
        self.canvas.hovered.connect(self._on_hovered)
        self.canvas.left.connect(self._on_cursor_left)
        self.readout, self.waiting, self._waiting_text = Readout(self.canvas), Waiting(self.canvas), ""

    # --- what is shown ---------------------------------------------------------------------------

    def show_lanes(self, lanes: Sequence[DrawnLane]) -> None:
        """Show these lanes, which may grow."""
        self.source.lanes = lanes
        lane_colors = [(lane.lane, lane.color) for lane in lanes]
        if lane_colors != self._lane_colors:
            self._lane_colors = lane_colors
            self._make_lines()
        self._draw_soon()

    def show_waiting(self, words: str) -> None:
        """Set what stands in place of the chart as long as there is no curve; empty for the chart itself."""
        if words != self._waiting_text:
            self._waiting_text = words
            self._draw_soon()

    def grow(self) -> None:
        """Draw soon, if the lanes have more of what is shown."""
        amount = self.source.amount(self._quantity)
        if amount != self._amount:
            self._amount = amount
            self._draw_soon()

    def _draw_soon(self) -> None:
        if not self._soon.isActive():
            self._soon.start(round(max(SOON_MS, PATIENCE * 1000 * (self._took + self._cached_lines.took))))

    def _make_lines(self) -> None:
        """Make a line and a band for each lane in its colour."""
        self._lines = {lane: self._lines.get(lane) or Lines(self.chart.view) for lane, _ in self._lane_colors}
        self._bands = {lane: self._bands.get(lane) or Lines(self.chart.view) for lane, _ in self._lane_colors}
        for lane, color in self._lane_colors:
            pale = QColor(color)
            pale.setAlpha(110)
            self._bands[lane].set_pens(QPen(pale, 1.0))
            self._lines[lane].set_pens(QPen(QColor(color), 1.6))
        self._cached_lines.set_parts((*self._bands.values(), *self._lines.values()))

    def names_drawn(self) -> list[tuple[str, str]]:
        """Names and colours of the lanes that are shown."""
        return [(lane.name, lane.color) for lane in self.source.drawn_lanes]

    def show_changes(self, changes: Iterable[tuple[int, str]]) -> None:
        """Mark the steps at which lanes were changed, each with the colour of its lane."""
        self.changes.show_changes(changes)
        self.changes.update(over_steps=self._against == "steps")

    def show_step(self, step: int) -> None:
        """Mark the step that the picture shows."""
        self.playhead.move_to(step)
        self._update_playhead()

    def _update_playhead(self) -> None:
        newest = max((lane.steps for lane in self.source.lanes), default=0)
        self.changes.update(over_steps=self._against == "steps")
        self.playhead.update(over_steps=self._against == "steps", newest=newest)

    @property
    def _quantity(self) -> Quantity:
        return BY_KEY[self.quantity.current]

    @property
    def _against(self) -> Against:
        return next(key for key in get_args(Against) if key == self.against.current)

    def draw(self) -> None:
        """Draw every lane."""
        begin = perf_counter()
        self._draw()
        self._took = perf_counter() - begin

    def _draw(self) -> None:
        quantity, source, pixels = self._quantity, self.source, self.chart.pixels()
        logarithmic = self.log.isChecked() and quantity.logarithmic
        left = source.choose(Choice(quantity, self._against, logarithmic), pixels)
        self.chart.left.set_title(left.title)
        self.chart.left.set_kind("power" if left.logarithmic else "linear")
        self.chart.bottom.set_title(source.axes[self._against].label)
        window = source.window() if self.chart.following else self.chart.visible()[0]
        curves = list(self._draw_lanes(window, pixels))
        self._cached_lines.refresh()
        self.waiting.show_text("" if any(len(curve.x) > 1 for curve in curves) else self._waiting_text)
        if window is not None:
            self.chart.set_x_range(window)
        self._update_playhead()
        self._target.show_at(left.target)
        y_range = source.y_range(curves)
        if y_range is not None:
            self.chart.set_y_range(y_range)

    def _draw_lanes(self, window: Range | None, pixels: int) -> Iterable[Curve]:
        for lane in self.source.lanes:
            line, band = self._lines[lane.lane], self._bands[lane.lane]
            curve = self.source.curve(lane, window, pixels)
            if curve is None:
                line.clear()
                band.clear()
                continue
            line.show_points(curve.x, curve.middle)
            if curve.band is None:
                band.clear()
            else:
                (x, lower), (_, upper) = curve.band
                gap = np.array([np.nan])
                band.show_points(np.concatenate([x, gap, x]), np.concatenate([lower, gap, upper]))
            yield curve

    # --- inside ----------------------------------------------------------------------------------

    def _on_choice_changed(self, *_: object) -> None:
        self.log.setEnabled(self._quantity.logarithmic)
        self.chart.follow()

    def _on_cursor_dragged(self, position: float) -> None:
        self.sought.emit(max(0, round(position)))

    def _on_hovered(self, scene: QPointF) -> None:
        at = self.chart.at(scene)
        grabs = at is not None and self.playhead.grabs(QPointF(*at))
        self.canvas.viewport().setCursor(Qt.CursorShape.SplitHCursor if grabs else Qt.CursorShape.ArrowCursor)
        lanes = self.source.drawn_lanes
        if at is None or not lanes:
            self._on_cursor_left()
            return
        values = [(lane.name, self.source.value_at(lane, at[0])) for lane in lanes]
        rows = [(name, value) for name, value in values if value is not None]
        unit = self.source.axes[self._against].unit
        place = exact(max(0.0, at[0]), 3) if self._against == "seconds" else count(max(0, round(at[0])))
        self.readout.show_at(self.canvas.mapFromScene(scene), f"{unit} {place}", rows)

    def _on_cursor_left(self) -> None:
        self.readout.hide()

    def _on_theme_changed(self, theme: Theme) -> None:
        self.setStyleSheet(style(theme))
        self.canvas.apply_theme(theme)
        self.chart.apply_theme(theme)
        self.playhead.apply_theme(theme)
        self._target.apply_theme(theme)

"""Loss, metric and learning rate of all lanes of a race on the network, over steps, gradients or seconds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, QTimer
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.arrays import Doubles
from playground.records.lane import Against, Quantity
from playground.ui.plots.chart import ranges
from playground.ui.plots.chart.axes import Axis
from playground.ui.plots.chart.chart import Chart
from playground.ui.plots.chart.items import Lines
from playground.ui.plots.chart.numbers import count, exact
from playground.ui.plots.chart.view import Canvas
from playground.ui.plots.frame.controls import style
from playground.ui.plots.frame.curve_controls import CurveControls
from playground.ui.plots.frame.panel import Readout
from playground.ui.plots.race.drawn_lane import DrawnLane, visible
from playground.ui.style.theme import Theme, ThemeHub

QUANTITIES: dict[Quantity, tuple[str, str]] = {
    "train": ("Training loss", "Data loss on the training split at the end of each epoch"),
    "validation": ("Validation loss", "Data loss on the validation split at the end of each epoch"),
    "metric": ("Accuracy", "Metric on the validation split at the end of each epoch"),
    "batch": ("Batch loss", "Loss of each step, averaged per pixel; first seed only"),
    "rate": ("Learning rate", "Learning rate of each step"),
}
AGAINST: dict[Against, tuple[str, str]] = {
    "steps": ("Steps", "Optimizer steps"),
    "gradients": ("Gradients", "Batch gradients computed: some optimizers need several per step"),
    "seconds": ("Seconds", "Steps times the time per step, measured with each lane training alone"),
}
DRAW_MS = 60


class NetworkRaceCurves(QWidget):
    """One quantity of all lanes, with a band between the quartiles over the seeds."""

    title = "Curves"

    def __init__(self, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("plotPanel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._runs: Sequence[DrawnLane] = ()
        self._metric = "accuracy"
        self._target: tuple[str, float] | None = None
        self._known = 0
        self._lines: dict[str, Lines] = {}
        self._bands: dict[str, Lines] = {}
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(DRAW_MS)
        self._soon.timeout.connect(self.draw)
        header = CurveControls(QUANTITIES.items(), AGAINST.items())
        header.changed.connect(self._on_choice_changed)
        self.quantity, self.against, self.log = header.quantity, header.against, header.log
        self._make_chart()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(header)
        layout.addWidget(self.canvas, 1)
        hub.changed.connect(self._on_theme_changed)
        self._on_theme_changed(hub.theme)

    def _make_chart(self) -> None:
        self.canvas = Canvas()
        self.chart = Chart(self.canvas, 0, Axis("left", "power"), Axis("bottom"), wheel=0)
        self._goal = pg.InfiniteLine(angle=0)
        self._goal.setVisible(False)
        self.chart.view.add(self._goal, 50)
        self.chart.on_follow = lambda _: self.draw()
        self.canvas.hovered.connect(self._on_hovered)
        self.canvas.left.connect(self._on_cursor_left)
        self.readout = Readout(self.canvas)

    # --- what is shown ---------------------------------------------------------------------------

    def names_drawn(self) -> list[tuple[str, str]]:
        """Names and colours of the lanes that are shown."""
        return [(run.name, run.color) for run in self._runs if not run.hidden]

    def show_runs(self, runs: Sequence[DrawnLane], metric: str, target: tuple[str, float] | None) -> None:
        """Show these lanes, which may grow.

        Args:
            runs: Lanes in their order.
            metric: ``accuracy`` or ``R²``.
            target: Quantity and value of the target; None for none.
        """
        self._runs, self._metric, self._target = runs, metric, target
        for key in set(self._lines) - {run.lane for run in runs}:
            self.chart.view.removeItem(self._lines.pop(key))
            self.chart.view.removeItem(self._bands.pop(key))
        for z, run in enumerate(runs):
            if run.lane not in self._lines:
                for items, depth in ((self._bands, 0), (self._lines, 10)):
                    items[run.lane] = Lines(self.chart.view)
                    self.chart.view.add(items[run.lane], depth + z / 100)
            pale = QColor(run.color)
            pale.setAlpha(110)
            self._lines[run.lane].set_pens(QPen(QColor(run.color), 1.8))
            self._bands[run.lane].set_pens(QPen(pale, 1.0))
        self._draw_soon()

    def grow(self) -> None:
        """Draw soon, if the lanes have more of what is shown."""
        known = sum(run.evaluations for run in self._runs)
        if known == self._known and self._key not in {"batch", "rate"}:
            return
        self._known = known
        self._draw_soon()

    def _draw_soon(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    @property
    def _key(self) -> Quantity:
        return next(key for key in get_args(Quantity) if key == self.quantity.current)

    @property
    def _axis(self) -> Against:
        return next(key for key in get_args(Against) if key == self.against.current)

    def draw(self) -> None:
        """Draw every lane."""
        key, axis = self._key, self._axis
        logarithmic = self.log.isChecked() and key != "metric"
        self._label(key, axis, logarithmic=logarithmic)
        lows, highs, ends = [], [], [0.0]
        for run in self._runs:
            x, y, low, high = run.curve(key, axis) if not run.hidden else (np.empty(0),) * 4
            if key == "batch":
                x, y = _averaged(x, y, self.chart.pixels())
                low = high = y
            y, low, high = (_powers(values) if logarithmic else values for values in (y, low, high))
            self._lines[run.lane].show_points(x, y)
            spread = bool(np.nanmax(high - low, initial=0.0) > 0) if len(y) else False
            gap = np.array([np.nan])
            both = (np.concatenate([x, gap, x]), np.concatenate([low, gap, high])) if spread else (gap, gap)
            self._bands[run.lane].show_points(*both)
            if np.isfinite(y[len(y) // 2 :]).any():
                lows.append(float(np.nanmin(y if key != "metric" else y[len(y) // 2 :])))
                highs.append(float(np.nanmax(y)))
                ends.append(float(np.nanmax(x)))
        goal = self._goal_of(key, logarithmic=logarithmic)
        if lows:
            given = [] if goal is None else [goal]
            low_end, high_end = min([*lows, *given]), max([*highs, *given])
            self.chart.set_x_range((0.0, max(ends) or 1.0))
            self.chart.set_y_range(self._range(key, low_end, high_end, logarithmic=logarithmic))

    def _range(self, key: Quantity, low: float, high: float, *, logarithmic: bool) -> ranges.Range:
        """Choose the vertical range; for a metric by the second half of the race, as all lanes guess at first."""
        if key == "metric":
            return ranges.accuracy_range(low) if self._metric == "accuracy" else ranges.r2_range(low)
        return (ranges.power_range if logarithmic else ranges.loss_range)(low, high)

    def _label(self, key: Quantity, axis: Against, *, logarithmic: bool) -> None:
        title = self._metric if key == "metric" else QUANTITIES[key][0].lower()
        self.chart.left.set_title(title)
        self.chart.left.set_kind("power" if logarithmic else "linear")
        self.chart.bottom.set_title(
            {
                "steps": "step",
                "gradients": "gradients used",
                "seconds": "seconds of training, each lane alone",
            }[axis]
        )

    def _goal_of(self, key: Quantity, *, logarithmic: bool) -> float | None:
        """Show the target if it is on the quantity shown, and return its position on the axis."""
        on = {"train": "train_loss", "validation": "validation_loss", "metric": "metric"}.get(key)
        if self._target is None or self._target[0] != on:
            self._goal.setVisible(False)
            return None
        value = self._target[1]
        if logarithmic:
            value = float(np.log10(value)) if value > 0 else float("nan")
        self._goal.setVisible(bool(np.isfinite(value)))
        if np.isfinite(value):
            self._goal.setPos(value)
            return value
        return None

    # --- inside ----------------------------------------------------------------------------------

    def _on_choice_changed(self, *_: object) -> None:
        self.log.setEnabled(self._key != "metric")
        self.chart.follow()

    def _on_hovered(self, scene: QPointF) -> None:
        at = self.chart.at(scene)
        runs = visible(self._runs)
        if at is None or not runs:
            self._on_cursor_left()
            return
        rows = []
        for run in runs:
            x, y, low, high = run.curve(self._key, self._axis)
            if len(x) and np.isfinite(x).any():
                near = int(np.nanargmin(np.abs(x - at[0])))
                spread = (
                    f"  ({exact(float(low[near]))} to {exact(float(high[near]))})"
                    if low[near] < high[near]
                    else ""
                )
                rows.append((run.name, exact(float(y[near])) + spread))
        unit = {"steps": "step", "gradients": "gradient", "seconds": "second"}[self._axis]
        place = count(max(0, round(at[0]))) if self._axis != "seconds" else exact(max(0.0, at[0]), 3)
        self.readout.show_at(self.canvas.mapFromScene(scene), f"{unit} {place}", rows)

    def _on_cursor_left(self) -> None:
        self.readout.hide()

    def _on_theme_changed(self, theme: Theme) -> None:
        self.setStyleSheet(style(theme))
        self.canvas.apply_theme(theme)
        self.chart.apply_theme(theme)
        self._goal.setPen(QPen(QColor(theme.muted), 0, Qt.PenStyle.DashLine))


def _powers(values: Doubles) -> Doubles:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(values > 0, np.log10(values), np.nan)


def _averaged(x: Doubles, y: Doubles, most: int) -> tuple[Doubles, Doubles]:
    """Average over blocks of about three pixels."""
    size = -(-len(y) // max(1, most // 3))
    if size <= 1:
        return x, y
    starts = np.arange(0, len(y), size)
    lengths = np.diff(np.append(starts, len(y)))
    return np.add.reduceat(x, starts) / lengths, np.add.reduceat(y, starts) / lengths

"""Loss, metric and rate of all lanes of a race on a network, against steps, gradients or seconds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, QTimer
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.ui.plots.chart import ranges
from playground.ui.plots.chart.axes import Axis, Canvas, Chart
from playground.ui.plots.chart.items import Lines
from playground.ui.plots.chart.numbers import count, exact
from playground.ui.plots.frame.controls import Segmented, button, style
from playground.ui.plots.frame.header import Header
from playground.ui.plots.frame.panel import Readout
from playground.ui.plots.race.network.runs import Against, Floats, LaneRun, Quantity, shown
from playground.ui.style.theme import Theme, ThemeHub

QUANTITIES: dict[Quantity, tuple[str, str]] = {
    "train": ("Training loss", "Data loss on the training split, at the ends of epochs"),
    "validation": ("Validation loss", "Data loss on the validation split, at the ends of epochs"),
    "metric": ("Accuracy", "On the validation split, at the ends of epochs"),
    "batch": ("Batch loss", "Of every step, averaged over what falls on one pixel; the first seed"),
    "rate": ("Learning rate", "Of every step"),
}
AGAINST: dict[Against, tuple[str, str]] = {
    "steps": ("Steps", "Optimizer steps"),
    "gradients": ("Gradients", "Gradients of a batch: some optimizers use several in a step"),
    "seconds": ("Seconds", "Steps times the seconds of a step, measured with each lane training alone"),
}
DRAW_MS = 60


class NetworkRaceCurves(QWidget):
    """One quantity of all lanes; the band spans the quartiles over the seeds."""

    def __init__(self, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("plotPanel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._runs: Sequence[LaneRun] = ()
        self._metric = "accuracy"
        self._target: tuple[str, float] | None = None
        self._known = 0
        self._lines: dict[str, Lines] = {}
        self._bands: dict[str, Lines] = {}
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(DRAW_MS)
        self._soon.timeout.connect(self.draw)
        self.quantity = Segmented(
            {key: title for key, (title, _) in QUANTITIES.items()},
            {key: tip for key, (_, tip) in QUANTITIES.items()},
        )
        self.against = Segmented(
            {key: title for key, (title, _) in AGAINST.items()},
            {key: tip for key, (_, tip) in AGAINST.items()},
        )
        for choice in (self.quantity, self.against):
            choice.chosen.connect(self._choose)
        self.log = button("Log", "Logarithmic axis", checkable=True, checked=True)
        self.log.toggled.connect(self._choose)
        header = Header()
        header.add(self.quantity)
        header.push_right()
        header.add_options(self.against, self.log)
        self._make_chart()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(header)
        layout.addWidget(self.canvas, 1)
        hub.changed.connect(self._themed)
        self._themed(hub.theme)

    def _make_chart(self) -> None:
        self.canvas = Canvas()
        self.chart = Chart(self.canvas, 0, Axis("left", "power"), Axis("bottom"), wheel=0)
        self._goal = pg.InfiniteLine(angle=0)
        self._goal.setVisible(False)
        self.chart.view.add(self._goal, 50)
        self.chart.on_follow = lambda _: self.draw()
        self.canvas.hovered.connect(self._hover)
        self.canvas.left.connect(self._leave)
        self.readout = Readout(self.canvas)

    # --- what is shown ---------------------------------------------------------------------------

    def names_drawn(self) -> list[tuple[str, str]]:
        """Names and colours of the lanes that are shown."""
        return [(run.name, run.color) for run in self._runs if not run.hidden]

    def show_runs(self, runs: Sequence[LaneRun], metric: str, target: tuple[str, float] | None) -> None:
        """Show these lanes, which may grow.

        Args:
            runs: In their order.
            metric: ``accuracy`` or ``R²``.
            target: What it is on, and its value.
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
        """The lanes have done more steps: draw them soon, if what is shown has grown."""
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
        """A metric is shown as it is in the second half of the race: at first all lanes guess."""
        if key == "metric":
            return ranges.accuracy_range(low) if self._metric == "accuracy" else ranges.r2_range(low)
        return (ranges.power_range if logarithmic else ranges.loss_range)(low, high)

    def _label(self, key: Quantity, axis: Against, *, logarithmic: bool) -> None:
        words = self._metric if key == "metric" else QUANTITIES[key][0].lower()
        self.chart.left.set_words(words)
        self.chart.left.set_kind("power" if logarithmic else "linear")
        self.chart.bottom.set_words(
            {"steps": "step", "gradients": "gradients used", "seconds": "seconds of training, each alone"}[
                axis
            ]
        )

    def _goal_of(self, key: Quantity, *, logarithmic: bool) -> float | None:
        """Show the target where it belongs to what is shown."""
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

    def _choose(self, *_: object) -> None:
        self.log.setEnabled(self._key != "metric")
        self.chart.follow()

    def _hover(self, scene: QPointF) -> None:
        at = self.chart.at(scene)
        runs = shown(self._runs)
        if at is None or not runs:
            self._leave()
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
        words = {"steps": "step", "gradients": "gradient", "seconds": "second"}[self._axis]
        place = count(max(0, round(at[0]))) if self._axis != "seconds" else exact(max(0.0, at[0]), 3)
        self.readout.tell(self.canvas.mapFromScene(scene), f"{words} {place}", rows)

    def _leave(self) -> None:
        self.readout.hide()

    def _themed(self, theme: Theme) -> None:
        self.setStyleSheet(style(theme))
        self.canvas.apply(theme)
        self.chart.apply(theme)
        self._goal.setPen(QPen(QColor(theme.muted), 0, Qt.PenStyle.DashLine))


def _powers(values: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(values > 0, np.log10(values), np.nan)


def _averaged(x: Floats, y: Floats, most: int) -> tuple[Floats, Floats]:
    """Means over blocks, about one for three pixels."""
    size = -(-len(y) // max(1, most // 3))
    if size <= 1:
        return x, y
    starts = np.arange(0, len(y), size)
    lengths = np.diff(np.append(starts, len(y)))
    return np.add.reduceat(x, starts) / lengths, np.add.reduceat(y, starts) / lengths

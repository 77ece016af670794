"""Losses, accuracy and learning rate over a run: live, zoomable, exact under the cursor."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pyqtgraph as pg
from playground.ui.theme import Theme, ThemeHub
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPen

from playground.engine.events import Evaluated, Event, Marked, RunState, Scalars, Started, StateChanged
from playground.ui.plots import ranges
from playground.ui.plots.axes import BOTTOM_HEIGHT, Axis, Canvas, Chart
from playground.ui.plots.controls import Chip, LabelledSlider, Segmented, button
from playground.ui.plots.history import EvaluationHistory, Line, ScalarHistory
from playground.ui.plots.items import Lines, Marks
from playground.ui.plots.numbers import count, exact, percent
from playground.ui.plots.panel import PlotPanel, Row

GAP = 8
"""Pixels between stacked charts."""
FIRST_POSITION = 40
"""Of the smoothing slider."""


def smoothing_weight(position: int) -> float:
    """Weight of the moving average for a position of the slider: 0 to 0.999, evenly in its length in steps."""
    return float(1 - 10 ** (-3 * position / 100))


class CurvesPlot(PlotPanel):
    """Batch, training and validation loss, accuracy or R^2, and the learning rate, over steps or epochs.

    The smoothed curve is a moving average of the batch losses only; the raw ones stay visible behind it, and
    evaluations on whole splits are never smoothed.
    """

    hint = "Press play to see the loss, the accuracy and the learning rate of each step."
    name = "curves"

    def __init__(self, hub: ThemeHub) -> None:
        super().__init__(hub)
        self._started: Started | None = None
        self._scalars = ScalarHistory(smoothing_weight(FIRST_POSITION))
        self._evaluations = EvaluationHistory()
        self._marks: list[tuple[float, str]] = []
        self._cursor: float | None = None
        self._drawing = False
        self._canvas = Canvas()
        self._make_charts()
        self._make_lines()
        self._make_header()
        self._canvas.hovered.connect(self._hover)
        self._canvas.left.connect(self._leave)
        self.set_body(self._canvas)

    # --- construction ----------------------------------------------------------------------------

    def _make_charts(self) -> None:
        self._loss = Chart(self._canvas, 0, Axis("left"), Axis("bottom"), wheel=0)
        self._metric = Chart(self._canvas, 2, Axis("left", "percent"), Axis("bottom"), wheel=0)
        self._rate = Chart(self._canvas, 4, Axis("left"), Axis("bottom"), wheel=0)
        self._charts = (self._loss, self._metric, self._rate)
        self._shown = {"metric": True, "rate": True}
        self._loss.left.set_words("loss")
        self._rate.left.set_words("rate")
        self._marks_items = []
        self._cursor_lines = []
        for chart in self._charts:
            marks, line = Marks(chart.view), pg.InfiniteLine(angle=90)
            marks.labelled = chart is self._loss
            line.hide()
            chart.view.add(marks, 5)
            chart.view.add(line, 6)
            self._marks_items.append(marks)
            self._cursor_lines.append(line)
            chart.on_follow = lambda chart=chart: self._follow_changed(chart)
            chart.view.sigXRangeChanged.connect(self._view_changed)
            chart.view.sigResized.connect(self._view_changed)
            if chart is not self._loss:
                chart.view.setXLink(self._loss.view)
        self._arrange()

    def _make_lines(self) -> None:
        self._lines = {
            "batch": (self._loss, Lines(smooth=False)),
            "smoothed": (self._loss, Lines(smooth=False)),
            "train_loss": (self._loss, Lines()),
            "validation_loss": (self._loss, Lines()),
            "train_metric": (self._metric, Lines()),
            "validation_metric": (self._metric, Lines()),
            "rate": (self._rate, Lines(smooth=False)),
        }
        for z, (chart, line) in enumerate(self._lines.values()):
            chart.view.add(line, z / 10)

    def _make_header(self) -> None:
        self._chips = {
            "batch": Chip("Batch", "faint"),
            "smoothed": Chip("Smoothed"),
            "train": Chip("Training"),
            "validation": Chip("Validation"),
        }
        self._chips["batch"].setToolTip("Loss of each batch, as it was trained on")
        self._chips["smoothed"].setToolTip("Moving average of the batch losses, with bias correction")
        self._chips["train"].setToolTip("Evaluated on the training data, never smoothed")
        self._chips["validation"].setToolTip("Evaluated on the validation data, never smoothed")
        for chip in self._chips.values():
            chip.toggled.connect(self._redraw_lines)
        self._metric_button = button("Accuracy", "Show accuracy or R²", checkable=True, checked=True)
        self._rate_button = button("Rate", "Show the learning rate", checkable=True, checked=True)
        self._metric_button.toggled.connect(lambda on: self._show_chart("metric", on))
        self._rate_button.toggled.connect(lambda on: self._show_chart("rate", on))
        self._log = button("Log", "Logarithmic axis for the loss", checkable=True)
        self._log.toggled.connect(self._redraw_lines)
        self._unit = Segmented({"steps": "Steps", "epochs": "Epochs"})
        self._unit.chosen.connect(self._show_unit)
        self._slider = LabelledSlider(
            "Smoothing",
            "Weight of the moving average of the batch loss; 0 shows the raw loss only",
            FIRST_POSITION,
        )
        self._slider.moved.connect(self._smooth)
        self._slider.show_value(f"{self._scalars.smoothing:.2f}")
        self._follow = button("Follow", "Follow the run again (or double-click the plot)")
        self._follow.clicked.connect(self.reset_view)
        self._follow.hide()
        self.header.add(*self._chips.values())
        self.header.push_right()
        self.header.add(
            self._follow, self._slider, self._unit, self._log, self._metric_button, self._rate_button
        )

    # --- panel -----------------------------------------------------------------------------------

    def handlers(self) -> Mapping[type[Event], Callable[[Any], None]]:
        """Record events only; none may be lost."""
        return {
            Started: self._start,
            Scalars: lambda event: self._scalars.append(event.steps, event.loss, event.learning_rate),
            Evaluated: self._evaluations.append,
            Marked: lambda event: self._marks.append((float(event.step), event.text)),
            StateChanged: self._state,
        }

    @property
    def empty(self) -> bool:
        """Whether nothing was recorded yet."""
        return not len(self._scalars) and not len(self._evaluations)

    @property
    def nbytes(self) -> int:
        """Bytes held by the history."""
        return self._scalars.nbytes + self._evaluations.nbytes

    def forget(self) -> None:
        """Drop the history; what is shown and how stays as the user chose."""
        self._started = None
        self._scalars = ScalarHistory(self._scalars.smoothing)
        self._evaluations = EvaluationHistory()
        self._marks = []
        self._leave()
        for chart in self._charts:
            chart.following = True
            chart.follow()

    def reset_view(self) -> None:
        """Follow the run again."""
        self._loss.follow()

    def paint_theme(self, theme: Theme) -> None:
        """Take a theme's colours."""
        batch, training, validation = theme.muted, theme.accent, theme.class_colors[1]
        faint = QColor(batch)
        faint.setAlphaF(0.38)
        pens = {
            "batch": QPen(faint, 0),
            "smoothed": QPen(QColor(batch), 1),
            "train_loss": QPen(QColor(training), 1.6),
            "validation_loss": QPen(QColor(validation), 1.6),
            "train_metric": QPen(QColor(training), 1.6),
            "validation_metric": QPen(QColor(validation), 1.6),
            "rate": QPen(QColor(batch), 1),
        }
        for key, pen in pens.items():
            self._lines[key][1].set_pens(pen)
        for chip, color in zip(self._chips.values(), (batch, batch, training, validation), strict=True):
            chip.set_color(color, theme.border)
        self._canvas.apply(theme)
        for chart, marks, line in zip(self._charts, self._marks_items, self._cursor_lines, strict=True):
            chart.apply(theme)
            marks.apply(theme)
            line.setPen(QPen(QColor(theme.muted), 0, Qt.PenStyle.DotLine))

    def draw(self) -> None:
        """Show the visible stretch of every curve at pixel width."""
        if self._drawing or self.empty:
            return
        self._drawing = True
        try:
            newest = max(
                self._scalars.newest, int(self._evaluations.steps[-1]) if len(self._evaluations) else 0
            )
            self._loss.set_x_range(
                ranges.steps_range(newest, self._started.total_steps if self._started else 0)
            )
            self._draw_lines()
            for marks in self._marks_items:
                marks.show_marks(self._marks)
        finally:
            self._drawing = False
        if self._cursor is not None:
            self._tell()

    # --- drawing ---------------------------------------------------------------------------------

    def _draw_lines(self) -> None:
        (x0, x1), _ = self._loss.visible()
        bins = self._loss.pixels()
        scalars, evaluations = self._scalars, self._evaluations
        smoothed = scalars.smoothing > 0 and self._chips["smoothed"].isChecked()
        losses = {
            "batch": scalars.line(scalars.loss, x0, x1, bins) if self._chips["batch"].isChecked() else None,
            "smoothed": scalars.line(scalars.smoothed, x0, x1, bins) if smoothed else None,
        }
        metrics = {}
        for split in ("train", "validation"):
            shown = self._chips[split].isChecked()
            losses[f"{split}_loss"] = evaluations.line(f"{split}_loss", x0, x1, bins) if shown else None
            metrics[f"{split}_metric"] = evaluations.line(f"{split}_metric", x0, x1, bins) if shown else None
        logarithmic = self._log.isChecked()
        if logarithmic:
            losses = {key: _logarithm(line) for key, line in losses.items()}
        self._show(losses)
        low, high = _extent(losses)
        self._loss.set_y_range(ranges.power_range(low, high) if logarithmic else ranges.loss_range(low, high))
        if self._shown["metric"]:
            self._show(metrics)
            low, high = _extent(metrics)
            fit = ranges.r2_range if self._started and self._started.metric == "r2" else ranges.accuracy_range
            self._metric.set_y_range(fit(low))
        if self._shown["rate"]:
            rates = {"rate": scalars.line(scalars.learning_rate, x0, x1, bins)}
            self._show(rates)
            self._rate.set_y_range((0.0, ranges.loss_range(0.0, max(_extent(rates)[1], 1e-12))[1]))

    def _show(self, lines: Mapping[str, Line | None]) -> None:
        for key, line in lines.items():
            item = self._lines[key][1]
            if line is None:
                item.clear()
            else:
                item.show_points(line.x, line.y)

    def _arrange(self) -> None:
        """Share the height among the charts that are shown; only the lowest has labels below it."""
        visible = {self._loss: 3, self._metric: 2 * self._shown["metric"], self._rate: self._shown["rate"]}
        lowest = [chart for chart, share in visible.items() if share][-1]
        layout = self._canvas.ci.layout
        for row, (chart, share) in zip((0, 2, 4), visible.items(), strict=True):
            for item in (chart.left, chart.view, chart.bottom):
                item.setVisible(bool(share))
            layout.setRowStretchFactor(row, int(share))
            chart.left.setMaximumHeight(16777215 if share else 0)
            chart.view.setMaximumHeight(16777215 if share else 0)
            chart.bottom.setStyle(showValues=chart is lowest)
            chart.bottom.set_words(self._unit_words() if chart is lowest else "")
            chart.bottom.setHeight(BOTTOM_HEIGHT if chart is lowest else GAP if share else 0)

    def _unit_words(self) -> str:
        return "epoch" if hasattr(self, "_unit") and self._unit.current == "epochs" else "step"

    # --- events and gestures ---------------------------------------------------------------------

    def _start(self, event: Started) -> None:
        self._started = event
        r2 = event.metric == "r2"
        self._metric_button.setText("R²" if r2 else "Accuracy")
        self._metric.left.set_kind("linear" if r2 else "percent")
        self._metric.left.set_words("R²" if r2 else "accuracy, %")
        self._show_unit(self._unit.current)

    def _state(self, event: StateChanged) -> None:
        if event.state is RunState.DIVERGED:
            self._marks.append((float(event.step), "diverged"))

    def _show_unit(self, unit: str) -> None:
        per_epoch = self._started.steps_per_epoch if self._started else 1
        for chart in self._charts:
            chart.bottom.set_unit(per_epoch if unit == "epochs" else 1)
        self._arrange()

    def _show_chart(self, key: str, shown: bool) -> None:  # noqa: FBT001 - as Qt's signal gives it
        self._shown[key] = shown
        self._arrange()
        self.redraw()

    def _smooth(self, position: int) -> None:
        weight = smoothing_weight(position)
        self._slider.show_value(f"{weight:.2f}" if weight < 0.985 else f"{weight:.3f}")
        self._scalars.smooth(weight)
        self.redraw()

    def _redraw_lines(self, *_: object) -> None:
        self._loss.left.set_kind("power" if self._log.isChecked() else "linear")
        self._loss.follow()

    def _view_changed(self, *_: object) -> None:
        if not self._drawing:
            self.redraw()

    def _follow_changed(self, changed: Chart) -> None:
        for chart in self._charts:
            if chart.following != changed.following:
                chart.following = changed.following
                chart.forget_range()
        self._follow.setVisible(not changed.following)
        if changed.following:
            self.redraw()

    # --- cursor ----------------------------------------------------------------------------------

    def _hover(self, scene: QPointF) -> None:
        found = next(
            (at for chart in self._charts if (at := chart.at(scene)) and chart.view.isVisible()), None
        )
        if found is None or self.empty:
            self._leave()
            return
        self._cursor = found[0]
        self._at = self._canvas.mapFromScene(scene)
        self._tell()

    def _leave(self) -> None:
        self._cursor = None
        for line in self._cursor_lines:
            line.hide()
        if hasattr(self, "readout"):
            self.readout.hide()

    def _tell(self) -> None:
        assert self._cursor is not None
        step, rows = self.values_at(self._cursor)
        for line in self._cursor_lines:
            line.setPos(step)
            line.show()
        epoch = f" · epoch {step / self._started.steps_per_epoch:.2f}" if self._started else ""
        self.readout.tell(self._at, f"step {count(step)}{epoch}", rows)

    def values_at(self, x: float) -> tuple[int, list[Row]]:
        """The step nearest to ``x`` and the exact values there, as the card at the cursor shows them."""
        moment, evaluated = self._scalars.at(x), self._evaluations.at(x)
        step = moment.step if moment else int(evaluated["step"]) if evaluated else 0
        rows: list[Row] = []
        if moment:
            rows.append(("batch loss", exact(moment.loss)))
            if self._scalars.smoothing > 0:
                rows.append((f"smoothed ({self._scalars.smoothing:.2f})", exact(moment.smoothed)))
            rows.append(("learning rate", exact(moment.learning_rate)))
        if evaluated:
            r2 = bool(self._started and self._started.metric == "r2")
            word, form = ("R²", exact) if r2 else ("accuracy", percent)
            if evaluated["step"] != step:
                rows.append(("evaluated at step", count(evaluated["step"])))
            for name, key in (("training", "train"), ("validation", "validation")):
                rows.append((f"{name} loss", exact(evaluated[f"{key}_loss"])))
                rows.append((f"{name} {word}", form(evaluated[f"{key}_metric"])))
        return step, rows


def _logarithm(line: Line | None) -> Line | None:
    """Exponents of ten; where a block reaches down to zero its positive end stands for it."""
    if line is None:
        return None
    with np.errstate(divide="ignore", invalid="ignore"):
        powers = np.log10(line.y)
    return Line(line.x, np.where(np.isfinite(powers), powers, np.nan))


def _extent(lines: Mapping[str, Line | None]) -> tuple[float, float]:
    """Least and greatest finite value of all lines; infinite when there is none."""
    arrays = [line.y for line in lines.values() if line is not None and len(line.y)]
    if not arrays:
        return np.inf, -np.inf
    low = min(float(np.fmin.reduce(values)) for values in arrays)
    high = max(float(np.fmax.reduce(values)) for values in arrays)
    return low, high

"""The three charts of the curves plot on one axis of steps: loss, accuracy or R^2, learning rate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QPen

from playground.records.run import RunRecord
from playground.records.run_curves import EvaluationCurves, Line, SmoothedLoss, StepCurves
from playground.ui.plots.chart import ranges
from playground.ui.plots.chart.axes import BOTTOM_HEIGHT, Axis
from playground.ui.plots.chart.chart import Chart
from playground.ui.plots.chart.cursor import Cursor
from playground.ui.plots.chart.items import Lines, Marks
from playground.ui.plots.chart.view import Canvas
from playground.ui.plots.curves.curve_lines import dashed, extent, logarithm
from playground.ui.style.theme import Theme

GAP = 14
"""Pixels between stacked charts, so that the ends of their axes do not touch."""
UNLIMITED = 16_777_215
"""Qt's greatest size."""
NOTHING = (0.0, (0.0, 0.0), 0, 0)
"""No learning rate was drawn."""


@dataclass
class Shown:
    """What the user chose to see.

    Attributes:
        curves: Of ``batch``, ``smoothed``, ``train``, ``validation`` and ``previous``.
        charts: Of ``metric`` and ``rate``; the loss is always shown.
        logarithmic: Whether the axis of the loss is logarithmic.
        epochs: Whether the axis of steps counts epochs.
    """

    curves: set[str]
    charts: set[str]
    logarithmic: bool = False
    epochs: bool = False


class CurveStack(Canvas):
    """Draws a run's record at pixel width. The charts share their horizontal range, and follow together."""

    follow_changed = Signal(bool)
    """Whether the ranges follow the run."""
    view_changed = Signal()
    """Another range or width is visible."""

    def __init__(self) -> None:
        super().__init__()
        self.shown = Shown({"batch", "smoothed", "train", "validation", "previous"}, {"metric", "rate"})
        self._previous: EvaluationCurves | None = None
        self.loss_chart = Chart(self, 0, Axis("left"), Axis("bottom"), wheel=0)
        self.metric_chart = Chart(self, 2, Axis("left", "percent"), Axis("bottom"), wheel=0)
        self.rate_chart = Chart(self, 4, Axis("left"), Axis("bottom"), wheel=0)
        self.charts = (self.loss_chart, self.metric_chart, self.rate_chart)
        self.loss_chart.left.set_title("loss")
        self.rate_chart.left.set_title("rate")
        self._r2 = False
        self._metrics_drawn: object = None
        self._rate_drawn: tuple[float, tuple[float, float], int, int] = NOTHING
        self._drawing = False
        self._add_items()
        for chart in self.charts:
            chart.on_follow = self._on_follow_changed
            chart.view.sigXRangeChanged.connect(self._on_view_changed)
            chart.view.sigResized.connect(self._on_view_changed)
        for chart in self.charts[1:]:
            chart.view.setXLink(self.loss_chart.view)
        self.arrange(1)

    def _add_items(self) -> None:
        loss, metric, rate = self.charts
        self.lines = {
            "previous_train_loss": (loss, Lines(loss.view)),
            "previous_validation_loss": (loss, Lines(loss.view)),
            "previous_train_metric": (metric, Lines(metric.view)),
            "previous_validation_metric": (metric, Lines(metric.view)),
            "batch": (loss, Lines(loss.view, smooth=False)),
            "smoothed": (loss, Lines(loss.view)),
            "train_loss": (loss, Lines(loss.view)),
            "validation_loss": (loss, Lines(loss.view)),
            "train_metric": (metric, Lines(metric.view)),
            "validation_metric": (metric, Lines(metric.view)),
            "rate": (rate, Lines(rate.view, smooth=False)),
        }
        for z, (chart, line) in enumerate(self.lines.values()):
            chart.view.add(line, z / 10)
        self.marks = [Marks(chart.view) for chart in self.charts]
        self._cursors = [Cursor(chart.view) for chart in self.charts]
        for chart, marks, cursor in zip(self.charts, self.marks, self._cursors, strict=True):
            marks.labelled = chart is loss
            cursor.hide()
            chart.view.add(marks, 5)
            chart.view.add(cursor, 6)

    # --- what is drawn ---------------------------------------------------------------------------

    def show_record(self, record: RunRecord, smoothed: SmoothedLoss) -> None:
        """Draw the visible part of every curve, and let the ranges follow where they do."""
        total = record.started.total_steps if record.started else 0
        self._drawing = True
        self.loss_chart.set_x_range(ranges.steps_range(record.step, total))
        self._drawing = False
        (x0, x1), _ = self.loss_chart.visible()
        bins = self.loss_chart.pixels()
        self._draw_losses(record, smoothed, (x0, x1), bins)
        if "metric" in self.shown.charts:
            self._draw_metrics(record.evaluations, (x0, x1), bins)
        if "rate" in self.shown.charts:
            self._draw_rate(record.steps, (x0, x1), bins)

    def set_previous(self, evaluations: EvaluationCurves | None) -> None:
        """Set what is drawn faintly beside a run: the evaluations of the one before; None for nothing."""
        self._previous, self._metrics_drawn = evaluations, None

    @property
    def previous(self) -> EvaluationCurves | None:
        """What is drawn of the run before."""
        return self._previous if "previous" in self.shown.curves else None

    def show_marks(self, marks: Sequence[tuple[float, str]]) -> None:
        """Draw labelled vertical lines."""
        for item in self.marks:
            item.show_marks(marks)

    def show_cursor(self, step: float | None) -> None:
        """Draw a line through all charts at a step, or none."""
        for line in self._cursors:
            line.setVisible(step is not None)
            if step is not None:
                line.move_to(step)

    def clear_lines(self) -> None:
        """Draw nothing."""
        self.show_cursor(None)
        self.show_marks(())
        self._metrics_drawn, self._rate_drawn = None, NOTHING
        for _, line in self.lines.values():
            line.clear()

    def step_at(self, scene: QPointF) -> float | None:
        """The step under a position of the scene; None outside the charts."""
        for chart in self.charts:
            at = chart.at(scene)
            if at is not None and chart.view.isVisible():
                return at[0]
        return None

    # --- how it is drawn -------------------------------------------------------------------------

    def set_metric(self, metric: str) -> None:
        """``accuracy`` or ``r2``."""
        self._r2 = metric == "r2"
        self._metrics_drawn = None
        self.metric_chart.left.set_kind("linear" if self._r2 else "percent")
        self.metric_chart.left.set_title(*(("R²", "") if self._r2 else ("accuracy, %", "%")))

    def set_logarithmic(self, logarithmic: bool) -> None:  # noqa: FBT001 - as Qt's signal gives it
        """Choose the axis of the loss."""
        self.shown.logarithmic = logarithmic
        self.loss_chart.left.set_kind("power" if logarithmic else "linear")
        self.loss_chart.forget_range()

    def arrange(self, steps_per_epoch: int) -> None:
        """Share the height among the charts that are shown; only the lowest has labels below it."""
        self._metrics_drawn, self._rate_drawn = None, NOTHING
        shares = (3, 2 if "metric" in self.shown.charts else 0, 1 if "rate" in self.shown.charts else 0)
        lowest = max(number for number, share in enumerate(shares) if share)
        for number, (chart, share) in enumerate(zip(self.charts, shares, strict=True)):
            last = number == lowest
            for item in (chart.left, chart.view, chart.bottom):
                item.setVisible(bool(share))
            for item in (chart.left, chart.view):
                item.setMaximumHeight(UNLIMITED if share else 0)
            self.ci.layout.setRowStretchFactor(2 * number, share)
            chart.bottom.set_unit(steps_per_epoch if self.shown.epochs else 1)
            chart.bottom.setStyle(showValues=last)
            chart.bottom.set_title(("epoch" if self.shown.epochs else "step") if last else "")
            chart.bottom.setHeight(BOTTOM_HEIGHT if last else GAP if share else 0)

    def apply_theme(self, theme: Theme) -> None:
        """Apply a theme's colours."""
        super().apply_theme(theme)
        batch, faint = QColor(theme.muted), QColor(theme.muted)
        faint.setAlphaF(0.3)
        training, validation = QColor(theme.accent), QColor(theme.class_colors[1])
        pens = {
            "previous_train_loss": dashed(training),
            "previous_validation_loss": dashed(validation),
            "previous_train_metric": dashed(training),
            "previous_validation_metric": dashed(validation),
            "batch": QPen(faint, 0),
            "smoothed": QPen(batch, 1),
            "train_loss": QPen(training, 1.6),
            "validation_loss": QPen(validation, 1.6),
            "train_metric": QPen(training, 1.6),
            "validation_metric": QPen(validation, 1.6),
            "rate": QPen(batch, 1),
        }
        for key, pen in pens.items():
            self.lines[key][1].set_pens(pen)
        for chart, marks, cursor in zip(self.charts, self.marks, self._cursors, strict=True):
            chart.apply_theme(theme)
            marks.apply_theme(theme)
            cursor.set_pen(QPen(batch, 0, Qt.PenStyle.DotLine))

    # --- inside ----------------------------------------------------------------------------------

    def _draw_losses(
        self, record: RunRecord, smoothed: SmoothedLoss, x: tuple[float, float], bins: int
    ) -> None:
        curves, steps = self.shown.curves, record.steps
        shown = "smoothed" in curves and smoothed.weight > 0
        losses = {
            "batch": steps.line(steps.loss, *x, bins) if "batch" in curves else None,
            "smoothed": steps.line(smoothed.column, *x, bins).middle() if shown else None,
        }
        for split in ("train", "validation"):
            key = f"{split}_loss"
            losses[key] = record.evaluations.line(key, *x, bins) if split in curves else None
        before = self._lines_before("loss", x, bins)
        if self.shown.logarithmic:
            losses = {key: logarithm(line) for key, line in losses.items()}
            before = {key: logarithm(line) for key, line in before.items()}
        self._show(losses | before)
        fit = ranges.power_range if self.shown.logarithmic else ranges.loss_range
        self.loss_chart.set_y_range(fit(*extent(losses)))

    def _draw_metrics(self, evaluations: EvaluationCurves, x: tuple[float, float], bins: int) -> None:
        curves = frozenset(self.shown.curves)
        now = (len(evaluations), int(evaluations.steps[-1]) if len(evaluations) else 0, x, bins, curves)
        if now == self._metrics_drawn:
            return
        self._metrics_drawn = now
        metrics = {
            f"{split}_metric": evaluations.line(f"{split}_metric", *x, bins) if split in curves else None
            for split in ("train", "validation")
        }
        self._show(metrics | self._lines_before("metric", x, bins))
        low, _ = extent(metrics)
        self.metric_chart.set_y_range(ranges.r2_range(low) if self._r2 else ranges.accuracy_range(low))

    def _lines_before(self, quantity: str, x: tuple[float, float], bins: int) -> dict[str, Line | None]:
        """The curves of the run before; they do not count for the ranges, as it may have diverged."""
        previous = self.previous
        return {
            f"previous_{split}_{quantity}": previous.line(f"{split}_{quantity}", *x, bins)
            if previous is not None and split in self.shown.curves
            else None
            for split in ("train", "validation")
        }

    def _draw_rate(self, scalars: StepCurves, x: tuple[float, float], bins: int) -> None:
        """Draw the learning rate, unless it is the same as before and has become longer by less than a pixel."""
        rate = float(scalars.learning_rate.values[-1]) if len(scalars) else 0.0
        before, self._rate_drawn = self._rate_drawn, (rate, x, bins, scalars.newest)
        if before[:3] == (rate, x, bins) and 0 <= scalars.newest - before[3] < (x[1] - x[0]) / bins:
            self._rate_drawn = before
            return
        rates = {"rate": scalars.line(scalars.learning_rate, *x, bins)}
        self._show(rates)
        self.rate_chart.set_y_range((0.0, ranges.loss_range(0.0, max(extent(rates)[1], 1e-12))[1]))

    def _show(self, lines: Mapping[str, Line | None]) -> None:
        for key, line in lines.items():
            item = self.lines[key][1]
            if line is None:
                item.clear()
            else:
                item.show_points(line.x, line.y)

    def _on_view_changed(self, *_: object) -> None:
        if not self._drawing:
            self.view_changed.emit()

    def _on_follow_changed(self, changed: Chart) -> None:
        self._metrics_drawn, self._rate_drawn = None, NOTHING
        for chart in self.charts:
            chart.following = changed.following
            chart.forget_range()
        self.follow_changed.emit(changed.following)

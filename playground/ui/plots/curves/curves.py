"""Losses, accuracy and learning rate over a run: live, zoomable, exact under the cursor."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QPoint, QPointF

from playground.engine.events.run import (
    BestRestored,
    ChangeMarked,
    Evaluated,
    Event,
    Scalars,
    Started,
    StateChanged,
)
from playground.records.run_curves import EvaluationCurves, SmoothedLoss
from playground.ui.plots.chart.numbers import count, exact, percent
from playground.ui.plots.curves.curve_stack import CurveStack
from playground.ui.plots.frame.controls import Chip, LabelledSlider, button
from playground.ui.plots.frame.panel import PlotPanel, Row
from playground.ui.style.theme import Theme, ThemeHub

FIRST_POSITION = 40
"""Initial position of the smoothing slider."""


def smoothing_weight(position: int) -> float:
    """Weight of the moving average for a position of the slider: 0 to 0.999, even in its length in steps."""
    return float(1 - 10 ** (-3 * position / 100))


class CurvesPlot(PlotPanel):
    """Batch, training and validation loss, accuracy or R^2, and the learning rate, over steps or epochs.

    The smoothed curve is a moving average of the batch losses only; the raw ones stay visible behind it, and
    evaluations on whole splits are never smoothed.
    """

    has_data = True
    hint = "Press play to see the loss, the accuracy and the learning rate of each step."

    def __init__(self, hub: ThemeHub) -> None:
        super().__init__(hub)
        self._smoothed = SmoothedLoss(self.record.steps, smoothing_weight(FIRST_POSITION))
        self._cursor: tuple[float, QPoint] | None = None
        self._grown = self.record
        self._previous: tuple[str, EvaluationCurves] | None = None
        self.stack = CurveStack()
        self._make_header()
        self.stack.hovered.connect(self._on_hovered)
        self.stack.left.connect(self._on_cursor_left)
        self.stack.view_changed.connect(self.redraw_soon)
        self.stack.follow_changed.connect(self._on_follow_changed)
        self.set_body(self.stack)

    def _make_header(self) -> None:
        self._chips = {
            "batch": Chip("Batch", "faint"),
            "smoothed": Chip("Smoothed"),
            "train": Chip("Training"),
            "validation": Chip("Validation"),
            "previous": Chip("Previous run", "dashed"),
        }
        self._chips["batch"].setToolTip("Loss of each batch, as it was trained on")
        self._chips["smoothed"].setToolTip("Moving average of the batch losses, with bias correction")
        self._chips["train"].setToolTip("Evaluated on the training data, never smoothed")
        self._chips["validation"].setToolTip("Evaluated on the validation data, never smoothed")
        self._chips["previous"].setToolTip("Evaluations of the run before this one, dashed")
        self._chips["previous"].hide()
        for chip in self._chips.values():
            chip.toggled.connect(self._on_curves_chosen)
        self._metric_button = button("Accuracy", "Show accuracy or R²", checkable=True, checked=True)
        self._rate_button = button("Rate", "Show the learning rate", checkable=True, checked=True)
        self._log = button("Log", "Logarithmic axis for the loss", checkable=True)
        self._epochs = button("Epochs", "Count epochs instead of steps along the axis", checkable=True)
        tip = "Weight of the moving average of the batch loss; 0 shows the raw loss only"
        self._slider = LabelledSlider("Smooth", tip, FIRST_POSITION)
        self._slider.show_value(f"{self._smoothed.weight:.2f}")
        self._follow_button = button("Follow", "Follow the run again (or double-click the plot)")
        self._follow_button.hide()
        for toggle in (self._metric_button, self._rate_button, self._epochs):
            toggle.toggled.connect(self._on_charts_chosen)
        self._log.toggled.connect(self._on_axis_chosen)
        self._slider.moved.connect(self._on_smoothing_moved)
        self._follow_button.clicked.connect(self.reset_view)
        self.header.add(*self._chips.values())
        self.header.push_right()
        self.header.add(self._follow_button)
        self.header.add_options(self._slider, self._epochs, self._log, self._metric_button, self._rate_button)

    # --- panel -----------------------------------------------------------------------------------

    def handlers(self) -> Mapping[type[Event], Callable[[Any], None]]:
        """Events with which the record of the run grows."""
        kinds = (Scalars, Evaluated, BestRestored, ChangeMarked, StateChanged)
        return {Started: self._on_started, **dict.fromkeys(kinds, self._on_record_grown)}

    @property
    def empty(self) -> bool:
        """Whether there is nothing to draw yet; the evaluation before the first step does not count."""
        return self.record.step == 0

    @property
    def nbytes(self) -> int:
        """Bytes held by the record and what is made from it."""
        previous = self._previous[1].nbytes if self._previous is not None else 0
        return self.record.nbytes + self._smoothed.nbytes + previous

    def forget(self) -> None:
        """Draw no run but the one before; what is shown and how stays as the user chose."""
        before = self._grown
        if before is not self.record and before.started and before.step and len(before.evaluations) > 1:
            self._previous = before.started.metric, before.evaluations
        self._smoothed.follow(self.record.steps)
        self._on_cursor_left()
        self.stack.clear_lines()
        self.stack.loss_chart.follow()

    def clear(self) -> None:
        """Draw no run, nor the one before."""
        super().clear()
        self._grown, self._previous = self.record, None
        self._show_previous()

    def reset_view(self) -> None:
        """Follow the run again."""
        self.stack.loss_chart.follow()

    def apply_theme(self, theme: Theme) -> None:
        """Apply a theme's colours."""
        colors = (theme.muted, theme.muted, theme.accent, theme.class_colors[1], theme.accent)
        for chip, color in zip(self._chips.values(), colors, strict=True):
            chip.set_color(color, theme.border)
        self.stack.apply_theme(theme)

    def draw(self) -> None:
        """Show the visible part of every curve."""
        if self.empty:
            return
        self.stack.show_record(self.record, self._smoothed)
        self.stack.show_marks([(float(mark.step), mark.text) for mark in self.record.marks])
        if self._cursor is not None:
            self._show_values(*self._cursor)

    # --- events and choices ----------------------------------------------------------------------

    def _on_record_grown(self, _: Event) -> None:
        self._grown = self.record
        self._smoothed.follow(self.record.steps)

    def _on_started(self, event: Started) -> None:
        self._metric_button.setText("R²" if event.metric == "r2" else "Accuracy")
        self.stack.set_metric(event.metric)
        self._show_previous()
        self._on_charts_chosen()

    def _show_previous(self) -> None:
        """Show the run before where it was measured alike."""
        metric, evaluations = self._previous or ("", None)
        if self.record.started is None or self.record.started.metric != metric:
            evaluations = None
        self.stack.set_previous(evaluations)
        self._chips["previous"].setVisible(evaluations is not None)

    def _on_charts_chosen(self, *_: object) -> None:
        shown = self.stack.shown
        shown.epochs = self._epochs.isChecked()
        buttons = {"metric": self._metric_button, "rate": self._rate_button}
        shown.charts = {key for key, made in buttons.items() if made.isChecked()}
        self.stack.arrange(self.record.started.steps_per_epoch if self.record.started else 1)
        self.redraw()

    def _on_curves_chosen(self, *_: object) -> None:
        self.stack.shown.curves = {key for key, chip in self._chips.items() if chip.isChecked()}
        self.redraw()

    def _on_axis_chosen(self, logarithmic: bool) -> None:  # noqa: FBT001 - as Qt's signal gives it
        self.stack.set_logarithmic(logarithmic)
        self.reset_view()

    def _on_smoothing_moved(self, position: int) -> None:
        weight = smoothing_weight(position)
        self._slider.show_value(f"{weight:.2f}" if weight < 0.985 else f"{weight:.3f}")
        self._smoothed.smooth(weight)
        self.redraw()

    def _on_follow_changed(self, following: bool) -> None:  # noqa: FBT001 - as Qt's signal gives it
        self._follow_button.setVisible(not following)
        if following:
            self.redraw()

    # --- cursor ----------------------------------------------------------------------------------

    def _on_hovered(self, scene: QPointF) -> None:
        step = self.stack.step_at(scene)
        if step is None or self.empty:
            self._on_cursor_left()
            return
        self._cursor = step, self.stack.mapFromScene(scene)
        self._show_values(*self._cursor)

    def _on_cursor_left(self) -> None:
        self._cursor = None
        self.stack.show_cursor(None)
        self.hide_readout()

    def _show_values(self, x: float, at: QPoint) -> None:
        step, rows = self.values_at(x)
        self.stack.show_cursor(step)
        started = self.record.started
        epoch = f" · epoch {step / started.steps_per_epoch:.2f}" if started else ""
        self.readout.show_at(at, f"step {count(step)}{epoch}", rows)

    def values_at(self, x: float) -> tuple[int, list[Row]]:
        """The step nearest to ``x`` and the exact values there, as the card at the cursor shows them."""
        record = self.record
        moment, evaluated = record.steps.at(x), record.evaluations.at(x)
        step = moment.step if moment else int(evaluated["step"]) if evaluated else 0
        rows: list[Row] = []
        if moment:
            rows.append(("batch loss", exact(moment.loss)))
            if self._smoothed.weight > 0:
                smoothed = float(self._smoothed.column.values[moment.index])
                rows.append((f"smoothed ({self._smoothed.weight:.2f})", exact(smoothed)))
            rows.append(("learning rate", exact(moment.learning_rate)))
        if evaluated:
            r2 = bool(record.started and record.started.metric == "r2")
            word, form = ("R²", exact) if r2 else ("accuracy", percent)
            if evaluated["step"] != step:
                rows.append(("evaluated at step", count(evaluated["step"])))
            for name, key in (("training", "train"), ("validation", "validation")):
                rows.append((f"{name} loss", exact(evaluated[f"{key}_loss"])))
                rows.append((f"{name} {word}", form(evaluated[f"{key}_metric"])))
            rows += self._values_before(step)
        return step, rows

    def _values_before(self, step: int) -> list[Row]:
        """The losses of the run before at the nearest evaluation."""
        previous = self.stack.previous
        evaluated = None if previous is None else previous.at(step)
        if evaluated is None:
            return []
        place = "" if evaluated["step"] == step else f", step {count(evaluated['step'])}"
        return [
            (f"previous {name} loss{place}", exact(evaluated[f"{key}_loss"]))
            for name, key in (("training", "train"), ("validation", "validation"))
        ]

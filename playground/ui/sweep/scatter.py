"""The result over one setting: a small dot for each trial, a larger one for the median over the seeds."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, Qt, Slot
from PySide6.QtGui import QBrush, QColor, QPen
from PySide6.QtWidgets import QComboBox, QLabel, QWidget

from playground.arrays import Floats
from playground.ui.plots.chart.axes import Axis
from playground.ui.plots.chart.chart import Chart
from playground.ui.plots.chart.dots import Dots
from playground.ui.plots.chart.items import Spots
from playground.ui.plots.chart.ranges import padded
from playground.ui.sweep.picture import SweepPicture, nearest
from playground.ui.sweep.scales import Outcome
from playground.ui.sweep.shades import shade

TRIAL, MEDIAN, MARK = 4, 11, 15


class ScatterPicture(SweepPicture):
    """A chart of the result over a setting that can be chosen."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Result over one setting", parent)
        self.setting = QComboBox(self)
        self.setting.setAccessibleName("Setting along the axis")
        self.choices.addWidget(QLabel("Over", self))
        self.choices.addWidget(self.setting)
        self.choices.addStretch(1)
        self.chart = Chart(self.canvas, 0, Axis("left"), Axis("bottom"))
        self.listen(self.chart.view)
        self._trials = Dots(TRIAL)
        self._medians, self._marks = Spots(self.chart.view), Spots(self.chart.view)
        self.chart.view.add(self._trials, 0)
        self.chart.view.add(self._medians, 1)
        self.chart.view.add(self._marks, 2)
        self._x: Floats = np.empty(0)
        self._y: Floats = np.empty(0)
        self.setting.currentIndexChanged.connect(self._on_setting_changed)

    def show_outcome(self, outcome: Outcome) -> None:
        """Show other points, over the same setting where it is one of theirs."""
        refill(self.setting, outcome.names)
        super().show_outcome(outcome)

    @Slot()
    def _on_setting_changed(self) -> None:
        self.draw()

    def draw(self) -> None:
        """Draw axes and dots."""
        outcome, place = self.outcome, self.setting.currentIndex()
        if self.theme is None or not outcome.points or place < 0:
            self._trials.clear()
            self._medians.clear()
            self._marks.clear()
            return
        across, up = outcome.scales[place], outcome.scales[-1]
        for axis, scale in ((self.chart.bottom, across), (self.chart.left, up)):
            axis.setTicks(None)
            axis.set_kind(scale.kind)
            axis.set_title(scale.title)
            if scale.kind == "names":
                axis.set_names(range(len(scale.names)), scale.names)
        self._x = np.array([across.place(point.settings.get(across.title)) for point in outcome.points])
        self._y = np.array([up.place(float(value)) for value in outcome.values])
        trials = [
            (x, up.place(trial.value(outcome.goal)))
            for x, point in zip(self._x, outcome.points, strict=True)
            for trial in point.trials
        ]
        shown = np.array([each for each in trials if all(map(math.isfinite, each))], float).reshape(-1, 2)
        self._trials.set_style(QBrush(QColor(self.theme.muted)), QPen(Qt.PenStyle.NoPen))
        self._trials.setData(x=shown[:, 0], y=shown[:, 1])
        self._medians.show_spots([
            (float(x), float(y), MEDIAN, shade(self.theme, float(quality)).name(), self.theme.panel)
            for x, y, quality in zip(self._x, self._y, outcome.quality, strict=True)
            if math.isfinite(x + y)
        ])  # fmt: skip
        heights = shown[:, 1] if len(shown) else np.array([up.low, up.high])
        x = (across.low, across.high) if across.kind == "names" else padded(across.low, across.high, 0.06)
        low, high = min(up.low, float(heights.min())), max(up.high, float(heights.max()))
        self.chart.set_range(x, padded(low, high, 0.06))
        self.chart.apply_theme(self.theme)
        self.draw_marks()

    def draw_marks(self) -> None:
        """Draw rings around the dots that stand out."""
        if self.theme is None or not len(self._x):
            return
        marks = ((self.pointed_at, self.theme.text), (self.marked, self.theme.accent))
        self._marks.show_spots([
            (
                float(self._x[number]),
                float(self._y[number]),
                MARK,
                shade(self.theme, float(self.outcome.quality[number])).name(),
                rim,
            )
            for number, rim in marks
            if number is not None and math.isfinite(self._x[number] + self._y[number])
        ])  # fmt: skip

    def point_at(self, scene: QPointF) -> int | None:
        """Return the nearest median."""
        at = self.chart.at(scene)
        if at is None or not len(self._x):
            return None
        width, height = self.chart.pixel_size()
        return nearest(np.hypot((self._x - at[0]) / width, (self._y - at[1]) / height))


def refill(box: QComboBox, names: tuple[str, ...], default: int = 0) -> None:
    """Offer other names without telling anybody, and keep the chosen one if it is still there."""
    before = box.currentText()
    box.blockSignals(True)
    box.clear()
    box.addItems(names)
    box.setCurrentIndex(names.index(before) if before in names else min(default, len(names) - 1))
    box.blockSignals(False)

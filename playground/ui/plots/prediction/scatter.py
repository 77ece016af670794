"""Predictions of a number: the fitted line over 1-D data, and predicted against true values."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QPen

from playground.engine.events.pictures import FittedLine, PredictedAgainstTrue
from playground.ui.plots.chart.axes import Axis
from playground.ui.plots.chart.chart import Chart
from playground.ui.plots.chart.dots import Dots
from playground.ui.plots.chart.items import Lines
from playground.ui.plots.chart.numbers import exact
from playground.ui.plots.chart.ranges import Range, padded
from playground.ui.plots.chart.view import Canvas
from playground.ui.plots.frame.panel import Row
from playground.ui.plots.prediction.page import PointLayers, Points, ShowReadout
from playground.ui.plots.prediction.probe import Probe
from playground.ui.style.theme import Theme


class LinePage(Canvas):
    """The fitted line, with the samples."""

    def __init__(self, theme: Theme, show_readout: ShowReadout) -> None:
        super().__init__()
        self._theme = theme
        self._show_readout = show_readout
        self._event: FittedLine | None = None
        self._samples: Points | None = None
        self._y_range: Range | None = None
        self.chart = Chart(self, 0, Axis("left"), Axis("bottom"))
        self.points = PointLayers(self.chart.view)
        self.line = Lines(self.chart.view)
        self.chart.view.add(self.line, 10)
        self.probe = Probe(self, self.chart, lambda at: self.values_at(at[0]), self._on_line)
        self.hovered.connect(self._on_hovered)

    def take(self, event: FittedLine) -> None:
        """Store the newest line."""
        self._event = event

    def show_data(self, points: Points | None) -> None:
        """Show the samples of the run."""
        self._samples = points
        names = points.info.feature_names if points else ()
        self.chart.bottom.set_title(names[0] if names else "x")
        self.chart.left.set_title((points.info.target_name if points else "") or "y")
        self._y_range = None
        if points is None:
            self.points.clear()
            return
        self.points.show_points(points, points.train_target, points.validation_target)
        self._color_points()

    def show_validation(self, shown: bool) -> None:  # noqa: FBT001 - as Qt's signal gives it
        """Show or hide the rings."""
        self.points.validation.setVisible(shown)

    def apply_theme(self, theme: Theme) -> None:
        """Apply a theme's colours."""
        self._theme = theme
        super().apply_theme(theme)
        self.chart.apply_theme(theme)
        self.probe.apply_theme(theme)
        self.line.set_pens(QPen(QColor(theme.class_colors[1]), 2))
        self._color_points()

    def forget(self) -> None:
        """Drop line and samples."""
        self._event = self._samples = None
        self._y_range = None
        self.probe.refresh()
        self.line.clear()
        self.points.clear()
        self.chart.follow()

    def reset_view(self) -> None:
        """Show everything."""
        self._y_range = None
        self.chart.follow()
        self.draw()

    def draw(self) -> None:
        """Show the newest line."""
        event = self._event
        if event is None or len(event.x) < 2:
            return
        self.line.show_points(event.x.astype(np.float64), event.y.astype(np.float64))
        self.chart.set_x_range((float(event.x[0]), float(event.x[-1])))
        self.chart.set_y_range(self._range(event))
        self.probe.refresh()

    def _on_line(self, at: tuple[float, float]) -> tuple[float, float]:
        """Return the point of the line above or below a place."""
        event = self._event
        return at if event is None else (at[0], float(np.interp(at[0], event.x, event.y)))

    def _range(self, event: FittedLine) -> Range:
        """Return a range around the samples, or the line; fixed until reset, so that the axis stays calm."""
        parts = (
            [event.y]
            if self._samples is None
            else [self._samples.train_target, self._samples.validation_target]
        )
        values = np.concatenate(parts)
        finite = values[np.isfinite(values)]
        if self._y_range is None:
            self._y_range = (
                padded(float(finite.min()), float(finite.max()), 0.15) if len(finite) else (0.0, 1.0)
            )
        return self._y_range

    def _color_points(self) -> None:
        if self._samples is not None:
            accent, rim = self._theme.accent, self._theme.panel
            samples = self._samples
            self.points.paint([accent] * len(samples.train), [accent] * len(samples.validation), rim, rim)

    def _on_hovered(self, scene: QPointF) -> None:
        at = self.chart.at(scene)
        rows = self.values_at(at[0]) if at else None
        self._show_readout(self.mapFromScene(scene), "", rows or ())

    def values_at(self, x: float) -> list[Row] | None:
        """Return input and prediction at x for the card at the cursor; None outside the line."""
        event = self._event
        if event is None or not event.x[0] <= x <= event.x[-1]:
            return None
        value = float(np.interp(x, event.x, event.y))
        return [(self.chart.bottom.title, exact(x, 3)), ("prediction", exact(value))]


class AgainstPage(Canvas):
    """Validation samples: predicted against true values, with the diagonal where both agree."""

    def __init__(self, theme: Theme, show_readout: ShowReadout) -> None:
        super().__init__()
        self._show_readout = show_readout
        self._event: PredictedAgainstTrue | None = None
        self._range: Range | None = None
        self.chart = Chart(self, 0, Axis("left"), Axis("bottom"))
        self.points = Dots(7)
        self._diagonal = pg.InfiniteLine((0, 0), angle=45)
        self.chart.view.add(self.points, 2)
        self.chart.view.add(self._diagonal, 1)
        self.hovered.connect(self._on_hovered)
        self.apply_theme(theme)

    def take(self, event: PredictedAgainstTrue) -> None:
        """Store the newest predictions."""
        self._event = event

    def apply_theme(self, theme: Theme) -> None:
        """Apply a theme's colours."""
        super().apply_theme(theme)
        self.chart.apply_theme(theme)
        fill = QColor(theme.accent)
        fill.setAlphaF(0.65)
        self.points.set_style(QBrush(fill), QPen(Qt.PenStyle.NoPen))
        self._diagonal.setPen(QPen(QColor(theme.muted), 0, Qt.PenStyle.DashLine))

    def forget(self) -> None:
        """Drop the predictions."""
        self._event = self._range = None
        self.points.setData(x=[], y=[])
        self.chart.follow()

    def reset_view(self) -> None:
        """Show everything."""
        self._range = None
        self.chart.follow()
        self.draw()

    def draw(self) -> None:
        """Show the newest predictions."""
        event = self._event
        if event is None or not len(event.truth):
            return
        self.points.setData(x=event.truth.astype(np.float64), y=event.predicted.astype(np.float64))
        self.chart.bottom.set_title(f"true {event.name}".strip())
        self.chart.left.set_title(f"predicted {event.name}".strip())
        if self._range is None:
            self._range = padded(float(event.truth.min()), float(event.truth.max()), 0.06)
        self.chart.set_x_range(self._range)
        self.chart.set_y_range(self._range)

    @property
    def r2(self) -> float:
        """Coefficient of determination of the predictions shown; NaN when all true values are equal."""
        event = self._event
        if event is None or not len(event.truth):
            return float("nan")
        truth = event.truth.astype(np.float64)
        total = float(((truth - truth.mean()) ** 2).sum())
        return 1 - float(((truth - event.predicted) ** 2).sum()) / total if total else float("nan")

    def _on_hovered(self, scene: QPointF) -> None:
        at = self.chart.at(scene)
        event = self._event
        rows: list[Row] = []
        if at is not None and event is not None and len(event.truth):
            width, height = self.chart.pixel_size()
            distance = np.hypot((event.truth - at[0]) / width, (event.predicted - at[1]) / height)
            near = int(np.argmin(np.where(np.isfinite(distance), distance, np.inf)))
            if distance[near] <= 10:
                rows = [
                    ("true", exact(float(event.truth[near]))),
                    ("predicted", exact(float(event.predicted[near]))),
                ]
        self._show_readout(self.mapFromScene(scene), "", rows)

"""Predictions over the plane of 2-D data, with samples and decision boundaries on top."""

from math import ceil

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPen, QResizeEvent

from playground.arrays import Floats
from playground.engine.events.pictures import DecisionMap
from playground.ui.plots.chart.axes import BOTTOM_HEIGHT, Axis
from playground.ui.plots.chart.chart import Chart
from playground.ui.plots.chart.color_bar import ColorBar
from playground.ui.plots.chart.colors import Pixels, blended_pixels, mapped, pack, rgb
from playground.ui.plots.chart.items import Lines, Raster
from playground.ui.plots.chart.levels import contour_lines, interpolated_at, upsampled
from playground.ui.plots.chart.numbers import exact, percent, tick, ticks
from playground.ui.plots.chart.ranges import Range
from playground.ui.plots.chart.view import Canvas
from playground.ui.plots.frame.panel import Row
from playground.ui.plots.prediction.page import PointLayers, Points, ShowReadout
from playground.ui.plots.prediction.probe import Probe
from playground.ui.style.color_maps import diverging_lut
from playground.ui.style.lane_colors import class_color
from playground.ui.style.theme import Theme, blend
from playground.ui.widgets.plain_text import plain_label

STRENGTH = 0.62
"""Share of the class colour where the prediction is certain; the samples on top have the full colour."""
LEFT, TOP, RIGHT, BOTTOM = 4, 6, 10, 2
"""Least space around the chart in pixels."""
Extent = tuple[float, float, float, float]
"""``(x0, x1, y0, y1)`` of a plane."""
LEAST_POINTS = 2
"""A map has at least this many points along each side; one with fewer is not drawn."""


class MapPage(Canvas):
    """The decision map: class colours by probability, or a diverging scale for regression."""

    def __init__(self, theme: Theme, show_readout: ShowReadout) -> None:
        super().__init__()
        self._theme = theme
        self._show_readout = show_readout
        self._map: DecisionMap | None = None
        self._points: Points | None = None
        self._palette = self._pale(theme)
        self.discretize = False
        self._unit: tuple[Floats, Extent] | None = None
        self._title = plain_label("", self)
        self._title.hide()
        self.chart = Chart(self, 0, Axis("left", grid=False), Axis("bottom", grid=False))
        self.chart.view.setAspectLocked(True)
        self.raster, self.decision_line, self.bar = Raster(), Lines(self.chart.view), ColorBar()
        self.points = PointLayers(self.chart.view)
        self.chart.view.add(self.raster, 0)
        self.chart.view.add(self.decision_line, 1)
        self.ci.addItem(self.bar, 0, 2)
        self.probe = Probe(self, self.chart, self.values_at)
        self.hovered.connect(self._on_hovered)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Qt: give the map the shape of its plane."""
        super().resizeEvent(event)
        if hasattr(self, "chart"):
            self._shape()

    def _shape(self) -> None:
        """Make room around the map so that it fills its frame: no empty bands, nothing cut off."""
        bar = ColorBar.WIDTH if self.bar.isVisible() else 0
        wide = max(1.0, self.width() - self.chart.left.minimumWidth() - bar - LEFT - RIGHT)
        high = max(1.0, self.height() - BOTTOM_HEIGHT - TOP - BOTTOM)
        x, y = self._plane()
        scale = min(wide / (x[1] - x[0]), high / (y[1] - y[0]))
        beside = (wide - scale * (x[1] - x[0])) / 2
        above = (high - scale * (y[1] - y[0])) / 2
        self.ci.setContentsMargins(LEFT + beside, TOP + above, RIGHT + beside, BOTTOM + above)
        self.chart.forget_range()

    def _plane(self) -> tuple[Range, Range]:
        """Return the ranges of the map; a unit square without one."""
        if self._map is None or min(self._map.scores.shape[:2]) < LEAST_POINTS:
            return (0.0, 1.0), (0.0, 1.0)
        x, y = self._map.x, self._map.y
        return (float(x[0]), float(x[-1])), (float(y[0]), float(y[-1]))

    def take(self, event: DecisionMap) -> None:
        """Store the newest map."""
        before, self._map = self._plane(), event
        if self._plane() != before:
            self._shape()

    def show_data(self, points: Points | None) -> None:
        """Show the samples of the run."""
        self._points = points
        names = points.info.feature_names if points else ()
        self.chart.bottom.set_title(names[0] if len(names) == 2 else "x1")
        self.chart.left.set_title(names[1] if len(names) == 2 else "x2")
        if points is None:
            self.points.clear()
            return
        self.points.show_points(points, points.train[:, 1], points.validation[:, 1])
        self._color_points()

    def show_validation(self, shown: bool) -> None:  # noqa: FBT001 - as Qt's signal gives it
        """Show or hide the rings."""
        self.points.validation.setVisible(shown)

    def apply_theme(self, theme: Theme) -> None:
        """Apply a theme's colours."""
        self._theme = theme
        super().apply_theme(theme)
        self.chart.apply_theme(theme)
        self.bar.apply_theme(theme)
        self.probe.apply_theme(theme)
        self._shape()
        self._palette = self._pale(theme)
        self.bar.set_palette(self._palette)
        self._title.setStyleSheet(
            f"background: {theme.panel}; color: {theme.text}; border: 1px solid {theme.border};"
            f" border-radius: 8px; padding: 1px 8px; font-size: {theme.small_px}px;"
        )
        line_color = QColor(theme.text)
        line_color.setAlphaF(0.75)
        self.decision_line.set_pens(QPen(line_color, 1.2))
        self._color_points()
        self.draw()

    def show_unit(self, values: Floats | None, extent: Extent, title: str) -> None:
        """Show what a unit computes instead of the prediction.

        Args:
            values: Over the plane ``(height, width)``, rows ascending; None for the prediction again.
            extent: ``(x0, x1, y0, y1)`` of the plane.
            title: Names the unit.
        """
        self._unit = None if values is None or min(values.shape) < LEAST_POINTS else (values, extent)
        self._title.setVisible(self._unit is not None)
        if self._unit is not None:
            self._title.setText(title)
            self._title.adjustSize()
            self._title.move(max(0, (self.width() - self._title.width()) // 2), TOP)
            self._title.raise_()
        self.draw()

    @property
    def unit_title(self) -> str:
        """The name of the unit that is shown; empty while the prediction is."""
        return self._title.text() if self._unit is not None else ""

    def _draw_unit(self, values: Floats, extent: Extent) -> None:
        """Colour by sign and size, relative to the largest value; the line is zero."""
        x, y = (extent[0], extent[1]), (extent[2], extent[3])
        finite = np.nan_to_num(values.astype(np.float64), nan=0.0, posinf=0.0, neginf=0.0)
        reach = max(float(np.abs(finite).max()), 1e-9)
        self.raster.show_pixels(mapped((finite / reach + 1) / 2, self._palette), x, y, smooth=True)
        rows, columns = finite.shape
        self.decision_line.show_points(
            *contour_lines(np.linspace(*x, columns), np.linspace(*y, rows), finite, 0.0)
        )

    def forget(self) -> None:
        """Drop map and samples."""
        self._unit = None
        self._title.hide()
        self._map = self._points = None
        self.probe.refresh()
        self.raster.clear()
        self.decision_line.clear()
        self.points.clear()
        self.bar.set_ticks("", ())
        self.chart.follow()

    def reset_view(self) -> None:
        """Show the whole map."""
        self.chart.follow()
        self.draw()

    def draw(self) -> None:
        """Show the newest map."""
        event = self._map
        if event is None or min(event.scores.shape[:2]) < LEAST_POINTS:
            return
        if self._unit is not None:
            self._draw_unit(*self._unit)
            self.probe.refresh()
            return
        x, y = self._plane()
        scores = event.scores.astype(np.float64)
        classes = scores.shape[2]
        if classes == 1:
            self._draw_values(event, scores[:, :, 0], x, y)
        else:
            shown = self._decided(upsampled(scores, 300)) if self.discretize else scores
            theme = self._theme
            pixels = blended_pixels(shown, theme.class_colors, theme.zero, STRENGTH)
            self.raster.show_pixels(pixels, x, y)
            self.decision_line.show_points(*_boundaries(event.x, event.y, scores))
            self.bar.set_ticks("", ())
        if self.bar.isVisible() != (classes == 1):
            self.bar.setVisible(classes == 1)
            self.bar.setFixedWidth(ColorBar.WIDTH if classes == 1 else 0)
            self._shape()
        self.chart.set_range(x, y)
        self.probe.refresh()

    def _draw_values(
        self, event: DecisionMap, values: Floats, x: tuple[float, float], y: tuple[float, float]
    ) -> None:
        reach = self._reach()
        shown = np.where(values > 0, reach, -reach) if self.discretize else values
        self.raster.show_pixels(
            mapped((shown / reach + 1) / 2, self._palette), x, y, smooth=not self.discretize
        )
        self.decision_line.show_points(*contour_lines(event.x, event.y, values, 0.0))
        _, places = ticks(-reach, reach, 5)
        self.bar.set_ticks("prediction", [((p / reach + 1) / 2, tick(p, reach / 2)) for p in places])

    def _reach(self) -> float:
        """Return the end of the colour scale: the greatest absolute target, or prediction if there are no targets."""
        if self._points is not None and len(self._points.train_target):
            values = self._points.train_target
        elif self._map is not None:
            values = self._map.scores
        else:
            return 1.0
        finite = np.abs(values[np.isfinite(values)])
        return float(finite.max()) if len(finite) and finite.max() > 0 else 1.0

    @staticmethod
    def _pale(theme: Theme) -> Pixels:
        """Return the palette of a regression map; the samples on top have the full colours."""
        neutral = rgb(theme.zero)
        return pack(neutral + STRENGTH * (diverging_lut(theme) - neutral))

    @staticmethod
    def _decided(scores: Floats) -> Floats:
        return np.asarray(np.eye(scores.shape[2])[scores.argmax(axis=2)])

    def _color_points(self) -> None:
        points = self._points
        if points is None:
            return
        if points.info.task == "classification":
            train, validation = (
                [class_color(self._theme, int(number)) for number in targets]
                for targets in (points.train_target, points.validation_target)
            )
        else:
            table = diverging_lut(self._theme)
            reach = self._reach()
            names = [QColor(*(int(part) for part in row)).name() for row in table]
            train, validation = (
                [names[ceil((v / reach + 1) / 2 * 255)] for v in np.clip(target, -reach, reach)]
                for target in (points.train_target, points.validation_target)
            )
            validation = [blend(name, self._theme.text, 0.4) for name in validation]
        rim = self._theme.panel if points.info.task == "classification" else self._theme.muted
        self.points.paint(train, validation, rim, self._theme.panel)

    def _on_hovered(self, scene: QPointF) -> None:
        at = self.chart.at(scene)
        rows = self.values_at(at) if at else None
        self._show_readout(self.mapFromScene(scene), "", rows or ())

    def values_at(self, at: tuple[float, float]) -> list[Row] | None:
        """Return coordinates and predictions at a point for the card at the cursor; None outside the map."""
        event = self._map
        scores = interpolated_at(event.x, event.y, event.scores, at) if event is not None else None
        if scores is None:
            return None
        rows = [(self.chart.bottom.title, exact(at[0], 3)), (self.chart.left.title, exact(at[1], 3))]
        if len(scores) == 1:
            return [*rows, ("prediction", exact(float(scores[0])))]
        names = self._points.info.class_names if self._points else ()
        order = np.argsort(-scores)[:5]
        return rows + [
            (names[k] if k < len(names) else f"class {k}", percent(float(scores[k]))) for k in map(int, order)
        ]


def _boundaries(x: Floats, y: Floats, scores: Floats) -> tuple[Floats, Floats]:
    """Find the lines on which the two most likely classes are equally likely, with NaN between the parts."""
    classes = scores.shape[2]
    if classes == 2:
        return contour_lines(x, y, scores[:, :, 1] - scores[:, :, 0], 0.0)
    gap = np.array([np.nan])
    parts_x: list[Floats] = []
    parts_y: list[Floats] = []
    for number in range(classes):
        others = np.delete(scores, number, axis=2).max(axis=2)
        line_x, line_y = contour_lines(x, y, scores[:, :, number] - others, 0.0)
        parts_x += [line_x, gap]
        parts_y += [line_y, gap]
    return np.concatenate(parts_x), np.concatenate(parts_y)

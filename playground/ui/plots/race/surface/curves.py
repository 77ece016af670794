"""Curves of a race on a surface: height, distance, gradient and step length of all lanes."""

from collections.abc import Sequence
from time import perf_counter

import numpy as np
from PySide6.QtCore import QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.arrays import Floats
from playground.catalog.kinds import Minimum
from playground.ui.plots.chart import ranges
from playground.ui.plots.chart.axes import Axis
from playground.ui.plots.chart.cached_layer import CachedLayer
from playground.ui.plots.chart.chart import Chart
from playground.ui.plots.chart.cursor import Cursor, Veil
from playground.ui.plots.chart.items import Lines
from playground.ui.plots.chart.numbers import count, exact
from playground.ui.plots.chart.ranges import Range
from playground.ui.plots.chart.view import Canvas
from playground.ui.plots.frame.controls import style
from playground.ui.plots.frame.curve_controls import CurveControls
from playground.ui.plots.frame.panel import Readout
from playground.ui.plots.race.drawn_lane import DrawnLane, begun
from playground.ui.plots.race.surface.quantities import Drawn, Measure, chosen, measured, middle
from playground.ui.style.theme import Theme, ThemeHub

QUANTITIES = {
    "height": ("Height", "f minus the lowest known minimum, or f itself if none is known"),
    "distance": ("Distance", "Distance to the nearest known minimum"),
    "slope": ("Gradient", "Norm of the gradient, without noise"),
    "pace": ("Step length", "Length of each step"),
}
AGAINST = {
    "steps": ("Steps", "Optimizer steps"),
    "gradients": ("Gradients", "Gradients computed: some optimizers need several per step"),
    "seconds": ("Seconds", "Steps times the shortest time per step measured for the lane"),
}
AXIS_TITLES = {"steps": "step", "gradients": "gradients used", "seconds": "seconds of computing"}
SOON_MS, PATIENCE = 120, 10.0
"""Minimum pause between drawings while a race is computed, and the same as a multiple of the drawing time."""
FRAME_MS = 16
"""Delay after the user has zoomed or moved the view."""
VEIL = 0.72
"""Opacity of the veil over steps that come later."""
ABOVE = 3.0
"""Curves leave the picture that many powers of ten above their start."""
BELOW = 20.0
"""On a linear axis they leave it that many times the height of the start, or the range above it, below the start."""


class RaceCurves(QWidget):
    """One quantity of all lanes over steps, with a line at the step shown; what comes after it is pale."""

    title = "Curves"

    sought = Signal(int)
    """The step to which the user drags the line."""

    def __init__(self, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("plotPanel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._paths: Sequence[DrawnLane] = ()
        self._minima: tuple[Minimum, ...] = ()
        self._total, self._step = 1, 0
        self._took = 0.0
        self._drawn: dict[str, tuple[Measure, Drawn]] = {}
        self._measure = chosen("height", (), (), logarithmic=True)
        self._lane_colors: list[tuple[str, str]] = []
        self._lines: dict[str, Lines] = {}
        self._bands: dict[str, Lines] = {}
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
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
        self._cached_lines = CachedLayer(self.chart.view)
        self.chart.view.add(self._cached_lines)
        self._cursor = Cursor(self.chart.view)
        self.chart.view.add(self._cursor, 50)
        self.chart.view.grip = self._cursor
        self._cursor.on_drag = self._on_cursor_dragged
        self._veil = Veil(self.chart.view)
        self.chart.view.add(self._veil, 40)
        self.chart.on_follow = lambda _: self.draw()
        self.chart.view.sigRangeChangedManually.connect(lambda *_: self._soon.start(FRAME_MS))
        self.canvas.hovered.connect(self._on_hovered)
        self.canvas.left.connect(self._on_cursor_left)
        self.readout = Readout(self.canvas)

    # --- what is shown ---------------------------------------------------------------------------

    def show_paths(self, paths: Sequence[DrawnLane], minima: tuple[Minimum, ...], total: int) -> None:
        """Show these lanes, whose paths may grow, over ``total`` steps."""
        self._paths, self._minima, self._total = paths, minima, total
        lane_colors = [(path.lane, path.color) for path in paths]
        if lane_colors != self._lane_colors:
            self._lane_colors = lane_colors
            self._make_lines()
        if not self._soon.isActive():
            self._soon.start(round(max(SOON_MS, PATIENCE * 1000 * (self._took + self._cached_lines.took))))

    def _make_lines(self) -> None:
        """Make a line and a band for each lane in its colour."""
        self._lines = {lane: self._lines.get(lane) or Lines(self.chart.view) for lane, _ in self._lane_colors}
        self._bands = {lane: self._bands.get(lane) or Lines(self.chart.view) for lane, _ in self._lane_colors}
        self._drawn = {lane: drawn for lane, drawn in self._drawn.items() if lane in self._lines}
        for lane, color in self._lane_colors:
            pale = QColor(color)
            pale.setAlpha(110)
            self._bands[lane].set_pens(QPen(pale, 1.0))
            self._lines[lane].set_pens(QPen(QColor(color), 1.6))
        self._cached_lines.set_parts((*self._bands.values(), *self._lines.values()))

    def names_drawn(self) -> list[tuple[str, str]]:
        """Names and colours of the lanes that are shown."""
        return [(path.name, path.color) for path in begun(self._paths)]

    def show_step(self, step: int) -> None:
        """Mark the step that the picture shows."""
        self._step = step
        self._cursor.move_to(step)
        self._veil.move_to(step)
        self._show_playhead()

    def _show_playhead(self) -> None:
        over_steps = self.against.current == "steps"
        self._cursor.setVisible(over_steps)
        self._veil.setVisible(over_steps and self._step < max(map(len, self._paths), default=1) - 1)

    def draw(self) -> None:
        """Draw every lane."""
        begin = perf_counter()
        self._draw()
        self._took = perf_counter() - begin

    def _draw(self) -> None:
        self._measure = chosen(
            self.quantity.current, begun(self._paths), self._minima, logarithmic=self.log.isChecked()
        )
        logarithmic = self._measure.floor is not None
        self.chart.left.set_title(self._measure.title)
        self.chart.left.set_kind("power" if logarithmic else "linear")
        self.chart.bottom.set_title(AXIS_TITLES[self.against.current])
        low, high, begin = np.inf, -np.inf, -np.inf
        window = self._window()
        for path in self._paths:
            y = self._draw_lane(path, window)
            if np.isfinite(y).any():
                low, high = min(low, float(np.nanmin(y))), max(high, float(np.nanmax(y)))
                begin = max(begin, float(y[np.isfinite(y)][0]))
        self._cached_lines.refresh()
        self.chart.set_x_range(window)
        self._show_playhead()
        if np.isfinite(low):
            if logarithmic:
                high = min(high, begin + ABOVE)
            else:
                low = max(low, begin - BELOW * max(abs(begin), high - begin))
            self.chart.set_y_range(
                ranges.power_range(low, high) if logarithmic else ranges.loss_range(low, high)
            )

    def positions_of(self, path: DrawnLane) -> Floats:
        """Return the position of each step on the axis, ``(steps + 1,)``."""
        return self._at(path, np.arange(len(path), dtype=np.float64))

    def _at(self, path: DrawnLane, steps: Floats) -> Floats:
        """Return the positions of steps, or of fractions of steps, on the axis."""
        match self.against.current:
            case "gradients":
                used, before = path.gradients.astype(np.float64), steps.astype(np.int64)
                after = np.minimum(before + 1, len(used) - 1)
                return used[before] + (steps - before) * (used[after] - used[before])
            case "seconds":
                return steps * path.pace
            case _:
                return steps

    def _window(self) -> Range:
        """Return the range of the axis: all of it, or what the user has chosen."""
        if not self.chart.following:
            return self.chart.visible()[0]
        if self.against.current == "steps":
            return 0.0, float(self._total)
        ends = [self.positions_of(path)[-1] for path in begun(self._paths)]
        return 0.0, float(np.nanmax(ends, initial=0.0)) or 1.0

    def _draw_lane(self, path: DrawnLane, window: Range) -> Floats:
        """Draw the median over the seeds, with quartiles if there are several, and return the median."""
        line, band = self._lines[path.lane], self._bands[path.lane]
        line.clear()
        band.clear()
        if path.hidden or not len(path):
            return line.points[1]
        positions = self.positions_of(path)
        first, last = (int(each) for each in positions.searchsorted(window))
        first, last = max(0, first - 1), min(len(path), last + 1)
        seen = positions[first:last]
        if not len(seen):
            return line.points[1]
        share = (seen[-1] - seen[0]) / (window[1] - window[0])
        most = int(self.chart.pixels() * min(1.0, float(np.nan_to_num(share)))) + 1
        drawn = self._drawn_of(path).lines(first, last, most)
        (x, middle_of), *edges = [(self._at(path, steps), values) for steps, values in drawn]
        line.show_points(x, middle_of)
        if edges:
            (x, lower), (_, upper) = edges
            gap = np.array([np.nan])
            band.show_points(np.concatenate([x, gap, x]), np.concatenate([lower, gap, upper]))
        return middle_of

    def _drawn_of(self, path: DrawnLane) -> Drawn:
        known = self._drawn.get(path.lane)
        if known is None or known[0] != self._measure or known[1].path is not path:
            known = self._drawn[path.lane] = self._measure, Drawn(self._measure, path)
        return known[1]

    # --- inside ----------------------------------------------------------------------------------

    def _on_choice_changed(self, *_: object) -> None:
        self.chart.follow()

    def _on_cursor_dragged(self, position: float) -> None:
        self.sought.emit(max(0, round(position)))

    def _on_hovered(self, scene: QPointF) -> None:
        at = self.chart.at(scene)
        grabs = at is not None and self._cursor.grabs(QPointF(*at))
        self.canvas.viewport().setCursor(Qt.CursorShape.SplitHCursor if grabs else Qt.CursorShape.ArrowCursor)
        if at is None or not begun(self._paths):
            self._on_cursor_left()
            return
        rows = []
        for path in begun(self._paths):
            near = int(np.abs(self.positions_of(path) - at[0]).argmin())
            if at[0] <= self.positions_of(path)[-1]:
                chosen_now = self._measure
                here = measured(
                    chosen_now.quantity, path, chosen_now.minima, near, near + 1, zero=chosen_now.zero
                )
                value = middle(here)[0]
                rows.append((path.name, exact(float(value))))
        axis = self.against.current
        place = exact(max(0.0, at[0]), 3) if axis == "seconds" else count(max(0, round(at[0])))
        unit = {"steps": "step", "gradients": "gradient", "seconds": "second"}[axis]
        self.readout.show_at(self.canvas.mapFromScene(scene), f"{unit} {place}", rows)

    def _on_cursor_left(self) -> None:
        self.readout.hide()

    def _on_theme_changed(self, theme: Theme) -> None:
        self.setStyleSheet(style(theme))
        self.canvas.apply_theme(theme)
        self.chart.apply_theme(theme)
        self._veil.set_color(theme.panel, VEIL)
        self._cursor.set_pen(QPen(QColor(theme.muted), 0, Qt.PenStyle.DashLine))

"""How high, how far, how steep, how fast: the lanes of a race over their steps."""

from collections.abc import Callable, Sequence
from time import perf_counter

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, QTimer
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.catalog.kinds import Minimum
from playground.ui.plots import ranges
from playground.ui.plots.axes import Axis, Canvas, Chart
from playground.ui.plots.controls import Segmented, button, style
from playground.ui.plots.header import Header
from playground.ui.plots.items import Lines
from playground.ui.plots.numbers import count, exact
from playground.ui.plots.panel import Readout
from playground.ui.plots.race_lines import Floats, LaneWay, thinned, visible
from playground.ui.plots.still import Still
from playground.ui.theme import Theme, ThemeHub

QUANTITIES = {
    "height": ("Height", "f above the lowest known minimum, or f itself when none is known"),
    "distance": ("Distance", "From the nearest known minimum"),
    "slope": ("Gradient", "Length of the gradient, without noise"),
    "pace": ("Step length", "Length of each step"),
}
AGAINST = {
    "steps": ("Steps", "Optimizer steps"),
    "gradients": ("Gradients", "Gradients used: some optimizers need several in a step"),
    "seconds": ("Seconds", "Steps times the shortest time that a step of the lane has taken here"),
}
AXIS_WORDS = {"steps": "step", "gradients": "gradients used", "seconds": "seconds of computing"}
SOON_MS, PATIENCE = 120, 20.0
"""While a race is computed its curves are drawn so often, or after so many times as long as preparing them takes."""
ABOVE = 3.0
"""Curves that climb more than so many powers of ten above where they began leave the picture."""
LEAST = 1e-300
"""Zero is drawn as this on a logarithmic axis, which is below every axis."""


class RaceCurves(QWidget):
    """One quantity of all lanes over steps; a line marks the step that is shown."""

    def __init__(self, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("plotPanel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._ways: Sequence[LaneWay] = ()
        self._minima: tuple[Minimum, ...] = ()
        self._total, self._step = 1, 0
        self._took = 0.0
        self._lines: dict[str, Lines] = {}
        self._bands: dict[str, Lines] = {}
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
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
        self.canvas = Canvas()
        self.chart = Chart(self.canvas, 0, Axis("left", "power"), Axis("bottom"), wheel=0)
        self._still = Still(self.chart.view)
        self.chart.view.add(self._still)
        self._cursor = pg.InfiniteLine(angle=90)
        self.chart.view.add(self._cursor, 50)
        self.chart.on_follow = lambda _: self.draw()
        self.canvas.hovered.connect(self._hover)
        self.canvas.left.connect(self._leave)
        self.readout = Readout(self.canvas)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(header)
        layout.addWidget(self.canvas, 1)
        hub.changed.connect(self._themed)
        self._themed(hub.theme)

    # --- what is shown ---------------------------------------------------------------------------

    def show_ways(self, ways: Sequence[LaneWay], minima: tuple[Minimum, ...], total: int) -> None:
        """Show these lanes, whose ways may grow, over so many steps."""
        self._ways, self._minima, self._total = ways, minima, total
        self._lines = {way.lane: self._lines.get(way.lane) or Lines(self.chart.view) for way in ways}
        self._bands = {way.lane: self._bands.get(way.lane) or Lines(self.chart.view) for way in ways}
        for way in ways:
            pale = QColor(way.color)
            pale.setAlpha(110)
            self._bands[way.lane].set_pens(QPen(pale, 1.0))
            self._lines[way.lane].set_pens(QPen(QColor(way.color), 1.6))
        self._still.set_parts((*self._bands.values(), *self._lines.values()))
        if not self._soon.isActive():
            self._soon.start(round(max(SOON_MS, PATIENCE * self._took)))

    def names_drawn(self) -> list[tuple[str, str]]:
        """Names and colours of the lanes that are shown."""
        return [(way.name, way.color) for way in visible(self._ways)]

    def show_step(self, step: int) -> None:
        """Mark the step that the picture shows."""
        self._step = step
        self._cursor.setVisible(self.against.current == "steps")
        self._cursor.setPos(step)

    def draw(self) -> None:
        """Draw every lane."""
        begin = perf_counter()
        self._draw()
        self._took = 1000 * (perf_counter() - begin)

    def _draw(self) -> None:
        key, logarithmic = self.quantity.current, self.log.isChecked()
        words = "f − minimum" if key == "height" and self._minima else QUANTITIES[key][0].lower()
        self.chart.left.set_words("f(x, y)" if words == "height" else words)
        self.chart.left.set_kind("power" if logarithmic else "linear")
        self.chart.bottom.set_words(AXIS_WORDS[self.against.current])
        low, high, end, begin = np.inf, -np.inf, 0.0, -np.inf
        for way in self._ways:
            values = self.values_of(way) if not way.hidden and len(way) else np.empty(0)
            x, y = self._points(way, values, logarithmic=logarithmic)
            self._lines[way.lane].show_points(x, y)
            self._draw_band(way, len(values), logarithmic=logarithmic)
            if np.isfinite(y).any():
                low, high = min(low, float(np.nanmin(y))), max(high, float(np.nanmax(y)))
                end = max(end, float(np.nanmax(x, initial=0.0)))
                begin = max(begin, float(y[np.isfinite(y)][0]))
        self._still.refresh()
        self.chart.set_x_range((0.0, float(self._total) if self.against.current == "steps" else end or 1.0))
        self._cursor.setVisible(self.against.current == "steps")
        if np.isfinite(low):
            if logarithmic:
                high = min(high, begin + ABOVE)
                low = max(low, high - 20)  # what is smaller by twenty powers of ten is zero for everybody
            self.chart.set_y_range(
                ranges.power_range(low, high) if logarithmic else ranges.loss_range(low, high)
            )

    def values_of(self, way: LaneWay) -> Floats:
        """The chosen quantity at each step, ``(steps + 1,)``; the median over repetitions."""
        values = self._of_each(way)
        return values[:, 0] if values.shape[1] == 1 else np.median(values, axis=1)

    def _of_each(self, way: LaneWay) -> Floats:
        """The chosen quantity at each step of each repetition, ``(steps + 1, seeds)``."""
        computed: dict[str, Callable[[], Floats]] = {
            "height": lambda: way.heights - (self._minima[0].value if self._minima else 0.0),
            "distance": lambda: _distance(way.places, self._minima),
            "slope": lambda: way.slopes,
            "pace": lambda: np.linalg.norm(np.diff(way.places, axis=0, prepend=np.nan), axis=2),
        }
        return computed[self.quantity.current]()

    def positions_of(self, way: LaneWay) -> Floats:
        """Where each step stands on the axis, ``(steps + 1,)``."""
        steps = np.arange(len(way), dtype=np.float64)
        match self.against.current:
            case "gradients":
                return way.evaluations
            case "seconds":
                return steps * way.pace
            case _:
                return steps

    def _points(self, way: LaneWay, values: Floats, *, logarithmic: bool) -> tuple[Floats, Floats]:
        """What of a row of values is drawn."""
        if not len(values):
            return np.empty(0), np.empty(0)
        x, y = thinned(_powers(values) if logarithmic else values, self.chart.pixels())
        return np.interp(x, np.arange(len(way)), self.positions_of(way)), y

    def _draw_band(self, way: LaneWay, count: int, *, logarithmic: bool) -> None:
        """The quartiles over the repetitions, where there are several."""
        if not count or way.heights.shape[1] < 2:
            self._bands[way.lane].clear()
            return
        edges = np.quantile(self._of_each(way), (0.25, 0.75), axis=1)
        parts = [self._points(way, edge, logarithmic=logarithmic) for edge in edges]
        gap = np.array([np.nan])
        (x, low), (_, high) = parts
        self._bands[way.lane].show_points(np.concatenate([x, gap, x]), np.concatenate([low, gap, high]))

    # --- inside ----------------------------------------------------------------------------------

    def _choose(self, *_: object) -> None:
        self.chart.follow()

    def _hover(self, scene: QPointF) -> None:
        at = self.chart.at(scene)
        if at is None or not visible(self._ways):
            self._leave()
            return
        rows = []
        for way in visible(self._ways):
            near = int(np.abs(self.positions_of(way) - at[0]).argmin())
            if at[0] <= self.positions_of(way)[-1]:
                rows.append((way.name, exact(float(self.values_of(way)[near]))))
        axis = self.against.current
        place = exact(max(0.0, at[0]), 3) if axis == "seconds" else count(max(0, round(at[0])))
        words = {"steps": "step", "gradients": "gradient", "seconds": "second"}[axis]
        self.readout.tell(self.canvas.mapFromScene(scene), f"{words} {place}", rows)

    def _leave(self) -> None:
        self.readout.hide()

    def _themed(self, theme: Theme) -> None:
        self.setStyleSheet(style(theme))
        self.canvas.apply(theme)
        self.chart.apply(theme)
        self._cursor.setPen(QPen(QColor(theme.muted), 0, Qt.PenStyle.DashLine))


def _powers(values: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(values >= 0, np.log10(np.maximum(values, LEAST)), np.nan)


def _distance(places: Floats, minima: tuple[Minimum, ...]) -> Floats:
    if not minima:
        return np.full(places.shape[:2], np.nan)
    known = np.array([(minimum.x, minimum.y) for minimum in minima])
    apart: Floats = np.linalg.norm(places[:, :, None, :] - known, axis=3).min(axis=2)
    return apart

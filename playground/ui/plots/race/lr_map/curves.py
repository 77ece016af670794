"""All lanes in one chart: final height over the learning rate."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, Signal
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.arrays import Doubles
from playground.ui.plots.chart.axes import Axis
from playground.ui.plots.chart.chart import Chart
from playground.ui.plots.chart.items import Lines, Spots
from playground.ui.plots.chart.numbers import exact
from playground.ui.plots.chart.view import Canvas
from playground.ui.plots.frame.panel import Readout, Row
from playground.ui.plots.race.lr_map.height_scale import HeightScale
from playground.ui.plots.race.lr_map.wording import Strip, rate_text
from playground.ui.style.theme import Theme

NEAR = 14
"""Distance in pixels within which a click picks a point of a curve."""
ABOVE = 10.0
"""Final heights are clipped at this multiple of the height of the start."""
FOOT = 0.5
"""Room below the lowest height in powers of ten, for rates of which no height is known."""


class RateCurves(QWidget):
    """One curve per lane, which ends where the lane diverges. A click near a point chooses its rate."""

    chosen = Signal(str, float)
    """Lane and rate."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._strips: tuple[Strip, ...] = ()
        self._rates: Doubles = np.array([1e-4, 1.0])
        self._lines: dict[str, Lines] = {}
        self.scale = HeightScale(0.0, 1e-9, 1.0, known=True)
        self.canvas = Canvas()
        self.chart = Chart(self.canvas, 0, Axis("left", "power"), Axis("bottom", "power"))
        self.chart.bottom.set_title("learning rate")
        self.chart.on_follow = lambda _: self._show_all()
        self._marks = Spots(self.chart.view)
        self.chart.view.add(self._marks, 20)
        self.chart.view.clicked.connect(self._on_clicked)
        self.canvas.hovered.connect(self._on_hovered)
        self.canvas.left.connect(self._on_cursor_left)
        self.readout = Readout(self.canvas)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.canvas)

    def show_strips(self, strips: Sequence[Strip], rates: Doubles) -> None:
        """Show lanes over rates, ascending."""
        self._strips, self._rates = tuple(strips), rates
        self.scale = HeightScale.over([strip.map for strip in strips if strip.map is not None])
        self.chart.left.set_title("final f − minimum" if self.scale.known else "final f − lowest final f")
        for key in set(self._lines) - {strip.lane for strip in strips}:
            self.chart.view.removeItem(self._lines.pop(key))
        for z, strip in enumerate(strips):
            if strip.lane not in self._lines:
                self._lines[strip.lane] = Lines(self.chart.view)
                self.chart.view.add(self._lines[strip.lane], z / 100)
            self._lines[strip.lane].set_pens(QPen(QColor(strip.color), 1.8))
            self._lines[strip.lane].show_points(np.log10(rates), self.powers(strip))
        self._show_all()
        self._mark()

    def powers(self, strip: Strip) -> Doubles:
        """Return exponents of ten of a lane's final heights above the base, NaN where it diverges, ``(n,)``."""
        if strip.map is None:
            return np.full(len(self._rates), np.nan)
        above = np.clip(strip.map.final - self.scale.base, self.scale.least, ABOVE * self.scale.most)
        return np.where(np.isfinite(strip.map.final), np.log10(above), np.nan)

    def _show_all(self) -> None:
        powers = np.log10(self._rates)
        margin = 0.02 * (powers[-1] - powers[0])
        self.chart.set_x_range((float(powers[0] - margin), float(powers[-1] + margin)))
        bottom = float(np.log10(self.scale.least))
        self.chart.set_y_range((bottom - FOOT, float(np.log10(ABOVE * self.scale.most)) + 0.2))

    def _mark(self) -> None:
        """Draw a ring at the current rate, and a dot at the best one.

        The ring is on the curve only where that rate was raced, else at the foot of the chart: nothing is known of it.
        """
        marks, foot = [], float(np.log10(self.scale.least)) - FOOT / 2
        for strip in self._strips:
            values = self.powers(strip)
            if strip.rate > 0 and np.isfinite(values).any():
                raced = np.flatnonzero(np.isclose(self._rates, strip.rate, rtol=1e-6))
                height = float(values[raced[0]]) if len(raced) else foot
                marks.append((float(np.log10(strip.rate)), height, 8.0, "#FFFFFF", strip.color))
            if strip.map is not None and (best := strip.map.winner) is not None:
                marks.append(
                    (float(np.log10(self._rates[best])), float(values[best]), 9.0, strip.color, "#FFFFFF")
                )
        self._marks.show_spots([mark for mark in marks if np.isfinite(mark[1])])

    # --- the mouse -------------------------------------------------------------------------------

    def near(self, at: tuple[float, float]) -> tuple[Strip, int] | None:
        """Return lane and rate index of the point nearest to a position; None when it is far."""
        width, height = self.chart.pixel_size()
        found: list[tuple[float, Strip, int]] = []
        for strip in self._strips:
            values = self.powers(strip)
            if np.isfinite(values).any():
                apart = np.hypot((np.log10(self._rates) - at[0]) / width, (values - at[1]) / height)
                number = int(np.nanargmin(apart))
                found.append((float(apart[number]), strip, number))
        distance, lane, number = min(found, key=lambda each: each[0], default=(np.inf, None, 0))
        return (lane, number) if lane is not None and distance <= NEAR else None

    def _on_clicked(self, x: float, y: float) -> None:
        found = self.near((x, y))
        if found is not None:
            self.chosen.emit(found[0].lane, float(self._rates[found[1]]))

    def _on_hovered(self, scene: QPointF) -> None:
        at = self.chart.at(scene)
        if at is None or not self._strips:
            self._on_cursor_left()
            return
        number = int(np.abs(np.log10(self._rates) - at[0]).argmin())
        title = f"learning rate {rate_text(self._rates[number])}"
        self.readout.show_at(self.canvas.mapFromScene(scene), title, self.values_at(number))

    def values_at(self, number: int) -> list[Row]:
        """Return the final height of each lane at a rate, the best first."""
        rows = [(strip, float(strip.map.final[number])) for strip in self._strips if strip.map is not None]
        rows.sort(key=lambda row: row[1] if np.isfinite(row[1]) else np.inf)
        return [
            (strip.name, exact(end - self.scale.base) if np.isfinite(end) else _fate(strip, number))
            for strip, end in rows
        ]

    def _on_cursor_left(self) -> None:
        self.readout.hide()

    def apply_theme(self, theme: Theme) -> None:
        """Apply a theme's colours."""
        self.canvas.apply_theme(theme)
        self.chart.apply_theme(theme)


def _fate(strip: Strip, number: int) -> str:
    return (strip.map.states[number] if strip.map is not None else "") or "not computed yet"

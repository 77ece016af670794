"""The page of starts: where one lane ends up from every point of the plane."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QLabel, QWidget

from playground.arrays import Floats
from playground.catalog.kinds import Domain, Place
from playground.engine.race.surface.basins import Basins
from playground.engine.race.surface.outcomes import Outcome
from playground.ui.plots.chart.axes import Axis
from playground.ui.plots.chart.chart import Chart
from playground.ui.plots.chart.colors import Pixels, pack, rgb
from playground.ui.plots.chart.items import Raster, Spots
from playground.ui.plots.chart.numbers import count, exact, percent
from playground.ui.plots.chart.view import Canvas
from playground.ui.plots.frame.panel import Readout, Row
from playground.ui.plots.frame.study_page import StudyPage
from playground.ui.plots.race.basins.map_colors import neighbor_colors
from playground.ui.plots.race.basins.wording import OUTCOMES, state_text
from playground.ui.plots.race.minimum_text import coordinates_text, minimum_text
from playground.ui.style.theme import Theme, ThemeHub, blend
from playground.ui.widgets.swatch import dot

NAMED = 8
"""Number of end points in the legend, those with the largest shares."""
DARKEST = 0.38
"""Brightness of the slowest starts; the fastest ones have 1."""


class BasinsPage(StudyPage):
    """A map of all starts of a lane. Click to start the race there."""

    title = "Starts"
    tip = "Where a lane ends up from every start"

    lane_chosen = Signal(str)
    start_chosen = Signal(float, float)

    def __init__(self, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(hub, parent)
        self._basins: Basins | None = None
        self._colors: list[int] = []
        self._coarse: Pixels | None = None
        self.lanes = QComboBox()
        self.lanes.setAccessibleName("Lane shown")
        self.lanes.setToolTip("Lane shown")
        self.lanes.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.lanes.activated.connect(lambda: self.lane_chosen.emit(self.lanes.currentData()))
        self.progress = QLabel()
        self.header.add(QLabel("Where each start leads:"), self.lanes)
        self.header.push_right()
        self.header.add(self.progress)
        self._make_chart()
        self.readout = Readout(self.canvas)
        self.set_body(self.canvas)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.canvas.setFocusProxy(self)

    def _make_chart(self) -> None:
        self.canvas = Canvas()
        self.chart = Chart(self.canvas, 0, Axis("left", grid=False), Axis("bottom", grid=False))
        self.chart.left.set_title("y of the start")
        self.chart.bottom.set_title("x of the start")
        view = self.chart.view
        self.raster, self.minima, self.start = Raster(), Spots(view), Spots(view)
        layers: list[Any] = [self.raster, self.minima, self.start]
        for z, item in enumerate(layers):
            view.add(item, z)
        self.chart.on_follow = lambda _: self._show_domain()
        view.clicked.connect(self._on_clicked)
        self.canvas.hovered.connect(self._on_hovered)
        self.canvas.left.connect(self._on_cursor_left)

    # --- what is shown ---------------------------------------------------------------------------

    def show_lanes(self, lanes: Sequence[tuple[str, str, str]], chosen: str) -> None:
        """Offer lanes by id, name and colour."""
        with QSignalBlocker(self.lanes):
            self.lanes.clear()
            for key, name, color in lanes:
                self.lanes.addItem(dot(color), name, key)
            self.lanes.setCurrentIndex(max(0, self.lanes.findData(chosen)))

    def show_start(self, start: Place) -> None:
        """Mark the start of the race."""
        self.start.show_spots([(*start, 9.0, "#FFFFFF", "#14171C")])

    def show_domain(self, domain: Domain) -> None:
        """Show this part of the plane."""
        self._domain = domain
        self.chart.follow()

    def _show_domain(self) -> None:
        domain = self._domain
        self.chart.set_x_range((domain.x0, domain.x1))
        self.chart.set_y_range((domain.y0, domain.y1))

    def forget(self) -> None:
        """Drop the starts, as the race has changed."""
        self._basins = self._coarse = None
        self.raster.clear()
        self.minima.clear()
        self.readout.hide()
        self.caption.set_text("")
        self.progress.setText("")

    def wait(self) -> None:
        """Keep the old picture until that of the new choice arrives."""
        self._coarse = None
        self.progress.setText("…")

    def show_basins(self, basins: Basins, *, final: bool) -> None:
        """Show what is known; where a fine grid is not computed yet, the coarser one stays."""
        self.show_hint("")
        size = f"{len(basins.x)} × {len(basins.x)} starts"
        self.progress.setText(size if final else f"{size}, {percent(basins.done, 0)} …")
        if self._coarse is not None and not basins.complete and (basins.outcome >= 0).all():
            return  # an unfinished fine grid shows less than a finished coarse one
        self._basins, self._colors = basins, neighbor_colors(basins, len(self._palette))
        self._draw()
        if basins.complete:
            self._coarse = self.pixels()
        self.minima.show_spots(
            [
                (p.x, p.y, 8.0, self.color_of(n), "#FFFFFF")
                for n, p in enumerate(basins.places[: basins.known])
            ]
        )
        self.caption.set_text(self._legend())

    def _draw(self) -> None:
        assert self._basins is not None
        x, y = self._basins.x, self._basins.y
        self.raster.show_pixels(self.pixels(), (x[0], x[-1]), (y[0], y[-1]), smooth=False)

    # --- colours ---------------------------------------------------------------------------------

    def color_of(self, place: int) -> str:
        """Return the colour of the starts that end at a point."""
        return self._palette[self._colors[place]]

    @property
    def _palette(self) -> tuple[str, ...]:
        return self.hub.theme.class_colors[:-1]  # the last one is grey, as starts without an end point

    def color_of_outcome(self, outcome: Outcome) -> str:
        """Return the colour of the starts that end nowhere."""
        theme = self.hub.theme
        return {
            Outcome.STILL_MOVING: blend(theme.panel, theme.muted, 0.35),
            Outcome.STUCK: blend(theme.panel, theme.muted, 0.8),
            Outcome.DIVERGED: blend(theme.danger, "#000000", 0.6),
        }.get(outcome, theme.panel)

    def pixels(self) -> Pixels:
        """Return a colour for each start, rows upwards."""
        assert self._basins is not None
        basins = self._basins
        colors = np.full((*basins.where.shape, 3), np.nan)
        for outcome in Outcome:
            colors[basins.outcome == int(outcome)] = rgb(self.color_of_outcome(outcome))
        arrived = basins.where >= 0
        if arrived.any():
            table = np.array([rgb(self.color_of(n)) for n in range(len(basins.places))])
            colors[arrived] = table[basins.where[arrived]] * self.brightness()[arrived][:, None]
        pixels = pack(colors)
        unknown = basins.outcome < 0
        if self._coarse is not None and unknown.any():
            nearest = (np.arange(len(basins.x)) * len(self._coarse)) // len(basins.x)
            pixels[unknown] = self._coarse[np.ix_(nearest, nearest)][unknown]
        return pixels

    def brightness(self) -> Floats:
        """Return 1 for few steps down to ``DARKEST`` for many, by their logarithm."""
        assert self._basins is not None
        steps = self._basins.steps
        finite = np.isfinite(steps) & (self._basins.where >= 0)
        if not finite.any():
            return np.full(steps.shape, 0.8)
        powers = np.log10(np.where(finite, steps, 1.0) + 1)
        low, high = np.quantile(powers[finite], (0.01, 0.99))  # ignore outliers
        share = (powers - low) / max(high - low, 0.3)
        result: Floats = np.where(finite, 1 - (1 - DARKEST) * share.clip(0, 1), 0.8)
        return result

    # --- legend and readout ----------------------------------------------------------------------

    def legend(self) -> list[tuple[str, str, str]]:
        """Return colour, name and share of everything shown, the known minima first."""
        basins = self._basins
        assert basins is not None
        shares = [basins.share(number) for number in range(len(basins.places))]
        order = sorted(
            (n for n in range(len(shares)) if shares[n] or n < basins.known),
            key=lambda n: (n >= basins.known, -shares[n]),
        )
        rows = [(self.color_of(n), minimum_text(basins.places[n]), percent(shares[n])) for n in order[:NAMED]]
        if order[NAMED:]:
            rest = sum(shares[n] for n in order[NAMED:])
            rows.append(("", f"{len(order) - NAMED} other points", percent(rest)))
        for outcome, name in OUTCOMES.items():
            share = basins.share_of(outcome)
            if share:
                rows.append((self.color_of_outcome(outcome), name, percent(share)))
        return rows

    def _legend(self) -> str:
        assert self._basins is not None
        cells = [
            f"<td><span style='color:{color or self.hub.theme.panel}'>■</span>&nbsp;{name}</td>"
            f"<td align='right'>&nbsp;&nbsp;{share}&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;</td>"
            for color, name, share in self.legend()
        ]
        if len(cells) % 2:
            cells.append("<td></td><td></td>")
        lines = "".join(f"<tr>{a}{b}</tr>" for a, b in list(pairwise(cells))[::2])
        steps = self._basins.steps[(self._basins.where >= 0) & np.isfinite(self._basins.steps)]
        few, many = np.quantile(steps, (0.01, 0.99)) if len(steps) else (0.0, 0.0)
        pace = f"Bright: at most {count(few)} steps; dark: at least {count(many)}. " if len(steps) else ""
        return f"<table cellspacing='0'>{lines}</table>{pace}Click to start the race there."

    def values_at(self, at: Place) -> tuple[Place, list[Row]] | None:
        """Return the start nearest to a point, with rows for the card at the cursor; None outside the plane."""
        basins, domain = self._basins, self._domain
        if basins is None or not (domain.x0 <= at[0] <= domain.x1 and domain.y0 <= at[1] <= domain.y1):
            return None
        column, row = int(np.abs(basins.x - at[0]).argmin()), int(np.abs(basins.y - at[1]).argmin())
        start = float(basins.x[column]), float(basins.y[row])
        rows = [("start", f"{exact(start[0])}, {exact(start[1])}")]
        outcome, number = int(basins.outcome[row, column]), int(basins.where[row, column])
        if outcome < 0:
            return start, [*rows, ("not computed yet", "")]
        steps = float(basins.steps[row, column])
        if number >= 0:
            place = basins.places[number]
            kind = "minimum" if number < basins.known else "stops at"
            rows.append((kind, coordinates_text(place, 4)))
            if number < basins.known:
                rows.append(("state", state_text(place, swinging=bool(basins.swinging[row, column]))))
            if np.isfinite(steps):
                rows.append(("steps", count(steps)))
        else:
            rows.append(("outcome", OUTCOMES[Outcome(outcome)]))
            if outcome == Outcome.DIVERGED and np.isfinite(steps):
                rows.append(("at step", count(steps)))
        if outcome not in {Outcome.DIVERGED, Outcome.NO_HEIGHT}:
            end = basins.ends[row, column]
            rows.append(("end", f"{exact(float(end[0]))}, {exact(float(end[1]))}"))
            rows.append(("f at the end", exact(float(basins.heights[row, column]))))
        return start, rows

    # --- the mouse -------------------------------------------------------------------------------

    def _on_clicked(self, x: float, y: float) -> None:
        found = self.values_at((x, y))
        if found is not None:
            self.start_chosen.emit(*found[0])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: arrow keys move the start of the race by one grid point."""
        key = Qt.Key
        moves = {key.Key_Left: (-1, 0), key.Key_Right: (1, 0), key.Key_Down: (0, -1), key.Key_Up: (0, 1)}
        across, up = moves.get(key(event.key()), (0, 0))
        if self._basins is None or not (across or up) or not self.start.places:
            super().keyPressEvent(event)
            return
        (x, y), grid = self.start.places[0], self._basins
        self._on_clicked(x + across * float(grid.x[1] - grid.x[0]), y + up * float(grid.y[1] - grid.y[0]))

    def _on_hovered(self, scene: QPointF) -> None:
        at = self.chart.at(scene)
        found = None if at is None else self.values_at(at)
        if found is None:
            self.readout.hide()
            return
        self.readout.show_at(self.canvas.mapFromScene(scene), "", found[1])

    def _on_cursor_left(self) -> None:
        self.readout.hide()

    def apply_theme(self, theme: Theme) -> None:
        """Apply a theme's colours."""
        self.canvas.apply_theme(theme)
        self.chart.apply_theme(theme)
        if self._basins is not None:
            self._coarse = None
            self._draw()
            self.caption.set_text(self._legend())

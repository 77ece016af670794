"""The paths of all lanes of a race on one plane through parameter space, over the loss on that plane."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPen, QResizeEvent
from PySide6.QtWidgets import QGraphicsItem, QVBoxLayout, QWidget

from playground.arrays import Doubles
from playground.engine.events.network_race import LanePaths
from playground.engine.events.pictures import LossPlane, PlanePath
from playground.ui.plots.chart.axes import Axis
from playground.ui.plots.chart.chart import Chart
from playground.ui.plots.chart.color_bar import ColorBar
from playground.ui.plots.chart.colors import pack
from playground.ui.plots.chart.items import Lines, Raster, Spots
from playground.ui.plots.chart.levels import filled_in, interpolated_at, log_scale
from playground.ui.plots.chart.loss_picture import between, contour_picture
from playground.ui.plots.chart.numbers import count, exact
from playground.ui.plots.chart.view import Canvas
from playground.ui.plots.frame.caption import Caption
from playground.ui.plots.frame.controls import style
from playground.ui.plots.frame.header import Header
from playground.ui.plots.frame.panel import Readout, Row
from playground.ui.plots.frame.waiting import Waiting
from playground.ui.plots.race.drawn_lane import DrawnLane
from playground.ui.plots.race.network.plane_choice import PlaneChoice
from playground.ui.plots.race.network.wording import PLANE_NOTE, inside_text, kept_text, plane_text
from playground.ui.style.color_maps import viridis
from playground.ui.style.theme import Theme, ThemeHub
from playground.ui.widgets.plain_text import plain_tip

NOTHING_YET = "The common plane appears once the lanes have moved."
COMPUTED = "Computing the loss on the common plane beside the training…"
SQUARES = 600
"""Squares along each side of the plane; a path is drawn with about one point in each, as wide lines are slow."""
OVER = 59
"""Height of the path over all others, below the heads."""
LOW = 300
"""Pixels of height below which there is no room for the caption."""
NEAR = 14
"""Distance in pixels within which the cursor picks a point of a path."""


class NetworkRacePlane(QWidget):
    """Filled contours of the loss, with the path of each lane."""

    title = "Loss plane"
    tip = "The paths of all lanes on one plane through parameter space"
    wanted = frozenset({LossPlane, LanePaths})

    def __init__(self, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("plotPanel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._runs: Sequence[DrawnLane] = ()
        self._plane: LossPlane | None = None
        self._values: Doubles = np.empty((0, 0))
        self._paths: LanePaths | None = None
        self._lines: dict[str, Lines] = {}
        self._starts, self._raised = 1, ""
        self._palette = pack(viridis().astype(np.float64))
        self._make_chart()
        self.caption = Caption()
        self.waiting = Waiting(self.canvas)
        self.choice = PlaneChoice(self)
        header = Header()
        header.add(self.choice.kind, self.choice.lanes)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(header)
        layout.addWidget(self.canvas, 1)
        layout.addWidget(self.caption)
        hub.changed.connect(self._on_theme_changed)
        self._on_theme_changed(hub.theme)

    def _make_chart(self) -> None:
        self.canvas = Canvas()
        self.chart = Chart(self.canvas, 0, Axis("left", grid=False), Axis("bottom", grid=False))
        self.raster, self._bar = Raster(), ColorBar()
        self._bar.set_palette(self._palette)
        self.canvas.ci.addItem(self._bar, 0, 2)
        view = self.chart.view
        self._dark, self._light, self.heads = Lines(view), Lines(view), Spots(view)
        layers: list[Any] = [self.raster, self._dark, self._light]
        for z, item in enumerate(layers):
            view.add(item, z)
            item.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        view.add(self.heads, 60)
        self._dark.set_pens(QPen(QColor(0, 0, 0, 90), 0))
        self._light.set_pens(QPen(QColor(255, 255, 255, 90), 0))
        self.chart.on_follow = lambda _: self._fit()
        self.canvas.hovered.connect(self._on_hovered)
        self.canvas.left.connect(self._on_cursor_left)
        self.readout = Readout(self.canvas)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: a low picture leaves its caption to the tool tip."""
        super().resizeEvent(event)
        self.caption.setVisible(self.height() >= LOW)

    # --- what is shown ---------------------------------------------------------------------------

    @property
    def shown(self) -> tuple[LossPlane | None, LanePaths | None]:
        """The newest plane and the paths on it."""
        return self._plane, self._paths

    def names_drawn(self) -> list[tuple[str, str]]:
        """Names and colours of the lanes that are shown."""
        return [(run.name, run.color) for run in self._runs if not run.hidden]

    def show_lanes(self, runs: Sequence[DrawnLane]) -> None:
        """Show these lanes."""
        self._runs = runs
        for key in set(self._lines) - {run.lane for run in runs}:
            self.chart.view.removeItem(self._lines.pop(key))
        for z, run in enumerate(runs):
            if run.lane not in self._lines:
                self._lines[run.lane] = Lines(self.chart.view)
                self.chart.view.add(self._lines[run.lane], 10 + z)
            self._lines[run.lane].set_pens(QPen(QColor(20, 23, 28, 200), 3.6), QPen(QColor(run.color), 2.0))
        self._draw_paths()
        self.raise_lane(self._raised)

    def raise_lane(self, lane: str) -> None:
        """Draw the path of this lane over the others."""
        self._raised = lane
        for z, run in enumerate(self._runs):
            self._lines[run.lane].setZValue(OVER if run.lane == lane else 10 + z)

    def forget(self) -> None:
        """Drop plane and paths."""
        self._plane = self._paths = None
        self._values = np.empty((0, 0))
        self.raster.clear()
        for lines in (self._dark, self._light, *self._lines.values()):
            lines.clear()
        self.heads.clear()
        self._bar.set_ticks("", ())
        self.caption.set_text("")
        self.chart.follow()

    def show_preparing(self, words: str) -> None:
        """Show what is prepared while there is no plane; empty for a race that is ready."""
        moved = any(run.steps for run in self._runs)
        self.waiting.show_text(
            "" if self._plane is not None else words or (COMPUTED if moved else NOTHING_YET)
        )

    def take(self, event: object) -> None:
        """Show a plane or paths."""
        if isinstance(event, LossPlane):
            self._on_plane(event)
        elif isinstance(event, LanePaths):
            self._paths = event
            self._draw_paths()

    def _on_plane(self, plane: LossPlane) -> None:
        if min(plane.loss.shape) < 2 or not np.isfinite(plane.loss).any():
            return
        old, values = self._plane, plane.loss
        if old is not None and old.generation == plane.generation and not plane.complete:
            values = filled_in(values, plane.x, plane.y, (old.x, old.y, self._values))
        self._plane, self._values = plane, np.where(np.isfinite(values), values, np.nan)
        self.waiting.show_text("")
        drawn = contour_picture(plane.x, plane.y, self._values, log_scale(self._values), self._palette)
        x, y = (float(plane.x[0]), float(plane.x[-1])), (float(plane.y[0]), float(plane.y[-1]))
        self.raster.show_pixels(drawn.pixels, x, y, smooth=drawn.smooth)
        self._dark.show_points(*drawn.dark)
        self._light.show_points(*drawn.light)
        self._bar.set_ticks("loss", drawn.ticks)
        self._fit()
        self._draw_paths()

    def _fit(self) -> None:
        if self._plane is not None:
            self.chart.set_x_range((float(self._plane.x[0]), float(self._plane.x[-1])))
            self.chart.set_y_range((float(self._plane.y[0]), float(self._plane.y[-1])))

    def _draw_paths(self) -> None:
        heads: list[tuple[float, float, float, str, str]] = []
        starts: dict[tuple[float, float], None] = {}  # one for all lanes, or their own
        for run in self._runs:
            path = self.path_of(run)
            lines = self._lines[run.lane]
            if path is None or self._plane is None or not len(path.x):
                lines.clear()
                continue
            lines.show_points(*_apart(path, self._plane))
            starts[float(path.x[0]), float(path.y[0])] = None
            heads.append((float(path.x[-1]), float(path.y[-1]), 11.0, run.color, "#FFFFFF"))
        self._starts = len(starts)
        self.heads.show_spots([*((x, y, 9.0, "#FFFFFF", "#14171C") for x, y in starts), *heads])
        self._tell()

    def _tell(self) -> None:
        """Update caption and axes: which plane it is, and how much of each path lies in it."""
        plane, paths = self._plane, self._paths
        if plane is None:
            return
        fits = paths is not None and all(p.generation == plane.generation for p in paths.paths.values())
        known = paths if fits else None
        names = {run.lane: run.name for run in self._runs}
        through = known.through if known is not None else None
        which, (x, y) = plane_text(plane.titles, through, names, self._start_in_words())
        inside = {} if known is None else known.inside
        shares = [(run.name, inside[run.lane]) for run in self._runs if not run.hidden and run.lane in inside]
        self.chart.bottom.set_title(x)
        self.chart.left.set_title(y)
        kept = kept_text(path.steps for path in known.paths.values()) if known is not None else ""
        note = PLANE_NOTE.format(count(plane.samples), between(plane))
        words = f"{which}{inside_text(shares)}\n{note}{kept}"
        self.caption.set_text(words)
        self.canvas.setToolTip(plain_tip(words) if self.caption.isHidden() else "")

    def _start_in_words(self) -> str:
        """Name what the plane goes through: the start of the first lane, where others have their own."""
        return "the common start" if self._starts < 2 else f"the start of {self._runs[0].name}"

    def path_of(self, run: DrawnLane) -> PlanePath | None:
        """Return the path of a lane on the plane shown; None if it is hidden or belongs to another plane."""
        path = self._paths.paths.get(run.lane) if self._paths is not None else None
        fits = path is not None and self._plane is not None and path.generation == self._plane.generation
        return path if fits and not run.hidden else None

    # --- cursor ----------------------------------------------------------------------------------

    def _on_hovered(self, scene: QPointF) -> None:
        at = self.chart.at(scene)
        found = self.values_at(at, self.chart.pixel_size()) if at else None
        if found is None:
            self._on_cursor_left()
        else:
            self.readout.show_at(self.canvas.mapFromScene(scene), *found)

    def _on_cursor_left(self) -> None:
        self.readout.hide()

    def values_at(self, at: tuple[float, float], pixel: tuple[float, float]) -> tuple[str, list[Row]] | None:
        """Return the values at a point of the plane, or at the nearest point of a path if one is close."""
        plane = self._plane
        if plane is None:
            return None
        best: tuple[float, DrawnLane, PlanePath, int] | None = None
        for run in self._runs:
            path = self.path_of(run)
            if path is not None and len(path.x):
                away = np.hypot((path.x - at[0]) / pixel[0], (path.y - at[1]) / pixel[1])
                near = int(np.nanargmin(away))
                if away[near] <= NEAR and (best is None or away[near] < best[0]):
                    best = float(away[near]), run, path, near
        if best is not None:
            _, run, path, near = best
            return f"{run.name}, step {count(int(path.steps[near]))}", [
                ("true loss", exact(float(path.loss[near]))),
                ("distance from the plane", exact(float(path.off_plane[near]), 3)),
                ("coordinates", f"{exact(float(path.x[near]), 3)}, {exact(float(path.y[near]), 3)}"),
            ]
        value = interpolated_at(plane.x, plane.y, self._values, at)
        if value is None:
            return None
        return "", [("loss on the plane (interpolated)", exact(float(value)))]

    def _on_theme_changed(self, theme: Theme) -> None:
        self.setStyleSheet(style(theme))
        self.canvas.apply_theme(theme)
        self.chart.apply_theme(theme)
        self._bar.apply_theme(theme)


def _apart(path: PlanePath, plane: LossPlane) -> tuple[Doubles, Doubles]:
    """Drop the points of a path that lie in the same small square of the plane as the one before."""
    points = np.stack([path.x, path.y]).astype(np.float64)
    sides = np.array([[np.ptp(plane.x)], [np.ptp(plane.y)]]) / SQUARES
    kept = np.ones(points.shape[1], bool)
    kept[1:-1] = (np.diff(np.floor(points / sides))[:, :-1] != 0).any(axis=0)
    x, y = points[:, kept]
    return x, y

"""The loss on a plane through parameter space, with the path that training takes on it."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QGraphicsItem

from playground.app.document import Changed, Document
from playground.engine.events.pictures import LossPlane, PlanePath
from playground.engine.events.run import Event, Floats
from playground.spec.project import Project
from playground.ui.plots.chart.axes import Axis, Canvas, Chart
from playground.ui.plots.chart.color_bar import ColorBar
from playground.ui.plots.chart.colors import pack
from playground.ui.plots.chart.items import Lines, Raster, Spots
from playground.ui.plots.chart.levels import Scale, between, even_scale, filled_from, log_scale
from playground.ui.plots.chart.loss_picture import Picture, picture
from playground.ui.plots.chart.numbers import count, exact
from playground.ui.plots.frame.controls import Segmented, button
from playground.ui.plots.frame.panel import PlotPanel, Row
from playground.ui.style.color_maps import viridis
from playground.ui.style.theme import Theme, ThemeHub

NEAR = 14
"""Distance in pixels within which a point of the path is meant by the cursor."""
LEAST_VALUES = 9
"""A new plane with fewer values than this is not worth giving up the old picture for."""


class ContourPlot(PlotPanel):
    """Filled contours and lines of the loss, the path, its start and the current point.

    A path is drawn only on the plane of its own generation. Where a refinement is not finished, values of the
    coarser picture of the same plane stand in, so the picture sharpens without holes.
    """

    wanted = frozenset({LossPlane, PlanePath})
    hint = "The loss around the network's parameters appears here as soon as the project can train."
    name = "loss-contour"

    def __init__(self, document: Document, hub: ThemeHub) -> None:
        super().__init__(hub)
        self._document = document
        self._plane: LossPlane | None = None
        self._values: Floats = np.empty((0, 0))
        self._scale: Scale | None = None
        self._path: PlanePath | None = None
        self._fresh_plane = self._fresh_path = False
        self._picture: Picture | None = None
        self._palette = pack(viridis().astype(np.float64))
        self._make_chart()
        self._make_header()
        self._canvas.hovered.connect(self._hover)
        self._canvas.left.connect(self.hide_readout)
        self.set_body(self._canvas)
        unsubscribe = document.subscribe(self._project_changed)
        self.destroyed.connect(unsubscribe)
        self._show_spec(document.project)

    # --- construction ----------------------------------------------------------------------------

    def _make_chart(self) -> None:
        self._canvas = Canvas()
        self._chart = Chart(self._canvas, 0, Axis("left", grid=False), Axis("bottom", grid=False))
        self._chart.on_follow = self._follow_changed
        self._raster, self._bar = Raster(), ColorBar()
        self._bar.set_palette(self._palette)
        self._canvas.ci.addItem(self._bar, 0, 2)
        view = self._chart.view
        self._dark_lines, self._light_lines, self._path_line = Lines(view), Lines(view), Lines(view)
        self._spots = Spots(view)
        layers: list[Any] = [self._raster, self._dark_lines, self._light_lines]
        for z, item in enumerate((*layers, self._path_line, self._spots)):
            self._chart.view.add(item, z)
        for item in layers:  # they stay the same for many frames of a moving path
            item.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self._dark_lines.set_pens(QPen(QColor(0, 0, 0, 110), 0))
        self._light_lines.set_pens(QPen(QColor(255, 255, 255, 120), 0))
        self._path_line.set_pens(QPen(QColor("#14171C"), 4), QPen(QColor("#FFFFFF"), 1.8))

    def _make_header(self) -> None:
        self._kind = Segmented(
            {"pca": "Path PCA", "random": "Random"},
            {
                "pca": "The two main directions of the path so far. They explain much of any path, "
                "even of a random walk in many dimensions.",
                "random": "Two random directions, scaled filter by filter to the weights",
            },
        )
        self._kind.chosen.connect(self._choose_kind)
        self._new = button("Redraw", "Draw other random directions")
        self._new.clicked.connect(self._draw_directions)
        tip = "Levels by log(L − minimum); otherwise each colour covers the same area"
        self._log = button("Log levels", tip, checkable=True, checked=True)
        self._log.toggled.connect(self._rescale)
        self._follow = button("Follow", "Show the whole plane again (or double-click it)")
        self._follow.clicked.connect(self.reset_view)
        self._follow.hide()
        self.header.add(self._kind, self._new)
        self.header.push_right()
        self.header.add(self._follow)
        self.header.add_options(self._log)

    # --- panel -----------------------------------------------------------------------------------

    def handlers(self) -> Mapping[type[Event], Callable[[Any], None]]:
        """Planes and paths."""
        return {LossPlane: self._take_plane, PlanePath: self._take_path}

    @property
    def empty(self) -> bool:
        """Whether no plane with any values has come."""
        return self._plane is None

    def forget(self) -> None:
        """Drop plane and path."""
        self._plane = self._path = self._scale = None
        self._values = np.empty((0, 0))
        self._picture, self._fresh_plane, self._fresh_path = None, False, False
        self._raster.clear()
        for lines in (self._dark_lines, self._light_lines, self._path_line):
            lines.clear()
        self._spots.clear()
        self._bar.set_ticks("", ())
        self._chart.follow()
        self.set_caption("")

    def reset_view(self) -> None:
        """Show the whole plane."""
        self._chart.follow()

    def paint_theme(self, theme: Theme) -> None:
        """Take a theme's colours."""
        self._canvas.apply(theme)
        self._chart.apply(theme)
        self._bar.apply(theme)

    def draw(self) -> None:
        """Show plane and path, each only if it is new.

        A plane that replaces another is calculated now and shown by the next event, so that neither of the
        two holds up the window for long.
        """
        plane = self._plane
        if plane is None:
            return
        if self._fresh_plane and self._picture is None:
            self._picture = picture(plane.x, plane.y, self._values, self._scale, self._palette)
            if self._raster.pixel_count != (0, 0):
                self.redraw_soon()
                return
        if self._fresh_plane and self._picture is not None:
            self._show_picture(plane, self._picture)
        if self._fresh_plane or self._fresh_path:
            self._draw_path(self.path)
        self._fresh_plane = self._fresh_path = False
        self._chart.set_x_range((float(plane.x[0]), float(plane.x[-1])))
        self._chart.set_y_range((float(plane.y[0]), float(plane.y[-1])))

    @property
    def path(self) -> PlanePath | None:
        """The path that belongs to the plane shown."""
        fits = self._plane and self._path and self._path.generation == self._plane.generation
        return self._path if fits else None

    # --- drawing ---------------------------------------------------------------------------------

    def _show_picture(self, plane: LossPlane, drawn: Picture) -> None:
        x, y = (float(plane.x[0]), float(plane.x[-1])), (float(plane.y[0]), float(plane.y[-1]))
        self._chart.bottom.set_words(plane.titles[0])
        self._chart.left.set_words(plane.titles[1])
        self.set_caption(f"loss on {count(plane.samples)} training samples, evaluation mode")
        self._raster.show_pixels(drawn.pixels, x, y, smooth=drawn.smooth)
        self._dark_lines.show_points(*drawn.dark)
        self._light_lines.show_points(*drawn.light)
        self._bar.set_ticks("loss", drawn.ticks)

    def _draw_path(self, path: PlanePath | None) -> None:
        if path is None or not len(path.x):
            self._path_line.clear()
            self._spots.clear()
            return
        self._path_line.show_points(*self._thinned(path))
        self._spots.show_spots(
            [
                (float(path.x[0]), float(path.y[0]), 9, "#FFFFFF", "#14171C"),
                (float(path.x[-1]), float(path.y[-1]), 11, "#F0442E", "#FFFFFF"),
            ]
        )

    def _thinned(self, path: PlanePath) -> tuple[Floats, Floats]:
        """The path without points that fall on the same pixel as the one before."""
        size: QSize = self._canvas.size()
        plane = self._plane
        assert plane is not None
        x = np.round((path.x - plane.x[0]) / (plane.x[-1] - plane.x[0]) * size.width() * 2)
        y = np.round((path.y - plane.y[0]) / (plane.y[-1] - plane.y[0]) * size.height() * 2)
        kept = np.ones(len(x), bool)
        kept[1:-1] = (np.diff(x)[:-1] != 0) | (np.diff(y)[:-1] != 0)
        return path.x[kept].astype(np.float64), path.y[kept].astype(np.float64)

    # --- events ----------------------------------------------------------------------------------

    def _take_plane(self, plane: LossPlane) -> None:
        if min(plane.loss.shape) < 2 or plane.x[0] >= plane.x[-1] or plane.y[0] >= plane.y[-1]:
            return
        old, fresh = self._plane, np.isfinite(plane.loss).sum() >= LEAST_VALUES
        if old is not None and old.generation != plane.generation and not (fresh or plane.complete):
            return
        values = plane.loss
        if old is not None and old.generation == plane.generation and not plane.complete:
            values = filled_from(values, plane.x, plane.y, (old.x, old.y, self._values))
        self._plane = plane
        self._values = np.where(np.isfinite(values), values, np.nan)
        self._scale, self._picture = self._scaled(), None
        self._fresh_plane = True

    def _take_path(self, path: PlanePath) -> None:
        self._path = path
        self._fresh_path = True

    def _scaled(self) -> Scale | None:
        return log_scale(self._values) if self._log.isChecked() else even_scale(self._values)

    def _rescale(self) -> None:
        if self._plane is not None:
            self._scale, self._picture = self._scaled(), None
            self._fresh_plane = True
            self.redraw()

    # --- the user's choices ----------------------------------------------------------------------

    def _choose_kind(self, kind: str) -> None:
        self._edit({"kind": kind})

    def _draw_directions(self) -> None:
        self._edit({"kind": "random", "seed": (self._document.project.plane.seed + 1) % 2**31})

    def _edit(self, changes: Mapping[str, object]) -> None:
        def changed(project: Project) -> Project:
            return project.with_(plane=project.plane.with_(**changes))

        self._document.edit("Change loss plane", changed, by=self)
        self._show_spec(self._document.project)

    def _project_changed(self, changed: Changed) -> None:
        if changed.before.plane != changed.after.plane:
            self._show_spec(changed.after)

    def _show_spec(self, project: Project) -> None:
        self._kind.choose(project.plane.kind)
        self._new.setVisible(project.plane.kind == "random")

    def _follow_changed(self, _: Chart) -> None:
        self._follow.setVisible(not self._chart.following)
        if self._chart.following:
            self.redraw()

    # --- cursor ----------------------------------------------------------------------------------

    def _hover(self, scene: QPointF) -> None:
        at = self._chart.at(scene)
        found = self.values_at(at, self._chart.pixel_size()) if at else None
        if found is None:
            self.readout.hide()
            return
        title, rows = found
        self.readout.tell(self._canvas.mapFromScene(scene), title, rows)

    def values_at(self, at: tuple[float, float], pixel: tuple[float, float]) -> tuple[str, list[Row]] | None:
        """What is known at a point of the plane; near a point of the path, of that point.

        Args:
            at: Coordinates on the plane.
            pixel: Width and height of a pixel in these coordinates.

        Returns:
            A title and rows of the card at the cursor; None outside the plane.
        """
        plane = self._plane
        if plane is None:
            return None
        path = self.path
        if path is not None and len(path.x):
            distance = np.hypot((path.x - at[0]) / pixel[0], (path.y - at[1]) / pixel[1])
            near = int(np.nanargmin(distance)) if np.isfinite(distance).any() else 0
            if distance[near] <= NEAR:
                return self._at_point(plane, path, near)
        value = between(plane.x, plane.y, self._values, at)
        if value is None:
            return None
        rows = [("coordinates", f"{exact(at[0], 3)}, {exact(at[1], 3)}")]
        return "", [*rows, ("loss (interpolated)", exact(float(value)))]

    def _at_point(self, plane: LossPlane, path: PlanePath, index: int) -> tuple[str, list[Row]]:
        x, y = float(path.x[index]), float(path.y[index])
        on_plane = between(plane.x, plane.y, self._values, (x, y))
        return f"step {count(int(path.steps[index]))}", [
            ("coordinates", f"{exact(x, 3)}, {exact(y, 3)}"),
            ("true loss", exact(float(path.loss[index]))),
            ("plane's loss (interpolated)", "–" if on_plane is None else exact(float(on_plane))),
            ("distance off the plane", exact(float(path.off_plane[index]), 3)),
        ]

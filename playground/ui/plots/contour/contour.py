"""The loss on a plane through parameter space, with the path of training on it."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QGraphicsItem

from playground.app.document import Changed, Document
from playground.arrays import Floats
from playground.engine.events.pictures import LossPlane, PlanePath
from playground.engine.events.run import Event
from playground.spec.project import Project
from playground.ui.plots.chart.axes import Axis
from playground.ui.plots.chart.chart import Chart
from playground.ui.plots.chart.color_bar import ColorBar
from playground.ui.plots.chart.colors import Pixels, pack
from playground.ui.plots.chart.items import Lines, Raster
from playground.ui.plots.chart.levels import Scale, even_scale, filled_in, interpolated_at, log_scale
from playground.ui.plots.chart.loss_picture import ContourPicture, between, contour_picture
from playground.ui.plots.chart.numbers import count, exact
from playground.ui.plots.chart.view import Canvas
from playground.ui.plots.contour.path_layer import CURRENT, PathLayer, point_at
from playground.ui.plots.frame.controls import Segmented, button
from playground.ui.plots.frame.panel import PlotPanel, Row
from playground.ui.style.color_maps import viridis
from playground.ui.style.theme import Theme, ThemeHub

LEAST_VALUES = 9
"""A new plane with fewer values than this does not replace the old one yet."""


class ContourPlot(PlotPanel):
    """Filled contours and lines of the loss, the path, its start and the current point.

    The current point is filled with the colour of its true loss, where points are costly that of some steps before,
    and so is marked beside the colour bar: off the plane, or between two points of a coarse one, the colour around it
    is another.

    A path is drawn only on the plane of its own generation. Until a refinement is finished, values of the
    coarser grid of the same plane fill its gaps, so that the picture sharpens without holes.
    """

    wanted = frozenset({LossPlane, PlanePath})
    hint = "The loss around the network's parameters appears here as soon as the project can train."

    def __init__(self, document: Document, hub: ThemeHub) -> None:
        super().__init__(hub)
        self._document = document
        self._plane: LossPlane | None = None
        self._values: Floats = np.empty((0, 0))
        self._scale: Scale | None = None
        self._path: PlanePath | None = None
        self._new_plane = self._new_path = False
        self._picture: ContourPicture | None = None
        self._palette = pack(viridis().astype(np.float64))
        self._make_chart()
        self._make_header()
        self._canvas.hovered.connect(self._on_hovered)
        self._canvas.left.connect(self.hide_readout)
        self.set_body(self._canvas)
        unsubscribe = document.subscribe(self._on_document_changed)
        self.destroyed.connect(unsubscribe)
        self._show_spec(document.project)

    # --- construction ----------------------------------------------------------------------------

    def _make_chart(self) -> None:
        self._canvas = Canvas()
        self._chart = Chart(self._canvas, 0, Axis("left", grid=False), Axis("bottom", grid=False))
        self._chart.on_follow = self._on_follow_changed
        self._raster, self._bar = Raster(), ColorBar()
        self._bar.set_palette(self._palette)
        self._canvas.ci.addItem(self._bar, 0, 2)
        view = self._chart.view
        self._dark_lines, self._light_lines = Lines(view), Lines(view)
        layers: list[Any] = [self._raster, self._dark_lines, self._light_lines]
        for z, item in enumerate(layers):
            view.add(item, z)  # unchanged for many frames of a moving path
            item.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self._path_layer = PathLayer(view, len(layers))
        self._dark_lines.set_pens(QPen(QColor(0, 0, 0, 110), 0))
        self._light_lines.set_pens(QPen(QColor(255, 255, 255, 120), 0))

    def _make_header(self) -> None:
        self._kind = Segmented(
            {"pca": "Path PCA", "random": "Random"},
            {
                "pca": "The two principal directions of the path so far. They explain much of any path, "
                "even of a random walk in many dimensions.",
                "random": "Two random directions, normalized filter by filter to the weights",
            },
        )
        self._kind.chosen.connect(self._on_kind_chosen)
        self._new = button("Redraw", "Draw new random directions")
        self._new.clicked.connect(self._on_redraw_clicked)
        tip = "Logarithmic levels of loss − minimum; when off, each colour covers the same area"
        self._log = button("Log levels", tip, checkable=True, checked=True)
        self._log.toggled.connect(self._on_log_toggled)
        self._follow_button = button("Follow", "Show the whole plane again (or double-click it)")
        self._follow_button.clicked.connect(self.reset_view)
        self._follow_button.hide()
        self.header.add(self._kind, self._new)
        self.header.push_right()
        self.header.add(self._follow_button)
        self.header.add_options(self._log)

    # --- panel -----------------------------------------------------------------------------------

    def handlers(self) -> Mapping[type[Event], Callable[[Any], None]]:
        """Handle planes and paths."""
        return {LossPlane: self._on_plane, PlanePath: self._on_path}

    @property
    def empty(self) -> bool:
        """Whether no plane with values has arrived yet."""
        return self._plane is None

    def forget(self) -> None:
        """Drop plane and path."""
        self._plane = self._path = self._scale = None
        self._values = np.empty((0, 0))
        self._picture, self._new_plane, self._new_path = None, False, False
        self._raster.clear()
        self._dark_lines.clear()
        self._light_lines.clear()
        self._path_layer.clear()
        self._bar.set_ticks("", ())
        self._bar.set_mark(None, CURRENT)
        self._chart.follow()
        self.set_caption("")

    def reset_view(self) -> None:
        """Show the whole plane."""
        self._chart.follow()

    def apply_theme(self, theme: Theme) -> None:
        """Apply a theme's colours."""
        self._canvas.apply_theme(theme)
        self._chart.apply_theme(theme)
        self._bar.apply_theme(theme)

    def draw(self) -> None:
        """Show plane and path, each only if it is new.

        A plane that replaces another is computed now and shown by the next event, so that neither of the
        two blocks the window for long.
        """
        plane = self._plane
        if plane is None:
            return
        if self._new_plane and self._picture is None:
            self._picture = contour_picture(plane.x, plane.y, self._values, self._scale, self._palette)
            if self._raster.pixel_count != (0, 0):
                self.redraw_soon()
                return
        if self._new_plane and self._picture is not None:
            self._show_picture(plane, self._picture)
        if self._new_plane or self._new_path:
            self._show_path(plane)
        self._new_plane = self._new_path = False
        self._chart.set_x_range((float(plane.x[0]), float(plane.x[-1])))
        self._chart.set_y_range((float(plane.y[0]), float(plane.y[-1])))

    @property
    def path(self) -> PlanePath | None:
        """The path that belongs to the plane shown."""
        fits = self._plane and self._path and self._path.generation == self._plane.generation
        return self._path if fits else None

    # --- drawing ---------------------------------------------------------------------------------

    def _show_picture(self, plane: LossPlane, drawn: ContourPicture) -> None:
        x, y = (float(plane.x[0]), float(plane.x[-1])), (float(plane.y[0]), float(plane.y[-1]))
        self._chart.bottom.set_title(plane.titles[0])
        self._chart.left.set_title(plane.titles[1], plane.titles[1].replace(" of the path's variance", ""))
        where = f"Loss on {count(plane.samples)} training samples, evaluation mode{between(plane)}"
        self.set_caption(f"{where}; the point shows its true loss")
        self._raster.show_pixels(drawn.pixels, x, y, smooth=drawn.smooth)
        self._dark_lines.show_points(*drawn.dark)
        self._light_lines.show_points(*drawn.light)
        self._bar.set_ticks("loss", drawn.ticks)

    def _show_path(self, plane: LossPlane) -> None:
        """Show the path; the current point has the colour of the true loss known last, not that of the plane."""
        path, place = self.path, None
        if path is not None and self._scale is not None and np.isfinite(path.newest_loss):
            place = float(self._scale.to_unit(np.array([path.newest_loss]))[0])
        color = CURRENT if place is None else _color(self._palette, place)
        self._path_layer.show_path(path, plane, self._canvas.size(), color)
        self._bar.set_mark(place, CURRENT)

    # --- events ----------------------------------------------------------------------------------

    def _on_plane(self, plane: LossPlane) -> None:
        if min(plane.loss.shape) < 2 or plane.x[0] >= plane.x[-1] or plane.y[0] >= plane.y[-1]:
            return
        old, fresh = self._plane, np.isfinite(plane.loss).sum() >= LEAST_VALUES
        if old is not None and old.generation != plane.generation and not (fresh or plane.complete):
            return
        values = plane.loss
        if old is not None and old.generation == plane.generation and not plane.complete:
            values = filled_in(values, plane.x, plane.y, (old.x, old.y, self._values))
        self._plane = plane
        self._values = np.where(np.isfinite(values), values, np.nan)
        self._scale, self._picture = self._scaled(), None
        self._new_plane = True

    def _on_path(self, path: PlanePath) -> None:
        self._path = path
        self._new_path = True

    def _scaled(self) -> Scale | None:
        return log_scale(self._values) if self._log.isChecked() else even_scale(self._values)

    def _on_log_toggled(self) -> None:
        if self._plane is not None:
            self._scale, self._picture = self._scaled(), None
            self._new_plane = True
            self.redraw()

    # --- the user's choices ----------------------------------------------------------------------

    def _on_kind_chosen(self, kind: str) -> None:
        self._edit({"kind": kind})

    def _on_redraw_clicked(self) -> None:
        self._edit({"kind": "random", "seed": (self._document.project.plane.seed + 1) % 2**31})

    def _edit(self, changes: Mapping[str, object]) -> None:
        def changed(project: Project) -> Project:
            return project.with_(plane=project.plane.with_(**changes))

        self._document.edit("Change loss plane", changed, by=self)
        self._show_spec(self._document.project)

    def _on_document_changed(self, changed: Changed) -> None:
        if changed.before.plane != changed.after.plane:
            self._show_spec(changed.after)

    def _show_spec(self, project: Project) -> None:
        self._kind.choose(project.plane.kind)
        self._new.setVisible(project.plane.kind == "random")

    def _on_follow_changed(self, _: Chart) -> None:
        self._follow_button.setVisible(not self._chart.following)
        if self._chart.following:
            self.redraw()

    # --- cursor ----------------------------------------------------------------------------------

    def _on_hovered(self, scene: QPointF) -> None:
        at = self._chart.at(scene)
        found = self.values_at(at, self._chart.pixel_size()) if at else None
        if found is None:
            self.readout.hide()
            return
        title, rows = found
        self.readout.show_at(self._canvas.mapFromScene(scene), title, rows)

    def values_at(self, at: tuple[float, float], pixel: tuple[float, float]) -> tuple[str, list[Row]] | None:
        """Return the values at a point of the plane, or at the nearest point of the path if one is close.

        Args:
            at: Coordinates on the plane.
            pixel: Width and height of a pixel in these coordinates.

        Returns:
            Title and rows of the card at the cursor; None outside the plane.
        """
        plane = self._plane
        if plane is None:
            return None
        path = self.path
        if path is not None and len(path.x):
            near = point_at(path, at, pixel)
            if near is not None:
                return self._at_point(plane, path, near)
        value = interpolated_at(plane.x, plane.y, self._values, at)
        if value is None:
            return None
        rows = [("coordinates", f"{exact(at[0], 3)}, {exact(at[1], 3)}")]
        return "", [*rows, ("loss (interpolated)", exact(float(value)))]

    def _at_point(self, plane: LossPlane, path: PlanePath, index: int) -> tuple[str, list[Row]]:
        x, y = float(path.x[index]), float(path.y[index])
        on_plane = interpolated_at(plane.x, plane.y, self._values, (x, y))
        return f"step {count(int(path.steps[index]))}", [
            ("coordinates", f"{exact(x, 3)}, {exact(y, 3)}"),
            ("true loss", exact(float(path.loss[index]))),
            ("loss on the plane (interpolated)", "–" if on_plane is None else exact(float(on_plane))),
            ("distance from the plane", exact(float(path.off_plane[index]), 3)),
        ]


def _color(palette: Pixels, place: float) -> str:
    """Return the colour at a position in 0..1."""
    return QColor(int(palette[round(place * (len(palette) - 1))])).name()

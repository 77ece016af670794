"""The surface of a race from above: contours, minima, the heads of the lanes with their paths, the start."""

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPoint, QPointF, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from playground.catalog.kinds import Minimum, Place, Surface
from playground.ui.plots.chart.axes import Axis
from playground.ui.plots.chart.chart import Chart
from playground.ui.plots.chart.color_bar import ColorBar
from playground.ui.plots.chart.colors import pack
from playground.ui.plots.chart.items import Spots
from playground.ui.plots.chart.levels import even_scale, readable_scale
from playground.ui.plots.chart.loss_picture import contour_picture
from playground.ui.plots.chart.ranges import Range
from playground.ui.plots.chart.view import Canvas
from playground.ui.plots.frame.controls import style
from playground.ui.plots.frame.panel import Readout, Row
from playground.ui.plots.frame.waiting import Waiting
from playground.ui.plots.race.drawn_lane import DrawnLane, begun
from playground.ui.plots.race.relief.relief import RaceRelief
from playground.ui.plots.race.surface.arrows import (
    HeadArrow,
    HeadArrows,
    descents,
    velocities,
)
from playground.ui.plots.race.surface.evaluation import grid_values, value_at
from playground.ui.plots.race.surface.hover import mark_at, values_at
from playground.ui.plots.race.surface.marks import head_marks, heads_at, known_marks, own_start_marks
from playground.ui.plots.race.surface.multiples import SurfaceMultiples
from playground.ui.plots.race.surface.picture_controls import APART, SOLID, PictureControls
from playground.ui.plots.race.surface.surface_backdrop import SurfaceBackdrop
from playground.ui.style.color_maps import viridis
from playground.ui.style.theme import Theme, ThemeHub
from playground.ui.widgets.fill import fill

GRID = 161
"""Grid points per side at which the visible part of the surface is computed."""
NO_SURFACE = "This surface cannot be computed."


class RacePicture(QWidget):
    """Shows a surface and the lanes on it. A click, or a drag of the start, moves the start."""

    title = "Surface"

    start_chosen = Signal(float, float)
    start_settled = Signal()

    def __init__(self, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("plotPanel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._hub = hub
        self._surface: Surface | None = None
        self._minima: tuple[Minimum, ...] = ()
        self._saddles: tuple[Place, ...] = ()
        self._paths: Sequence[DrawnLane] = ()
        self._step = 0
        self._palette = pack(viridis().astype(np.float64))
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._draw_surface)
        self.multiples = SurfaceMultiples(self)
        self._make_chart()
        self.multiples.clicked.connect(self._on_clicked)
        self.multiples.moved.connect(self._on_multiples_moved)
        header = self._make_header()
        self.readout = Readout(self.canvas)
        self.relief = RaceRelief(self.backdrop.paint_from_above, self)
        self.backdrop.settled.connect(self.relief.refresh_picture)
        self.relief.clicked.connect(self._on_clicked)
        self.relief.hovered.connect(self._on_relief_hovered)
        self.relief.left.connect(self._on_cursor_left)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.canvas)
        self._pages.addWidget(self.relief)
        self._pages.addWidget(self.multiples)
        self.problem = Waiting(self._pages)
        fill(self, header, self._pages)
        hub.changed.connect(self._on_theme_changed)
        self._on_theme_changed(hub.theme)

    def _make_header(self) -> PictureControls:
        header = PictureControls()
        self.velocity, self.gradient, self.log = header.velocity, header.gradient, header.log
        self.solid, self.apart = header.solid, header.apart
        header.arrows_changed.connect(self._draw_arrows)
        header.levels_changed.connect(self._draw_surface)
        header.whole_wanted.connect(self.reset_view)
        header.view_changed.connect(self._on_view_changed)
        return header

    def _make_chart(self) -> None:
        self.canvas = Canvas()
        self.chart = Chart(self.canvas, 0, Axis("left", grid=False), Axis("bottom", grid=False))
        self.chart.left.set_title("y")
        self.chart.bottom.set_title("x")
        view = self.chart.view
        self.backdrop, self.bar = SurfaceBackdrop(view), ColorBar()
        self.bar.set_palette(self._palette)
        self.canvas.ci.addItem(self.bar, 0, 2)
        view.add(self.backdrop)
        self.heads = Spots(view)
        self.arrows = HeadArrows(view)
        view.add(self.arrows, 30)
        view.add(self.heads, 40)
        self.own_starts = Spots(view)
        view.add(self.own_starts, 35)
        self.start = pg.TargetItem(
            (0, 0), size=16, symbol="crosshair", movable=True, pen=pg.mkPen("#FFFFFF", width=2)
        )
        self.start.setToolTip("Start of all lanes: drag it, or click anywhere to move it")
        view.add(self.start, 50)
        self.start.sigPositionChanged.connect(self._on_start_dragged)
        self.start.sigPositionChangeFinished.connect(self.start_settled)
        view.clicked.connect(self._on_clicked)
        view.sigRangeChanged.connect(lambda *_: self._soon.start())
        self.canvas.hovered.connect(self._on_hovered)
        self.canvas.left.connect(self._on_cursor_left)

    # --- what is shown ---------------------------------------------------------------------------

    def show_surface(self, surface: Surface) -> None:
        """Show another surface, or the same one with new parameters."""
        self.problem.show_text("")
        other = self._surface is None or self._surface.domain != surface.domain
        self._surface = surface
        if other:
            self.reset_view()
        self._soon.start()

    def show_problem(self, words: str) -> None:
        """Show why there is no surface, in place of the one before."""
        self.problem.show_text(words)

    def reset_view(self) -> None:
        """Show the whole domain."""
        if self._surface is not None:
            domain = self._surface.domain
            self.chart.follow()
            self.chart.set_x_range((domain.x0, domain.x1))
            self.chart.set_y_range((domain.y0, domain.y1))

    def show_start(self, start: Place) -> None:
        """Show the start of the lanes."""
        with QSignalBlocker(self.start):
            self.start.setPos(*start)
        self._draw_lanes_on_relief()

    def show_minima(self, minima: Sequence[Minimum], saddles: Sequence[Place]) -> None:
        """Mark minima (filled for the lowest, rings for others) and saddles (small grey dots)."""
        self._minima, self._saddles = tuple(minima), tuple(saddles)
        marks = known_marks(minima, saddles)
        self.backdrop.show_known(marks)
        self.multiples.show_known(marks)

    def show_lanes(self, paths: Sequence[DrawnLane]) -> None:
        """Show these lanes, whose paths may grow."""
        self._paths = paths
        common = float(self.start.pos().x()), float(self.start.pos().y())
        self.own_starts.show_spots(own_start_marks(begun(paths), common))
        self.backdrop.show_lanes(paths)
        if self.apart.isChecked():
            self.multiples.show_lanes(begun(paths))
        self.show_step(self._step)

    def raise_lane(self, lane: str) -> None:
        """Draw the path of this lane over the others."""
        self.backdrop.raise_lane(lane)

    def names_drawn(self) -> list[tuple[str, str]]:
        """Names and colours of the lanes that are shown."""
        return [(path.name, path.color) for path in begun(self._paths)]

    def show_step(self, step: int) -> None:
        """Show all lanes at a step."""
        self._step = step
        self.backdrop.show_step(step)
        self.heads.show_spots(head_marks(heads_at(begun(self._paths), step)))
        if self.apart.isChecked():
            self.multiples.show_step(step)
        self._draw_arrows()
        self._draw_lanes_on_relief()

    def _draw_arrows(self, *_: object) -> None:
        paths = begun(self._paths)
        moves = velocities(paths, self._step) if self.velocity.isChecked() else []
        falls: list[HeadArrow] = []
        if self.gradient.isChecked() and self._surface is not None:
            falls = descents(self._surface, paths, self._step)
        self.arrows.show_arrows(moves, falls)

    def _draw_surface(self) -> None:
        surface = self._surface
        if surface is None:
            return
        (x0, x1), (y0, y1) = self.chart.visible()
        x, y = np.linspace(x0, x1, GRID), np.linspace(y0, y1, GRID)
        values = grid_values(surface, x, y)
        if values is None:
            self.show_problem(NO_SURFACE)
            return
        scale, ranked = readable_scale(values) if self.log.isChecked() else (even_scale(values), False)
        drawn = contour_picture(x, y, values, scale, self._palette)
        self.backdrop.show_picture(drawn, (x0, x1), (y0, y1))
        if self.apart.isChecked():
            self.multiples.show_picture(drawn, (x0, x1), (y0, y1))
        if self.solid.isChecked():
            self.relief.show_grid((x0, x1), (y0, y1), values, scale, logarithmic=self.log.isChecked())
            self._draw_lanes_on_relief()
        self.bar.set_ticks("f, by rank" if ranked else "f", drawn.ticks)

    def _on_view_changed(self, view: int) -> None:
        self.readout.hide()
        self.readout.move_to(self.relief if view == SOLID else self.canvas)
        self._pages.setCurrentIndex(view)
        self.multiples.show_lanes(begun(self._paths) if view == APART else ())
        if view == APART:
            self.multiples.show_step(self._step)
        if view != SOLID:
            self.relief.close_gl()
        self._draw_surface()

    def _on_multiples_moved(self, x: Range, y: Range) -> None:
        self.chart.pause()
        self.chart.view.setRange(xRange=x, yRange=y, padding=0)

    def settle(self) -> None:
        """Show whole paths bright at once, as they are when nothing moves."""
        self.backdrop.settle()
        self.multiples.settle()

    def close_picture(self) -> None:
        """Release OpenGL resources; may be called again."""
        self.relief.close_gl()

    def _draw_lanes_on_relief(self) -> None:
        if self.solid.isChecked() and self._surface is not None:
            start = (float(self.start.pos().x()), float(self.start.pos().y()))
            value = value_at(self._surface, start)
            if value is not None:
                self.relief.show_lanes(heads_at(begun(self._paths), self._step), start, value)

    # --- the mouse -------------------------------------------------------------------------------

    def _on_clicked(self, x: float, y: float) -> None:
        self.start_chosen.emit(x, y)
        self.start_settled.emit()

    def _on_start_dragged(self, *_: object) -> None:
        self.start_chosen.emit(float(self.start.pos().x()), float(self.start.pos().y()))

    def _on_hovered(self, scene: QPointF) -> None:
        at = self.chart.at(scene)
        if at is None or self._surface is None:
            self._on_cursor_left()
            return
        title, rows = self.values_at(at, self.chart.pixel_size())
        self.readout.show_at(self.canvas.mapFromScene(scene), title, rows)

    def _on_relief_hovered(self, cursor: QPoint, x: float, y: float) -> None:
        if self._surface is not None:
            (x0, x1), (y0, y1) = self.chart.visible()
            pixel = ((x1 - x0) / self.relief.width(), (y1 - y0) / self.relief.height())
            self.readout.show_at(cursor, *self.values_at((x, y), pixel))

    def _on_cursor_left(self) -> None:
        self.readout.hide()

    def values_at(self, at: Place, pixel: tuple[float, float]) -> tuple[str, list[Row]]:
        """Return the values at the nearest point of a path, or else of the surface.

        Args:
            at: Coordinates.
            pixel: Width and height of a pixel in these coordinates.

        Returns:
            Title and rows for the card at the cursor.
        """
        assert self._surface is not None
        mark = mark_at(self._minima, self._saddles, at, pixel)
        return values_at(self._surface, begun(self._paths), self._step, at, pixel, mark)

    # --- theme -----------------------------------------------------------------------------------

    def _on_theme_changed(self, theme: Theme) -> None:
        self.setStyleSheet(style(theme))
        self.canvas.apply_theme(theme)
        self.chart.apply_theme(theme)
        self.bar.apply_theme(theme)
        self.relief.apply_theme(theme)
        self.multiples.apply_theme(theme)
        self.backdrop.set_background(theme.panel)

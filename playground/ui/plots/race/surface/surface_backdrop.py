"""The backdrop of a race: the surface, its minima, and the paths so far.

A frame of a race moves the heads and adds a line to each path; everything else is unchanged. So the surface is painted
once into an image at device resolution, and the paths are added to a copy of it in blocks of steps. A frame then copies
one image and draws the lines of the current block; once nothing moves, whole paths are drawn as bright as their newest
steps. Some copies are kept as snapshots, so that going back is fast too;
snapshots of later steps are made one by one while nothing grows, so that jumping far forward is fast as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRectF, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from playground.arrays import Doubles
from playground.ui.plots.chart.cached_layer import paint_parts
from playground.ui.plots.chart.device_image import CachedImage, DeviceImage
from playground.ui.plots.chart.items import Lines, Overlay, Raster, Spots
from playground.ui.plots.chart.line_clipping import clipped_lines
from playground.ui.plots.chart.loss_picture import ContourPicture
from playground.ui.plots.chart.strokes import (
    cosmetic,
    device_pen,
    draw_clipped_lines,
    draw_lines,
    writes_vector_file,
)
from playground.ui.plots.chart.view import View
from playground.ui.plots.race.drawn_lane import DrawnLane, begun
from playground.ui.plots.race.surface.overlaps import with_gaps
from playground.ui.plots.race.surface.snapshots import TAIL_STEPS, Snapshots
from playground.ui.plots.race.surface.trails import Trail, newest_lines, whole_lines

PAUSE_MS, AHEAD_MS = 300, 20
"""Pause in growth after which snapshots of later steps are made, and the pause between two of them."""
REST_MS = 160
"""Pause after which nothing moves."""
PALE = 0.65

Place = tuple[float, float]
Mark = tuple[float, float, float, str, str]
"""X, y, diameter in pixels, colour, colour of the rim."""


class SurfaceBackdrop(Overlay):
    """Paints the surface, its marks and the paths; while they move, their latest steps are brighter."""

    settled = Signal()
    """Nothing has moved for a while: whole paths are bright from now on."""

    def __init__(self, view: View) -> None:
        super().__init__(view)
        self.raster, self.known = Raster(), Spots(view)
        self._dark, self._light = Lines(view), Lines(view)
        self._dark.set_pens(QPen(QColor(0, 0, 0, 100), 0))
        self._light.set_pens(QPen(QColor(255, 255, 255, 110), 0))
        self._back = QColor("#FFFFFF")
        self._marks: list[Mark] = []
        self._paths: Sequence[DrawnLane] = ()
        self._raised = ""
        self._step = 0
        self._snapshots: Snapshots | None = None
        self._ahead = QTimer(self)
        self._ahead.setSingleShot(True)
        self._ahead.timeout.connect(self._prepare)
        self._rested: CachedImage | None = None
        self._still = QTimer(self)
        self._still.setSingleShot(True)
        self._still.setInterval(REST_MS)
        self._still.timeout.connect(self.settle)

    # --- what is shown ---------------------------------------------------------------------------

    def set_background(self, color: str) -> None:
        """Set the colour where there is no surface."""
        self._back = QColor(color)
        self._forget()

    def show_picture(self, drawn: ContourPicture, x: Place, y: Place) -> None:
        """Show a surface over ranges of x and y."""
        self.raster.show_pixels(drawn.pixels, x, y, smooth=drawn.smooth)
        self._dark.show_points(*drawn.dark)
        self._light.show_points(*drawn.light)
        self._forget()

    def show_known(self, marks: list[Mark]) -> None:
        """Show marks."""
        if marks != self._marks:
            self._marks = list(marks)
            self.known.show_spots(marks)
            self._forget()

    def show_lanes(self, paths: Sequence[DrawnLane]) -> None:
        """Show the paths of these lanes, which may have grown."""
        self._paths = sorted(paths, key=lambda path: path.lane == self._raised)
        drawn = [(path, path.color) for path in begun(self._paths)]
        if self._snapshots is not None and self._snapshots.drawn == drawn:
            for trail in self._snapshots.trails:
                trail.grow()  # the image stays valid even if a path gets coarser
            self._ahead.start(PAUSE_MS)
        else:
            self._snapshots = None
        self._stir()

    def raise_lane(self, lane: str) -> None:
        """Draw the path of this lane over the others."""
        if lane != self._raised:
            self._raised = lane
            self.show_lanes(self._paths)

    def show_step(self, step: int) -> None:
        """Show the paths up to a step."""
        if step != self._step:
            self._step = step
            self._stir()

    def _forget(self) -> None:
        self._snapshots = None
        self._stir()

    def _stir(self) -> None:
        self._rested = None
        self._still.start()
        self.update()

    @property
    def at_rest(self) -> bool:
        """Whether nothing has moved for a while, so that whole paths are bright."""
        return self._rested is not None

    def settle(self) -> None:
        """Paint whole paths as bright as their newest steps."""
        self._still.stop()
        self._rested = CachedImage()
        self.update()
        self.settled.emit()

    # --- painting --------------------------------------------------------------------------------

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Qt: paint."""
        del option, widget
        self.paint_from_above(painter)

    def paint_from_above(self, painter: QPainter) -> None:
        """Paint in coordinates of the surface, onto any painter."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = self.boundingRect()
        if self._rested is not None or writes_vector_file(painter):
            (self._rested or CachedImage()).paint(painter, area, self._paint_at_rest)
            if not writes_vector_file(painter):
                self._current(painter, area)  # so that the first frame of a race need not wait for it
        else:
            trails = self._blit(painter, area)
            if trails:
                lines, of_lanes = newest_lines(trails, self._step, TAIL_STEPS)
                self._paint_tails(painter, area, lines, [lines[own] for own in of_lanes], trails)

    def _paint_at_rest(self, painter: QPainter) -> None:
        place, area = painter.worldTransform(), self.boundingRect()
        self._paint_surface(painter)
        scale = abs(place.m11()), abs(place.m22())
        trails = self._trails(scale)
        if trails:
            lines, of_lanes = whole_lines(trails, self._step)
            seen = [clipped_lines(lines[own], area) for own in of_lanes]
            self._paint_tails(painter, area, lines, with_gaps(seen, scale), trails)

    def _blit(self, painter: QPainter, area: QRectF) -> list[Trail]:
        """Paint the image with all finished blocks, and return the paths at its scale."""
        snapshots = self._current(painter, area)
        longest = max((len(trail.path) for trail in snapshots.trails), default=1) - 1
        snapshots.go(
            min(self._step, longest) // TAIL_STEPS, partial(self._paint_blocks, area, snapshots.trails)
        )
        snapshots.image.show(painter)
        return snapshots.trails

    def _current(self, painter: QPainter, area: QRectF) -> Snapshots:
        """The images that fit what is painted on; the surface is painted into new ones where none do."""
        snapshots = self._snapshots
        if snapshots is None or not snapshots.image.fits(painter, area):
            image = DeviceImage(painter, area, self._back)
            image.draw(self._paint_surface)
            self._snapshots = snapshots = Snapshots(image, self._trails(image.scale))
            self._ahead.start(PAUSE_MS)
        return snapshots

    def _prepare(self) -> None:
        """Make a snapshot of a later step, and schedule the next."""
        snapshots = self._snapshots
        if snapshots is None or not snapshots.trails:
            return
        shortest = min(len(trail.path) for trail in snapshots.trails) - 1
        paint = partial(self._paint_blocks, self.boundingRect(), snapshots.trails)
        if snapshots.prepare(shortest // TAIL_STEPS, paint):
            self._ahead.start(AHEAD_MS)

    def _trails(self, scale: Place) -> list[Trail]:
        return [Trail(path, scale) for path in begun(self._paths)]

    def _paint_surface(self, painter: QPainter) -> None:
        paint_parts(painter, (self.raster, self._dark, self._light, self.known))

    def _paint_blocks(
        self, area: QRectF, trails: list[Trail], first: int, last: int, painter: QPainter
    ) -> None:
        self._paint_paths(painter, area, trails, first * TAIL_STEPS, last * TAIL_STEPS)

    def _paint_paths(
        self, painter: QPainter, area: QRectF, trails: list[Trail], first: int, last: int
    ) -> None:
        for trail in trails:
            lines = trail.between(first, last)
            if not len(lines):
                continue  # most lanes rest for most of a long race
            pale = QColor(trail.path.color)
            pale.setAlphaF(PALE)
            painter.setPen(device_pen(cosmetic(QPen(pale, 1.4)), painter))
            draw_lines(painter, lines, area)

    def _paint_tails(
        self, painter: QPainter, area: QRectF, lines: Doubles, of_lanes: list[Doubles], trails: list[Trail]
    ) -> None:
        """Paint lines of lanes, with one rim around all ``lines``."""
        seen = clipped_lines(lines, area)
        painter.setPen(device_pen(cosmetic(QPen(QColor("#FFFFFF"), 3.4)), painter))
        draw_clipped_lines(painter, seen)
        for trail, own in zip(trails, of_lanes, strict=True):
            painter.setPen(device_pen(cosmetic(QPen(QColor(trail.path.color), 2.0)), painter))
            draw_clipped_lines(painter, own if seen is lines else clipped_lines(own, area))

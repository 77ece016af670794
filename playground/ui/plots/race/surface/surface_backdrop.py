"""The backdrop of a race: the surface, its minima, and the paths so far.

A frame of a race moves the heads and adds a line to each path; everything else is unchanged. So the surface is painted
once into an image at device resolution, and the paths are added to a copy of it in blocks of steps. A frame then copies
one image and draws the lines of the current block; once nothing moves, whole paths are drawn as bright as their newest
steps. Some copies are kept as snapshots, so that going back is fast too;
snapshots of later steps are made one by one while nothing grows, so that jumping far forward is fast as well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from PySide6.QtCore import QRectF, QTimer
from PySide6.QtGui import QColor, QImage, QPainter, QPen
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
from playground.ui.plots.race.surface.trails import BLOCK, Trail, newest_lines, whole_lines

TAIL_STEPS = BLOCK
"""Number of latest steps of a path drawn in full colour; also the steps of a block, so that the tail covers the lines
that are not in the image yet."""
LEAST_KEPT, KEPT_BYTES = 6, 64_000_000
"""Minimum number of snapshots, and the memory that they may use beyond it."""
STOPS = 3
"""Number of snapshots made on a long jump forward, as each copies all pixels."""
PAUSE_MS, AHEAD_MS = 300, 20
"""Pause in growth after which snapshots of later steps are made, and the pause between two of them."""
REST_MS = 160
"""Pause after which nothing moves."""
NEVER = 1_000_000_000
PALE = 0.65

Place = tuple[float, float]
Mark = tuple[float, float, float, str, str]
"""X, y, diameter in pixels, colour, colour of the rim."""


class SurfaceBackdrop(Overlay):
    """Paints the surface, its marks and the paths; while they move, their latest steps are brighter."""

    def __init__(self, view: View) -> None:
        super().__init__(view)
        self.raster, self.known = Raster(), Spots(view)
        self._dark, self._light = Lines(view), Lines(view)
        self._dark.set_pens(QPen(QColor(0, 0, 0, 100), 0))
        self._light.set_pens(QPen(QColor(255, 255, 255, 110), 0))
        self._back = QColor("#FFFFFF")
        self._marks: list[Mark] = []
        self._paths: Sequence[DrawnLane] = ()
        self._step = 0
        self._snapshots: _Snapshots | None = None
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
        self._paths = paths
        drawn = [(path, path.color) for path in begun(paths)]
        if self._snapshots is not None and self._snapshots.drawn == drawn:
            for trail in self._snapshots.trails:
                trail.grow()  # the image stays valid even if a path gets coarser
            self._ahead.start(PAUSE_MS)
        else:
            self._snapshots = None
        self._stir()

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
                self._paint_tails(painter, area, *newest_lines(trails, self._step, TAIL_STEPS), trails)

    def _paint_at_rest(self, painter: QPainter) -> None:
        place, area = painter.worldTransform(), self.boundingRect()
        self._paint_surface(painter)
        trails = self._trails((abs(place.m11()), abs(place.m22())))
        if trails:
            self._paint_tails(painter, area, *whole_lines(trails, self._step), trails)

    def _blit(self, painter: QPainter, area: QRectF) -> list[Trail]:
        """Paint the image with all finished blocks, and return the paths at its scale."""
        snapshots = self._current(painter, area)
        longest = max((len(trail.path) for trail in snapshots.trails), default=1) - 1
        snapshots.go(
            min(self._step, longest) // TAIL_STEPS, partial(self._paint_blocks, area, snapshots.trails)
        )
        snapshots.image.show(painter)
        return snapshots.trails

    def _current(self, painter: QPainter, area: QRectF) -> _Snapshots:
        """The images that fit what is painted on; the surface is painted into new ones where none do."""
        snapshots = self._snapshots
        if snapshots is None or not snapshots.image.fits(painter, area):
            image = DeviceImage(painter, area, self._back)
            image.draw(self._paint_surface)
            self._snapshots = snapshots = _Snapshots(image, self._trails(image.scale))
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
        self, painter: QPainter, area: QRectF, lines: Doubles, of_lanes: list[slice], trails: list[Trail]
    ) -> None:
        seen = clipped_lines(lines, area)
        painter.setPen(device_pen(cosmetic(QPen(QColor("#FFFFFF"), 3.4)), painter))
        draw_clipped_lines(painter, seen)
        for trail, own in zip(trails, of_lanes, strict=True):
            painter.setPen(device_pen(cosmetic(QPen(QColor(trail.path.color), 2.0)), painter))
            draw_clipped_lines(painter, lines[own] if seen is lines else clipped_lines(lines[own], area))


class _Snapshots:
    """The image after some blocks of steps, and snapshots of it at other blocks."""

    def __init__(self, image: DeviceImage, trails: list[Trail]) -> None:
        self.image, self.trails = image, trails
        self.drawn = [(trail.path, trail.path.color) for trail in trails]
        self._stride = 1
        self._blocks = 0
        self._saved = {0: QImage(image.pixels)}

    def go(self, blocks: int, paint: Callable[[int, int, QPainter], None]) -> None:
        """Move the image to a number of blocks; ``paint`` adds the blocks between two numbers."""
        nearest = max(number for number in self._saved if number <= blocks)
        if not nearest <= self._blocks <= blocks:
            self._blocks, self.image.pixels = nearest, QImage(self._saved[nearest])
        stride = self._stride
        while blocks - self._blocks > STOPS * stride:
            stride *= 2
        while self._blocks < blocks:
            first, last = self._blocks, min(blocks, (self._blocks // stride + 1) * stride)
            self.image.draw(partial(paint, first, last))
            self._blocks = last
            if last % stride == 0:
                self._keep()

    def prepare(self, blocks: int, paint: Callable[[int, int, QPainter], None]) -> bool:
        """Make one more of the snapshots that divide the first blocks into parts of equal work, and drop others.

        Returns:
            False when all of them exist.
        """
        goals = self._equal_parts(blocks)
        self._stride = NEVER
        self._saved = {number: each for number, each in self._saved.items() if number == 0 or number in goals}
        goal = next((number for number in goals if number not in self._saved), None)
        if goal is None:
            return False
        before = max(number for number in self._saved if number < goal)
        shown, self.image.pixels = self.image.pixels, QImage(self._saved[before])
        self.image.draw(partial(paint, before, goal))
        self._saved[goal], self.image.pixels = self.image.pixels, shown
        return True

    def _equal_parts(self, blocks: int) -> list[int]:
        """Return ascending numbers of blocks with about equally many lines between them."""
        if blocks < 1:
            return []
        work = np.ones(blocks)
        for trail in self.trails:
            work += np.bincount((trail.ends - 1) // TAIL_STEPS, minlength=blocks)[:blocks]
        done = np.cumsum(work)
        marks = done[-1] * np.arange(1, self._most) / self._most
        found: list[int] = np.unique(1 + done.searchsorted(marks)).tolist()
        return [number for number in found if number <= blocks]

    @property
    def _most(self) -> int:
        """Number of snapshots that there is room for."""
        return max(LEAST_KEPT, KEPT_BYTES // self.image.pixels.sizeInBytes())

    def _keep(self) -> None:
        """Keep a snapshot of the current image; if there are too many, drop every second one."""
        self._saved.setdefault(self._blocks, QImage(self.image.pixels))
        if len(self._saved) > self._most:
            self._thin()

    def _thin(self) -> None:
        self._stride *= 2
        self._saved = {number: each for number, each in self._saved.items() if number % self._stride == 0}

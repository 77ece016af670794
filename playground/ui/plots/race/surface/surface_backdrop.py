"""The still part of a race's picture: the surface, its minima, and the paths so far.

A frame of a race moves the heads and adds a line to each path; all else stays. So the surface is painted once into
an image of the device's pixels, and the paths are added to a copy of it in blocks of steps. A frame then copies one
image and draws the lines of the block that has begun. Some copies are kept, so that going back is as quick; those of
later moments are made when nothing grows any more, one after the other, so that going far forward is it too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from PySide6.QtCore import QRectF, QTimer
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from playground.ui.plots.chart.axes import View
from playground.ui.plots.chart.cached_layer import paint_parts
from playground.ui.plots.chart.device_image import DeviceImage
from playground.ui.plots.chart.items import Lines, Overlay, Raster, Spots
from playground.ui.plots.chart.line_clipping import within
from playground.ui.plots.chart.loss_picture import Picture
from playground.ui.plots.chart.strokes import cosmetic, draw_lines, draw_near, scaled, to_file
from playground.ui.plots.race.surface.paths import LaneWay, visible
from playground.ui.plots.race.surface.trails import BLOCK, Trail, newest_lines

TAIL = BLOCK
"""Newest steps of a path that are drawn in full colour; also the steps of a block, so that the tail covers the lines
that are not in the image yet."""
LEAST_KEPT, KEPT_BYTES = 6, 64_000_000
"""Images of earlier moments that are kept: so many, and more of them as long as they are small."""
STOPS = 3
"""Of them that are made on a long way forward at once: each is a copy of all pixels."""
PAUSE_MS, AHEAD_MS = 300, 20
"""Without growth for so long, images of later moments are made, one each so many milliseconds."""
NEVER = 1_000_000_000
PALE = 0.65

Place = tuple[float, float]
Mark = tuple[float, float, float, str, str]
"""X, y, diameter in pixels, colour, colour of the rim."""


class Ground(Overlay):
    """Paints surface, known places and paths; the newest steps of a path are brighter."""

    def __init__(self, view: View) -> None:
        super().__init__(view)
        self.raster, self.known = Raster(), Spots(view)
        self._dark, self._light = Lines(view), Lines(view)
        self._dark.set_pens(QPen(QColor(0, 0, 0, 100), 0))
        self._light.set_pens(QPen(QColor(255, 255, 255, 110), 0))
        self._back = QColor("#FFFFFF")
        self._marks: list[Mark] = []
        self._ways: Sequence[LaneWay] = ()
        self._step = 0
        self._moments: _Moments | None = None
        self._ahead = QTimer(self)
        self._ahead.setSingleShot(True)
        self._ahead.timeout.connect(self._prepare)

    # --- what is shown ---------------------------------------------------------------------------

    def set_background(self, color: str) -> None:
        """What stands where there is no surface."""
        self._back = QColor(color)
        self._forget()

    def show_picture(self, drawn: Picture, x: Place, y: Place) -> None:
        """Show a surface between the ends of x and y."""
        self.raster.show_pixels(drawn.pixels, x, y, smooth=drawn.smooth)
        self._dark.show_points(*drawn.dark)
        self._light.show_points(*drawn.light)
        self._forget()

    def show_known(self, marks: list[Mark]) -> None:
        """Mark places."""
        if marks != self._marks:
            self._marks = list(marks)
            self.known.show_spots(marks)
            self._forget()

    def show_ways(self, ways: Sequence[LaneWay]) -> None:
        """Show the paths of these lanes, which may have grown."""
        self._ways = ways
        drawn = [(way, way.color) for way in visible(ways)]
        if self._moments is not None and self._moments.drawn == drawn:
            for trail in self._moments.trails:
                trail.grow()  # the image stays, also where a path gets coarser: it shows it finer
            self._ahead.start(PAUSE_MS)
        else:
            self._moments = None
        self.update()

    def show_step(self, step: int) -> None:
        """Show the paths until after so many steps."""
        if step != self._step:
            self._step = step
            self.update()

    def _forget(self) -> None:
        self._moments = None
        self.update()

    # --- painting --------------------------------------------------------------------------------

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Qt: paint."""
        del option, widget
        self.paint_from_above(painter)

    def paint_from_above(self, painter: QPainter) -> None:
        """Paint, in coordinates of the surface, for whatever shows it."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place, area = painter.worldTransform(), self.boundingRect()
        if to_file(painter):
            trails = self._trails((abs(place.m11()), abs(place.m22())))
            self._paint_surface(painter)
            self._paint_paths(painter, area, trails, 0, self._step)
        else:
            trails = self._blit(painter, area)
        self._paint_tails(painter, area, trails)

    def _blit(self, painter: QPainter, area: QRectF) -> list[Trail]:
        """Paint the image with all blocks that are over; returns the paths in its scale."""
        moments = self._moments
        if moments is None or not moments.image.fits(painter, area):
            image = DeviceImage(painter, area, self._back)
            image.draw(self._paint_surface)
            self._moments = moments = _Moments(image, self._trails(image.scale))
            self._ahead.start(PAUSE_MS)
        longest = max((len(trail.way) for trail in moments.trails), default=1) - 1
        moments.go(min(self._step, longest) // TAIL, partial(self._paint_blocks, area, moments.trails))
        moments.image.show(painter)
        return moments.trails

    def _prepare(self) -> None:
        """Make an image of a later moment; then another one."""
        moments = self._moments
        if moments is None or not moments.trails:
            return
        shortest = min(len(trail.way) for trail in moments.trails) - 1
        paint = partial(self._paint_blocks, self.boundingRect(), moments.trails)
        if moments.prepare(shortest // TAIL, paint):
            self._ahead.start(AHEAD_MS)

    def _trails(self, scale: Place) -> list[Trail]:
        return [Trail(way, scale) for way in visible(self._ways)]

    def _paint_surface(self, painter: QPainter) -> None:
        paint_parts(painter, (self.raster, self._dark, self._light, self.known))

    def _paint_blocks(
        self, area: QRectF, trails: list[Trail], first: int, last: int, painter: QPainter
    ) -> None:
        self._paint_paths(painter, area, trails, first * TAIL, last * TAIL)

    def _paint_paths(
        self, painter: QPainter, area: QRectF, trails: list[Trail], first: int, last: int
    ) -> None:
        for trail in trails:
            lines = trail.between(first, last)
            if not len(lines):
                continue  # a lane that rests, as most do for most of a long race
            pale = QColor(trail.way.color)
            pale.setAlphaF(PALE)
            painter.setPen(scaled(cosmetic(QPen(pale, 1.4)), painter))
            draw_lines(painter, lines, area)

    def _paint_tails(self, painter: QPainter, area: QRectF, trails: list[Trail]) -> None:
        if not trails:
            return
        lines, of_lanes = newest_lines(trails, self._step, TAIL)
        seen = within(lines, area)
        painter.setPen(scaled(cosmetic(QPen(QColor("#FFFFFF"), 3.4)), painter))
        draw_near(painter, seen)
        for trail, own in zip(trails, of_lanes, strict=True):
            painter.setPen(scaled(cosmetic(QPen(QColor(trail.way.color), 2.0)), painter))
            draw_near(painter, lines[own] if seen is lines else within(lines[own], area))


class _Moments:
    """The picture after some blocks of steps; some earlier pictures are kept."""

    def __init__(self, image: DeviceImage, trails: list[Trail]) -> None:
        self.image, self.trails = image, trails
        self.drawn = [(trail.way, trail.way.color) for trail in trails]
        self._rhythm = 1
        self._blocks = 0
        self._kept = {0: QImage(image.pixels)}

    def go(self, blocks: int, paint: Callable[[int, int, QPainter], None]) -> None:
        """Make it the picture after so many blocks; ``paint`` adds those from one number to another."""
        nearest = max(number for number in self._kept if number <= blocks)
        if not nearest <= self._blocks <= blocks:
            self._blocks, self.image.pixels = nearest, QImage(self._kept[nearest])
        stride = self._rhythm
        while blocks - self._blocks > STOPS * stride:
            stride *= 2
        while self._blocks < blocks:
            first, last = self._blocks, min(blocks, (self._blocks // stride + 1) * stride)
            self.image.draw(partial(paint, first, last))
            self._blocks = last
            if last % stride == 0:
                self._keep()

    def prepare(self, blocks: int, paint: Callable[[int, int, QPainter], None]) -> bool:
        """Keep one more of the moments that cut the first blocks into parts of equal work, and no others.

        Returns:
            False when all of them are kept.
        """
        goals = self._equal_parts(blocks)
        self._rhythm = NEVER
        self._kept = {number: each for number, each in self._kept.items() if number == 0 or number in goals}
        goal = next((number for number in goals if number not in self._kept), None)
        if goal is None:
            return False
        before = max(number for number in self._kept if number < goal)
        shown, self.image.pixels = self.image.pixels, QImage(self._kept[before])
        self.image.draw(partial(paint, before, goal))
        self._kept[goal], self.image.pixels = self.image.pixels, shown
        return True

    def _equal_parts(self, blocks: int) -> list[int]:
        """Numbers of blocks, ascending: between them are about as many lines; most lanes rest for most of a race."""
        if blocks < 1:
            return []
        work = np.ones(blocks)
        for trail in self.trails:
            work += np.bincount((trail.ends - 1) // TAIL, minlength=blocks)[:blocks]
        done = np.cumsum(work)
        marks = done[-1] * np.arange(1, self._most) / self._most
        found: list[int] = np.unique(1 + done.searchsorted(marks)).tolist()
        return [number for number in found if number <= blocks]

    @property
    def _most(self) -> int:
        """Images that there is room for."""
        return max(LEAST_KEPT, KEPT_BYTES // self.image.pixels.sizeInBytes())

    def _keep(self) -> None:
        """Keep this moment; when there are too many, every second one is given up."""
        self._kept.setdefault(self._blocks, QImage(self.image.pixels))
        if len(self._kept) > self._most:
            self._thin()

    def _thin(self) -> None:
        self._rhythm *= 2
        self._kept = {number: each for number, each in self._kept.items() if number % self._rhythm == 0}

"""The image of a race on a surface after some blocks of steps, with copies to which it can go back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from PySide6.QtGui import QImage, QPainter

from playground.ui.plots.chart.device_image import DeviceImage
from playground.ui.plots.race.surface.trails import BLOCK, Trail

TAIL_STEPS = BLOCK
"""Number of latest steps of a path drawn in full colour; also the steps of a block, so that the tail covers the lines
that are not in the image yet."""
LEAST_KEPT, KEPT_BYTES = 6, 64_000_000
"""Minimum number of snapshots, and the memory that they may use beyond it."""
STOPS = 3
"""Number of snapshots made on a long jump forward, as each copies all pixels."""
NEVER = 1_000_000_000


class Snapshots:
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

"""Moments of a race that are kept as images: which, and that going anywhere adds little to one of them."""

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from playground.engine.events.surface_race import PathChunk
from playground.ui.plots.chart.device_image import DeviceImage
from playground.ui.plots.race.surface import surface_backdrop as race_ground
from playground.ui.plots.race.surface.paths import LaneWay
from playground.ui.plots.race.surface.surface_backdrop import STOPS, TAIL, _Moments
from playground.ui.plots.race.surface.trails import Trail

AREA = QRectF(-1, -1, 2, 2)
BLOCKS = 200


def lane(name, falls):
    """A lane that runs in circles, ever more slowly."""
    steps = np.arange(BLOCKS * TAIL + 7)
    angle, size = np.sqrt(steps * falls), np.exp(-steps / 900)
    places = np.stack([size * np.cos(angle), size * np.sin(angle)], axis=1)[:, None]
    way = LaneWay(name, name, "sgd", "#0072B2")
    way.append(PathChunk(places, np.zeros((len(steps), 1)), np.zeros((len(steps), 1)), steps))
    return way


class Drawn:
    """Draws blocks as lines of their own, and remembers which."""

    def __init__(self, trails):
        self.trails, self.parts = trails, []

    def __call__(self, first, last, painter):
        self.parts.append((first, last))
        painter.fillRect(
            QRectF(-1 + 2 * first / BLOCKS, -1, 2 * (last - first) / BLOCKS, 2), QColor("#123456")
        )

    def lines(self):
        """Lines of what was drawn since the last call."""
        found = sum(len(trail.between(a * TAIL, b * TAIL)) for trail in self.trails for a, b in self.parts)
        self.parts = []
        return found


@pytest.fixture
def made(qapp):
    canvas = QImage(400, 400, QImage.Format.Format_RGB32)
    painter = QPainter(canvas)
    painter.scale(200, 200)
    painter.translate(1, 1)
    image = DeviceImage(painter, AREA, QColor("#FFFFFF"))
    painter.end()
    trails = [Trail(lane(name, falls), image.scale) for name, falls in (("a", 3.0), ("b", 0.5), ("c", 9.0))]
    return _Moments(image, trails), Drawn(trails)


def columns(moments):
    """Blocks that the image shows."""
    return sum(QColor(moments.image.pixels.pixel(x, 200)).lightness() < 128 for x in range(1, 400, 2))


@pytest.mark.parametrize("room", [6, 16])
def test_prepared_moments_cut_the_work_into_equal_parts(made, monkeypatch, room):
    monkeypatch.setattr(race_ground, "LEAST_KEPT", room)
    monkeypatch.setattr(race_ground, "KEPT_BYTES", 0)
    moments, drawn = made
    whole = sum(len(trail.between(0, BLOCKS * TAIL)) for trail in drawn.trails)
    moments.go(3, drawn)
    while moments.prepare(BLOCKS, drawn):
        assert columns(moments) == 3, "what is shown stays"
    assert len(moments._kept) <= room
    drawn.lines()
    for step in np.random.default_rng(2).integers(0, BLOCKS, 60).tolist():
        moments.go(step, drawn)
        assert columns(moments) == step
        assert drawn.lines() <= 1.5 * whole / (room - 1) + 3 * TAIL
    assert len(moments._kept) <= room


def test_moments_can_be_prepared_again_when_the_race_has_grown(made):
    moments, drawn = made
    while moments.prepare(50, drawn):
        pass
    early = set(moments._kept)
    assert max(early) <= 50
    while moments.prepare(BLOCKS, drawn):
        pass
    assert max(moments._kept) > 50
    moments.go(120, drawn)
    assert columns(moments) == 120
    moments.go(40, drawn)
    assert columns(moments) == 40
    assert not moments.prepare(BLOCKS, drawn)


def test_before_they_are_prepared_moments_are_kept_on_the_way(made):
    moments, drawn = made
    for blocks in (1, 2, 3, 60, 61, 200, 7, 150):
        moments.go(blocks, drawn)
        assert columns(moments) == blocks
        assert len(drawn.parts) <= STOPS + 2
        drawn.parts = []

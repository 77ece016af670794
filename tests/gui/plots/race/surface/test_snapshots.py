"""Snapshots of a race: which are saved, and that any jump draws little on top of one."""

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from playground.engine.events.surface_race import PathChunk
from playground.records.lane import LaneRecord
from playground.ui.plots.chart.device_image import DeviceImage
from playground.ui.plots.race.drawn_lane import DrawnLane
from playground.ui.plots.race.surface import snapshots as kept
from playground.ui.plots.race.surface.snapshots import STOPS, TAIL_STEPS, Snapshots
from playground.ui.plots.race.surface.trails import Trail

AREA = QRectF(-1, -1, 2, 2)
BLOCKS = 200


def lane(name, falls):
    """A lane that runs in circles, ever more slowly."""
    steps = np.arange(BLOCKS * TAIL_STEPS + 7)
    angle, size = np.sqrt(steps * falls), np.exp(-steps / 900)
    places = np.stack([size * np.cos(angle), size * np.sin(angle)], axis=1)[:, None]
    path = DrawnLane(LaneRecord(name), name, "sgd", "#0072B2")
    path.record.path.append(PathChunk(places, np.zeros((len(steps), 1)), np.zeros((len(steps), 1)), steps))
    return path


class Drawn:
    """Counts the lines of the blocks that are drawn."""

    def __init__(self, trails):
        self.trails, self.parts = trails, []

    def __call__(self, first, last, painter):
        self.parts.append((first, last))
        painter.fillRect(
            QRectF(-1 + 2 * first / BLOCKS, -1, 2 * (last - first) / BLOCKS, 2), QColor("#123456")
        )

    def lines(self):
        """Return the number of lines drawn since the last call."""
        found = sum(
            len(trail.between(a * TAIL_STEPS, b * TAIL_STEPS)) for trail in self.trails for a, b in self.parts
        )
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
    return Snapshots(image, trails), Drawn(trails)


def columns(snapshots):
    """Blocks that the image shows."""
    return sum(QColor(snapshots.image.pixels.pixel(x, 200)).lightness() < 128 for x in range(1, 400, 2))


@pytest.mark.parametrize("room", [6, 16])
def test_prepared_moments_cut_the_work_into_equal_parts(made, monkeypatch, room):
    monkeypatch.setattr(kept, "LEAST_KEPT", room)
    monkeypatch.setattr(kept, "KEPT_BYTES", 0)
    snapshots, drawn = made
    whole = sum(len(trail.between(0, BLOCKS * TAIL_STEPS)) for trail in drawn.trails)
    snapshots.go(3, drawn)
    while snapshots.prepare(BLOCKS, drawn):
        assert columns(snapshots) == 3, "what is shown stays"
    assert len(snapshots._saved) <= room
    drawn.lines()
    for step in np.random.default_rng(2).integers(0, BLOCKS, 60).tolist():
        snapshots.go(step, drawn)
        assert columns(snapshots) == step
        assert drawn.lines() <= 1.5 * whole / (room - 1) + 3 * TAIL_STEPS
    assert len(snapshots._saved) <= room


def test_moments_can_be_prepared_again_when_the_race_has_grown(made):
    snapshots, drawn = made
    while snapshots.prepare(50, drawn):
        pass
    early = set(snapshots._saved)
    assert max(early) <= 50
    while snapshots.prepare(BLOCKS, drawn):
        pass
    assert max(snapshots._saved) > 50
    snapshots.go(120, drawn)
    assert columns(snapshots) == 120
    snapshots.go(40, drawn)
    assert columns(snapshots) == 40
    assert not snapshots.prepare(BLOCKS, drawn)


def test_before_they_are_prepared_snapshots_are_saved_on_the_way(made):
    snapshots, drawn = made
    for blocks in (1, 2, 3, 60, 61, 200, 7, 150):
        snapshots.go(blocks, drawn)
        assert columns(snapshots) == blocks
        assert len(drawn.parts) <= STOPS + 2
        drawn.parts = []

"""Shows a race in three dimensions on a screen with OpenGL and tells, as a line of JSON, what it looks like."""

import json
import sys

import numpy as np
from PySide6.QtCore import QCoreApplication, QEventLoop, QPoint, QPointF, Qt, QTimer
from PySide6.QtTest import QTest

from playground.app.document import Document
from playground.spec.base import Choice
from playground.spec.project import Project
from playground.spec.race import LaneSpec, RaceSpec
from playground.ui.race.workspace import RaceWorkspace
from playground.ui.style.theme import ThemeHub
from playground.ui.window.program.app import make_application

lane = LaneSpec(id="lane-1", optimizer=Choice(kind="sgd", params={"learning_rate": 0.01}))
make_application()
document = Document(Project(race=RaceSpec(surface=Choice(kind="himmelblau"), lanes=(lane,), steps=200)))
workspace = RaceWorkspace(document, ThemeHub("light"))
workspace.resize(1200, 800)
workspace.show()
workspace.set_active(active=True)
loop = QEventLoop()
workspace.surface.race.grown.connect(lambda: loop.quit() if workspace.surface.race.results else None)
QTimer.singleShot(20_000, loop.quit)
loop.exec()
workspace.surface.race.playback.seek(10)
picture = workspace.surface.picture
QTest.mouseClick(picture.solid, Qt.MouseButton.LeftButton)
QCoreApplication.processEvents()
relief = picture.relief


def color(at: QPointF) -> list[int]:
    """The colour of the view at a pixel."""
    pixel = relief.grab().toImage().pixelColor(at.toPoint())
    return [pixel.red(), pixel.green(), pixel.blue()]


def seen(place: tuple[float, float]) -> QPointF:
    """Where a place of the surface is in the view."""
    box = relief._relief.to_box(*_lifted(place))
    return QPointF(*relief.sight().pixels(box)[0].tolist())


def _lifted(place):
    height = (place[0] ** 2 + place[1] - 11) ** 2 + (place[0] + place[1] ** 2 - 7) ** 2
    return np.array([place]), relief._tallness.of(np.array([height]))


before = relief.camera
told = {
    "shown": relief.isVisible(),
    "corner": color(QPointF(3, 3)),
    "hilltop": color(seen((-0.6, 0.6))),
    "start": list(relief.place_at(seen((1.0, 1.0)))),
}
at = seen((1.0, 1.0)).toPoint()
QTest.mouseClick(relief, Qt.MouseButton.LeftButton, pos=at)
told["chosen"] = document.project.race.start
QTest.mousePress(relief, Qt.MouseButton.LeftButton, pos=at)
QTest.mouseMove(relief, at + QPoint(60, 0))
QTest.mouseRelease(relief, Qt.MouseButton.LeftButton, pos=at + QPoint(60, 0))
told["turned"] = relief.camera.azimuth - before.azimuth
told["start_stayed"] = document.project.race.start == told["chosen"]
QTest.mouseClick(picture.solid, Qt.MouseButton.LeftButton)
told["back"] = picture.canvas.isVisible()
workspace.close_race()
workspace.close()
print(json.dumps(told))  # noqa: T201 - the answer
sys.exit(0)

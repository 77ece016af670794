"""Makes the pictures of the start page: trains each example, or runs its race, and saves what its main plot shows.

Run from the top folder, for example with ``QT_QPA_PLATFORM=offscreen python packaging/thumbnails.py``; names of
examples as arguments make only theirs. The pictures go to ``assets/thumbnails``.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image
from pyqtgraph import ViewBox
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QGraphicsView, QStackedWidget, QWidget

from playground.app.examples import Example, examples
from playground.app.settings import Memory
from playground.engine.events.run import RunState
from playground.paths import asset
from playground.spec.files import load
from playground.ui.style.theme import ThemeHub
from playground.ui.window.main_window import MainWindow
from playground.ui.window.program.app import make_application, open_window
from playground.ui.window.program.screenshots import _until, _wait

SIZE = QSize(448, 252)
COLORS = 96
CONTOURS = {
    "iris",
    "wine-batchnorm",
    "digits-attention",
    "digits-residual",
    "lecture-two-layer",
    "tokens-embedding",
}
"""Examples pictured by the loss around their path; the others by their prediction."""
SAME_AS = {"race-fashion-cnn": "fashion-mnist-cnn", "race-new-head": "fashion-mnist-cnn"}
"""Examples that take too long, and those whose pictures they share."""
ENDS = {RunState.FINISHED, RunState.DIVERGED, RunState.FAILED}


def main(names: list[str]) -> None:
    """Make the pictures of both themes."""
    make_application()
    folder = asset("thumbnails")
    folder.mkdir(exist_ok=True)
    for theme in ("dark", "light"):
        with tempfile.TemporaryDirectory() as nowhere:
            memory = Memory(Path(nowhere, "settings.json"))
            memory.remember(speed="full")
            window = open_window(memory, ThemeHub(theme))
            window.resize(1700, 1060)
            window.show()
            for example in examples():
                if example.path.stem in SAME_AS:
                    continue
                if not names or example.path.stem in names:
                    save(pictured(window, example), folder / f"{example.path.stem}-{theme}.png")
            for name, other in SAME_AS.items():
                shutil.copy(folder / f"{other}-{theme}.png", folder / f"{name}-{theme}.png")
            window.runs.close()
            window.document.saved_as(Path(nowhere, "picture.descent"))
            window.close()


def pictured(window: MainWindow, example: Example) -> QImage:
    """The main plot of an example in a settled state."""
    project = load(example.path)
    window.document.open(project, None)
    _wait(500)
    if project.workspace == "race":
        return raced(window, on_network=project.race.on == "network" if project.race else False)
    window.workspaces.show("network")
    window.runs.play()
    _until(lambda: window.runs.state in ENDS)
    window.runs.pause()
    dock = window.docks["contour" if example.path.stem in CONTOURS else "prediction"]
    dock.bring()
    dock.setFloating(True)
    dock.resize(520, 380)
    panel = dock.panel
    if project.data.dataset.kind in {"digits", "fashion_mnist"} and dock is window.docks["prediction"]:
        _wait(300)
        next(each for each in panel.findChildren(QAbstractButton) if each.text() == "Samples").click()
    _wait(1500)
    made = plot_of(panel)
    dock.setFloating(False)
    return made


def raced(window: MainWindow, *, on_network: bool) -> QImage:
    """The picture of a race, half way through it."""
    workspace = window.workspaces.race
    if not on_network:
        _until(lambda: bool(workspace.surface.race.results))
        race = workspace.surface.race
        race.playback.seek(min(120, race.playback.computed))
        _wait(1500)
        return plot_of(workspace.surface.picture)
    race = workspace.network.race
    _until(lambda: race.state is RunState.READY)
    race.toggle()
    _until(lambda: race.state is RunState.FINISHED)
    workspace.network.show_picture("plane")
    _wait(4000)
    return plot_of(workspace.network.middle)


def plot_of(panel: QWidget) -> QImage:
    """The largest plot in a panel, without its axes; the whole panel where it has none."""
    views = [
        view for view in panel.findChildren(QGraphicsView) if view.isVisible() and view.scene() is not None
    ]
    boxes = [(view, item) for view in views for item in view.scene().items() if isinstance(item, ViewBox)]
    if not boxes:
        stack = panel.findChild(QStackedWidget)
        return (stack.currentWidget() if stack is not None else panel).grab().toImage()

    def area(pair: tuple[QGraphicsView, ViewBox]) -> float:
        rect = pair[1].sceneBoundingRect()
        return rect.width() * rect.height()

    view, box = max(boxes, key=area)
    rect = view.mapFromScene(box.sceneBoundingRect()).boundingRect().adjusted(1, 1, -1, -1)
    return view.grab(rect.intersected(view.rect())).toImage()


def save(image: QImage, file: Path) -> None:
    """Crop to the form of a card, scale, and write with few colours."""
    wanted = SIZE.scaled(image.size(), Qt.AspectRatioMode.KeepAspectRatio)
    corner = QRect(
        (image.width() - wanted.width()) // 2, (image.height() - wanted.height()) // 2, 0, 0
    ).topLeft()
    cropped = image.copy(QRect(corner, wanted))
    smooth = cropped.scaled(
        SIZE, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    smooth.save(os.fspath(file))
    picture = Image.open(file).convert("RGB").quantize(COLORS)
    picture.save(file, optimize=True)
    print(file.name, file.stat().st_size)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])

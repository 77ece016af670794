"""Pictures of the window and of each dock in a settled state, for the README and for looking at our work."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from playground.app.examples import examples
from playground.app.settings import Memory
from playground.engine.events.run import RunState
from playground.spec.files import load
from playground.ui.plots.race.relief.opengl import available
from playground.ui.style.theme import ThemeHub
from playground.ui.window.main_window import MainWindow
from playground.ui.window.program.app import make_application, open_window

SHOWN = ("spiral", "sine-1d", "digits-cnn", "iris")
"""Examples that are trained and pictured; the docks are pictured with the first."""
SURFACE, PRESET, STEP = "himmelblau", "The lecture", 150
"""Surface, preset and step of the race that is pictured."""
NETWORK_RACE = "race-digits"
"""The example of a race on a network."""
LONGEST_MS = 60_000
SETTLE_MS = 1500


def render(folder: Path, theme: str, size: tuple[int, int]) -> Iterator[Path]:
    """Render and write; yields each file as it is there.

    Args:
        folder: Made if missing.
        theme: ``light`` or ``dark``.
        size: Of the window in pixels at scale 1.
    """
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or make_application()
    assert isinstance(app, QApplication)
    with tempfile.TemporaryDirectory() as nowhere:
        memory = Memory(Path(nowhere, "settings.json"))
        memory.remember(speed="full")
        window = open_window(memory, ThemeHub(theme))
        window.resize(*size)
        window.docks.lay_out()
        window.show()
        try:
            yield from _pictures(window, folder)
        finally:
            window.runs.close()
            window.document.saved_as(Path(nowhere, "picture.descent"))
            window.close()


def _pictures(window: MainWindow, folder: Path) -> Iterator[Path]:
    files = {example.path.stem: example.path for example in examples()}
    for name in SHOWN:
        window.files.open_example(files[name])
        _train(window)
        yield _save(window, folder / f"network-{name}.png")
        if name == SHOWN[0]:
            yield from _docks(window, folder)
    yield from _race(window, folder)


def _docks(window: MainWindow, folder: Path) -> Iterator[Path]:
    """Each dock; afterwards those can be seen that could be seen before."""
    seen = [dock for dock in window.docks if dock.seen]
    for dock in window.docks:
        dock.bring()
        _wait(SETTLE_MS)
        yield _save(dock, folder / f"dock-{dock.objectName()}.png")
    for dock in window.docks:
        dock.setVisible(dock in seen or not dock.view.closed)
    window.docks.lay_out()
    for dock in seen:
        dock.bring()


def _race(window: MainWindow, folder: Path) -> Iterator[Path]:
    """The workspace of races, half way through one."""
    window.workspaces.show("race")
    workspace = window.workspaces.race
    workspace.setup.surface.pick(SURFACE)
    workspace.setup.apply_preset(PRESET)
    _wait(SETTLE_MS)
    _until(lambda: bool(workspace.surface.race.results))
    workspace.surface.race.playback.seek(STEP)
    pages = workspace.surface.pages
    titles = [pages.tabText(place) for place in range(pages.count())]
    for title, name in (("One step", "one-step"), ("Learning rates", "learning-rates"), ("Starts", "starts")):
        pages.setCurrentIndex(titles.index(title))
        _wait(3 * SETTLE_MS)
        _until(lambda: workspace.surface.rates.complete and workspace.surface.starts.complete)
        yield _save(window, folder / f"race-{SURFACE}-{name}.png")
    if available():
        workspace.surface.picture.solid.click()
        _wait(SETTLE_MS)
        yield _save(window, folder / f"race-{SURFACE}-3d.png")
        workspace.surface.picture.solid.click()
    yield from _race_on_network(window, folder)
    window.workspaces.show("network")


def _race_on_network(window: MainWindow, folder: Path) -> Iterator[Path]:
    """The end of a race of optimizers on digits, with each of its pictures."""
    path = next(each.path for each in examples() if each.path.stem == NETWORK_RACE)
    window.document.open(load(path), None)  # the race before it was not saved, and nobody asks
    window.workspaces.show("race")
    network = window.workspaces.race.network
    _until(lambda: network.race.state is RunState.READY)
    network.race.toggle()
    _until(lambda: network.race.state is RunState.FINISHED)
    for name in ("plane", "multiples", "flow"):
        network.show_picture(name)
        _wait(2 * SETTLE_MS)
        yield _save(window, folder / f"{NETWORK_RACE}-{name}.png")


def _train(window: MainWindow) -> None:
    runs = window.runs
    runs.play()
    _until(lambda: runs.state in {RunState.FINISHED, RunState.DIVERGED, RunState.FAILED})
    _wait(SETTLE_MS)


def _until(done: Callable[[], bool]) -> None:
    loop = QEventLoop()
    look, end = QTimer(), QTimer()
    look.timeout.connect(lambda: loop.quit() if done() else None)
    look.start(20)
    end.setSingleShot(True)
    end.timeout.connect(loop.quit)
    end.start(LONGEST_MS)
    loop.exec()


def _wait(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def _save(widget: QWidget, file: Path) -> Path:
    if not widget.grab().save(os.fspath(file)):
        raise ValueError(f"The picture {file} could not be written.")
    return file

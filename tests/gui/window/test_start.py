"""The start: the splash moves while modules are imported, and views that come late miss nothing of the run."""

import subprocess
import sys

import pytest
from PySide6.QtCore import QEventLoop

from playground.app.document import Document
from playground.app.examples import examples, first_project
from playground.engine.events.run import RunState
from playground.ui.style.theme import ThemeHub
from playground.ui.window.main_window import MainWindow
from playground.ui.window.program.app import fill, show_splash
from playground.ui.window.program.loading import Loading


def loaded(names, on_frame=None):
    loop = QEventLoop()
    loading = Loading(names, loop.quit, on_frame)
    loop.exec()
    return loading


def test_the_splash_has_the_remembered_theme_and_moves(qtbot, tmp_path):
    (tmp_path / "settings.json").write_text('{"theme": "dark"}')
    hub, splash = show_splash(tmp_path / "settings.json")
    qtbot.addWidget(splash)
    assert hub.theme.dark
    before = splash.grab().toImage()

    def moved():
        splash.advance()
        return splash.grab().toImage() != before

    qtbot.waitUntil(moved)


def test_modules_are_imported_and_what_fails_is_kept_for_the_main_thread(qapp):
    assert loaded(("playground.ui.window.main_window",)).error is None
    assert isinstance(loaded(("playground.no_such_room",)).error, ModuleNotFoundError)


def test_the_first_window_is_shown_without_torch_and_what_is_done_at_once_waits_for_it():
    program = """
import sys, tempfile
from importlib import import_module
from threading import Thread
from pathlib import Path
from playground.ui.window.program.app import make_application, open_window, show_splash
from playground.ui.window.program.loading import load
settings = Path(tempfile.mkdtemp(), "settings.json")
app = make_application()
hub, splash = show_splash(settings)
load(splash.advance)
from playground.app.settings import Memory
window = open_window(Memory(settings), hub, fill=False)
window.show()
window.grab()
print("torch" in sys.modules, len(window.canvas.canvas.nodes) > 2)
Thread(target=import_module, args=("torch",)).start()
while "torch" not in sys.modules:
    pass
from playground.lazy import nn
print(nn.Linear(2, 3).out_features)
window.close()
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True", "3"]


def test_all_classes_of_qt_are_made_before_another_thread_uses_some():
    program = """
from PySide6 import QtCore, QtGui, QtWidgets
from playground.ui.window.program.loading import qt_classes
MODULES = QtCore, QtGui, QtWidgets
missing = lambda: sum(name not in vars(module) for module in MODULES for name in dir(module))
before = missing()
list(qt_classes())
print(before > 0, missing())
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "0"]


def test_views_that_are_made_late_show_the_whole_run(qtbot, memory, make_project, tmp_path):
    window = MainWindow(Document(make_project(epochs=1)), memory, ThemeHub("light"))
    qtbot.addWidget(window, before_close_func=lambda w: w.document.saved_as(tmp_path / "closed.descent"))
    window.begin(fill=False)
    window.show()
    qtbot.waitExposed(window)
    window.runs.play()
    qtbot.waitUntil(lambda: window.runs.state is RunState.FINISHED)
    assert not any(dock.is_made for dock in window.docks)
    fill(window)
    assert window.runs.state is RunState.FINISHED
    assert not window.docks["curves"].panel.empty
    qtbot.waitUntil(lambda: all(window.docks[key].is_made for key in ("palette", "inspector", "prediction")))


def test_a_window_closed_while_modules_are_imported_starts_no_run(qtbot, memory, make_project):
    window = MainWindow(Document(make_project(epochs=1)), memory, ThemeHub("light"))
    qtbot.addWidget(window)
    window.begin(fill=False)
    window.show()
    qtbot.waitExposed(window)
    window.close()
    fill(window)
    assert not window.runs.running


@pytest.mark.parametrize("key", ["data", "problems"])
def test_a_view_behind_another_tab_is_made_when_it_is_first_seen(window, qtbot, key):
    dock = window.docks[key]
    assert not dock.is_made
    dock.bring()
    qtbot.waitUntil(lambda: dock.is_made and dock.panel.isVisible())


def test_a_window_that_begins_with_a_race_shows_no_docks_until_the_network_is_shown(
    qtbot, memory, tmp_path, hub
):
    file = next(example.path for example in examples() if example.races)
    window = MainWindow(Document(first_project()), memory, hub)
    window.files.open(file)
    window.begin(fill=False)
    qtbot.addWidget(window, before_close_func=lambda w: w.document.saved_as(tmp_path / "closed.descent"))
    window.resize(1700, 1060)  # another arrangement than that of the size at first
    window.show()
    qtbot.waitExposed(window)
    assert window.workspaces.racing
    assert not any(dock.isVisible() for dock in window.docks)
    assert not window.transport.isVisible()
    window.workspaces.show("network")
    assert all(window.docks[key].isVisible() for key in ("palette", "curves", "inspector"))
    assert window.transport.isVisible()

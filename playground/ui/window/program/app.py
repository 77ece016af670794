"""Starts the program with a window: splash first, then the window, then torch and the plots."""

from __future__ import annotations

import gc
import logging
import sys
import warnings
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox

from playground.app.first_look import remembered_theme
from playground.ui.style.theme import ThemeHub, load_fonts
from playground.ui.widgets.plain_text import message_box, plain_tip
from playground.ui.window.program.garbage import Garbage
from playground.ui.window.program.loading import LaterLoading, load
from playground.ui.window.program.splash import Splash

if TYPE_CHECKING:
    from playground.app.settings import Memory
    from playground.spec.project import Project
    from playground.ui.window.main_window import MainWindow

SWITCH_SECONDS = 0.0001
log = logging.getLogger(__name__)


def main(path: Path | None = None) -> int:
    """Open the window on a project or on data, or on a first project; returns the exit code when it closes.

    Args:
        path: A project file, a file or folder of data, or the text of a project.
    """
    warnings.filterwarnings("ignore", message="The coordinate ")  # the status bar says it
    app = make_application()
    hub, splash = show_splash()
    load(splash.advance, for_runs=path is not None)
    start, problem = (None, "") if path is None else _project_of(path, splash)
    window = open_window(None, hub, path if start is None and not problem else None, fill=False, start=start)
    window.show()
    splash.close()
    splash.deleteLater()
    sys.excepthook = _complain
    window.work.record_crashes()
    QTimer.singleShot(0, window, partial(_greet, window, page=path is None))
    if problem:
        from playground.ui.files.questions import complain  # noqa: PLC0415 - after the splash

        QTimer.singleShot(0, window, lambda: complain(window, "This file cannot be opened", problem))
    later = LaterLoading(partial(fill, window))
    code = app.exec()
    later.close()
    from playground.ui.export.picture_formats import leave_pixels  # noqa: PLC0415 - after the splash

    leave_pixels()
    return code


def _greet(window: MainWindow, *, page: bool) -> None:
    """Offer unsaved work of a window that ended without closing, and show the start page."""
    window.work.offer()
    if page:
        window.start.offer()


def _project_of(path: Path, splash: Splash) -> tuple[Project | None, str]:
    """Return a project for data or a text, None for a project file; and why it cannot be opened."""
    from playground.app.imported import import_network, is_network  # noqa: PLC0415 - after the splash
    from playground.build.data.own_data import looks_like_data, project_for  # noqa: PLC0415
    from playground.catalog.kinds import DataProblem  # noqa: PLC0415
    from playground.catalog.kinds.progress import watching  # noqa: PLC0415
    from playground.spec.files import FileProblem  # noqa: PLC0415
    from playground.spec.files import load as load_project  # noqa: PLC0415
    from playground.spec.project_text import from_text, is_project_text  # noqa: PLC0415

    def show_progress(_share: float) -> None:
        splash.advance()
        QApplication.processEvents()

    try:
        if is_project_text(str(path)):
            return from_text(str(path)), ""
        if is_network(path):
            return import_network(path), ""
        if not looks_like_data(path):
            load_project(path)
            return None, ""
        with watching(show_progress):
            return project_for(path.absolute()), ""
    except (DataProblem, FileProblem, OSError) as error:
        return None, str(error)


def show_splash(settings: Path | None = None) -> tuple[ThemeHub, Splash]:
    """Show the splash in the remembered theme.

    Args:
        settings: Their file; None for the usual place.
    """
    hub = ThemeHub(remembered_theme(settings))
    splash = Splash(hub.theme)
    splash.show()
    QApplication.processEvents()
    return hub, splash


def make_application() -> QApplication:
    """The Qt application with our name, style and fonts."""
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Descent")
    app.setDesktopFileName("descent-playground")
    app.setStyle("Fusion")
    load_fonts()
    Garbage(app)
    return app


def open_window(
    memory: Memory | None,
    hub: ThemeHub,
    path: Path | None = None,
    *,
    fill: bool = True,
    start: Project | None = None,
) -> MainWindow:
    """Return a window, not yet shown, on a file or on the first project.

    Args:
        memory: The settings; None for those in the usual place.
        hub: Colours.
        path: Of the file.
        fill: Make the views in its docks and build the first run now; else call ``fill`` once it is shown.
        start: The project to begin with; None for the first one.
    """
    from playground.app.document import Document  # noqa: PLC0415 - after the splash
    from playground.app.examples import first_project  # noqa: PLC0415
    from playground.app.settings import Memory  # noqa: PLC0415
    from playground.ui.style import stylesheet as style  # noqa: PLC0415
    from playground.ui.window.main_window import MainWindow  # noqa: PLC0415

    app = QApplication.instance()
    assert isinstance(app, QApplication)
    style.apply(app, hub.theme)
    hub.changed.connect(lambda theme: style.apply(app, theme))
    # Between two steps the worker needs the interpreter for a moment only; it should not wait 5 ms for it.
    sys.setswitchinterval(SWITCH_SECONDS)
    window = MainWindow(Document(start or first_project()), memory or Memory(), hub)
    if path is not None:
        window.files.open(path)
    window.begin(fill=fill)
    gc.freeze()  # what the window is made of stays, like the modules
    return window


def fill(window: MainWindow) -> None:
    """Make the views in the docks of a window that is shown, and its first run where nobody has played one yet.

    A window that was closed while modules were still imported gets nothing: its threads were ended, and another one
    would still run when Python frees it, on which Qt aborts.
    """
    if not window.isVisible():
        return
    window.docks.fill()
    if not window.runs.running:
        window.runs.restart()


def _complain(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Log and show an error of the program; the window stays open, so that work can be saved."""
    log.critical("An error in the program", exc_info=(kind, error, trace))
    words = "Something went wrong in the program. Your project is still open; save it under a new name."
    box = message_box(QApplication.activeWindow(), QMessageBox.Icon.Warning, "Descent", words)
    box.setInformativeText(plain_tip(f"{kind.__name__}: {error}"))
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()

"""Imports what the window needs while the splash moves.

What is free of Qt, torch above all, is imported in a thread; Qt's modules belong to the main thread.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from importlib import import_module
from threading import Thread

from PySide6.QtCore import QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication

FRAME_MS = 30
IN_THREAD = (
    "torch",
    "playground.engine.jobs.training_job",
    "playground.build.shapes",
    "playground.app.examples",
)
"""In the order of their import; they import nothing of Qt."""
AFTERWARDS = (
    "pyqtgraph",
    "playground.ui.canvas.view.view",
    "playground.ui.inspector.inspector",
    "playground.ui.panels.palette",
    "playground.ui.plots.curves.curves",
    "playground.ui.plots.prediction.prediction",
    "playground.ui.plots.contour.contour",
    "playground.ui.window.main_window",
)
"""Imported one by one in the main thread, so that the splash moves between them."""


class _Imports(Thread):
    """Imports modules; an error is kept for the main thread."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(daemon=True)
        self._names = names
        self.error: BaseException | None = None

    def run(self) -> None:
        """Import them in turn."""
        try:
            for name in self._names:
                import_module(name)
        except BaseException as error:  # noqa: BLE001 - raised again in the main thread
            self.error = error


def load(show_progress: Callable[[], object]) -> None:
    """Import everything that a first window needs.

    Args:
        show_progress: Called some thirty times a second.
    """
    gc.disable()  # what is imported stays, so there is no garbage in it
    imports = _Imports(IN_THREAD)
    imports.start()
    loop, owner = QEventLoop(), QObject()
    timer = QTimer(owner, interval=FRAME_MS)

    def on_tick() -> None:
        show_progress()
        if not imports.is_alive():
            timer.stop()
            loop.quit()

    timer.timeout.connect(on_tick)
    timer.start()
    loop.exec()
    imports.join()
    if imports.error is not None:
        raise imports.error
    for name in AFTERWARDS:
        import_module(name)
        show_progress()
        QApplication.processEvents()

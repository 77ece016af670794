"""Imports in a thread what the window needs, so that first the splash and then the window stay alive.

None of these modules makes objects of Qt while it is imported; those belong to the main thread.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from importlib import import_module
from threading import Thread
from time import perf_counter

from PySide6 import QtCore, QtGui, QtWidgets
from PySide6.QtCore import QEventLoop, QObject, QTimer

FRAME_MS = 30
CLASSES_MS = 10
"""Time in a frame for classes of Qt."""
BESIDE_CLASSES = ("torch",)
"""Imported while the classes of Qt are made: modules that use none of them."""
FOR_WINDOW = (
    "playground.app.examples",
    "playground.ui.window.main_window",
    "playground.ui.inspector.inspector",
    "playground.ui.panels.palette",
)
"""Imported before the window is made, in this order."""
FOR_PLOTS = (
    "playground.catalog.all_entries",
    "pyqtgraph",
    "playground.ui.plots.curves.curves",
    "playground.ui.plots.prediction.prediction",
    "playground.ui.plots.contour.contour",
)
"""Imported once the window can be used."""


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


class Loading(QObject):
    """One thread that imports, and the main thread's watch over it.

    Args:
        names: The modules.
        on_done: Called when all are there, or one of them could not be imported.
        on_frame: Called some thirty times a second meanwhile.
    """

    def __init__(
        self,
        names: tuple[str, ...],
        on_done: Callable[[], object],
        on_frame: Callable[[], object] | None = None,
    ) -> None:
        super().__init__()
        gc.disable()  # what is imported stays, so there is no garbage in it
        self._on_done, self._on_frame = on_done, on_frame
        self._imports = _Imports(names)
        self._timer = QTimer(self, interval=FRAME_MS)
        self._timer.timeout.connect(self._on_tick)
        self._imports.start()
        self._timer.start()

    def _on_tick(self) -> None:
        if self._imports.is_alive():
            if self._on_frame is not None:
                self._on_frame()
            return
        self.close()
        self._on_done()

    @property
    def error(self) -> BaseException | None:
        """Why they could not be imported; None when they were."""
        return self._imports.error

    def close(self) -> None:
        """Wait for the thread, and call nothing any more; may be called again."""
        self._timer.stop()
        self._imports.join()
        gc.freeze()  # without this, a full collection walks all that was imported: 0.1 s on the main thread
        gc.enable()


def load(show_progress: Callable[[], object]) -> None:
    """Import what a first window needs; returns when it is there, and processes events until then.

    Args:
        show_progress: Called some thirty times a second.

    Raises:
        Exception: What stopped an import.
    """
    classes = qt_classes()

    def advance() -> None:
        show_progress()
        end = perf_counter() + CLASSES_MS / 1000
        while perf_counter() < end and next(classes, None) is not None:
            pass

    _import(BESIDE_CLASSES, advance)
    for _ in classes:
        pass
    _import(FOR_WINDOW, show_progress)


def qt_classes() -> Iterator[str]:
    """Make all classes of Qt that are used anywhere, and return their names one by one.

    PySide6 makes a class when it is first used. Two threads that do so at the same time crash or wait for each other
    for ever, so the main thread does it before another one imports modules that use Qt.
    """
    for module in (QtCore, QtGui, QtWidgets):
        for name in dir(module):
            getattr(module, name)
            yield name


def _import(names: tuple[str, ...], on_frame: Callable[[], object]) -> None:
    loop = QEventLoop()
    loading = Loading(names, loop.quit, on_frame)
    loop.exec()
    if loading.error is not None:
        raise loading.error

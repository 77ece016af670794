"""What a window needs is imported behind the splash; torch and the plots are while the window can be used already.

None of these modules makes objects of Qt while it is imported; those belong to the main thread.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import suppress
from ctypes import CDLL
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from time import perf_counter

from PySide6 import QtCore, QtGui, QtWidgets
from PySide6.QtCore import QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication

FRAME_MS = 30
CLASSES_MS = 10
"""Time in a frame for classes of Qt."""
FOR_WINDOW = (
    "pydantic_core.core_schema",
    "pydantic",
    "playground.spec.project",
    "playground.app.examples",
    "playground.engine.events.pictures",
    "playground.engine.events.network_race",
    "playground.records.run",
    "playground.build.analysis",
    "playground.ui.canvas.view.view",
    "playground.ui.canvas.overlays.quick_add",
    "playground.ui.window.start_page.start",
    "playground.ui.window.main_window",
    "playground.ui.inspector.inspector",
    "playground.ui.panels.palette",
)
"""Imported before the window is made; the splash moves after each of them."""
LIBRARY = Path("lib", "libtorch_cpu.so")
"""The largest shared library of torch, in its folder."""
FOR_RUNS = ("torch",)
"""Imported first once the window can be used, beside the classes of Qt, which it does not use."""
FOR_PLOTS = (
    "playground.engine.jobs.training_job",
    "playground.catalog.all_entries",
    "pyqtgraph",
    "playground.ui.plots.curves.curves",
    "playground.ui.plots.prediction.prediction",
    "playground.ui.plots.contour.contour",
)
"""Imported after it."""


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
                load_library(name)
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


class LaterLoading:
    """Imports torch, then the plots, while the main thread lives and first makes all classes of Qt.

    Args:
        on_done: Called when all is there, or something could not be imported.
    """

    def __init__(self, on_done: Callable[[], object]) -> None:
        self._on_done, self._classes = on_done, qt_classes()
        self._loading = Loading(FOR_RUNS, self._load_plots, self._make_some_classes)

    def _make_some_classes(self) -> None:
        end = perf_counter() + CLASSES_MS / 1000
        while perf_counter() < end and next(self._classes, None) is not None:
            pass

    def _load_plots(self) -> None:
        for _ in self._classes:
            pass
        self._loading = Loading(FOR_PLOTS, self._on_done)

    def close(self) -> None:
        """Wait for the thread, and call nothing any more; may be called again."""
        self._loading.close()


def load(show_progress: Callable[[], object], *, for_runs: bool = False) -> None:
    """Import what a first window needs.

    Args:
        show_progress: Called after each group of modules; events are processed then.
        for_runs: Import torch as well, which most projects need to be checked.

    Raises:
        Exception: What stopped the import of torch.
    """
    for name in FOR_WINDOW:
        import_module(name)
        show_progress()
        QApplication.processEvents()
    gc.freeze()  # without this, a full collection walks all that was imported
    if for_runs:
        loop = QEventLoop()
        loading = Loading(FOR_RUNS, loop.quit, show_progress)
        loop.exec()
        if loading.error is not None:
            raise loading.error


def load_library(package: str) -> None:
    """Load the shared library of torch, if this is the package and its library is where it is on Linux.

    Importing it holds the interpreter for half a second or more, which stops the window; loading it before does not.
    """
    spec = find_spec(package) if package == "torch" else None
    if spec is not None and spec.origin is not None:
        with suppress(OSError):  # not there, or not loadable without its relatives: the import will do it
            CDLL(str(Path(spec.origin).parent / LIBRARY))


def qt_classes() -> Iterator[str]:
    """Make all classes of Qt that are used anywhere, and return their names one by one.

    PySide6 makes a class when it is first used. Two threads that do so at the same time crash or wait for each other
    for ever, so the main thread does it before another one imports modules that use Qt.
    """
    for module in (QtCore, QtGui, QtWidgets):
        for name in dir(module):
            getattr(module, name)
            yield name

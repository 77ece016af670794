"""Computing something from the newest of many values beside the window, at a bounded pace."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from playground.ui.runs.lookup import Lookup

PAUSE_MS = 500
"""Least time between two computations."""


class PacedLookup(QObject):
    """Computes in a thread, one value at a time, and again when a newer one has come meanwhile.

    Args:
        parent: Owner.
        compute: Makes a result of a value, in the thread.
    """

    found = Signal(object)
    """The result for the newest value."""
    failed = Signal(str)
    """One sentence on why there is none."""

    def __init__(self, parent: QObject, compute: Callable[[Any], Any] | None = None) -> None:
        super().__init__(parent)
        self._compute = compute
        self._newest: Any = None
        self._computed: Any = None
        self._lookup = Lookup(self)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._start)

    def take(self, value: object) -> None:
        """Store the newest value, and compute soon."""
        self._newest = value
        if not self._pause.isActive():
            self._start()

    def compute_with(self, compute: Callable[[Any], Any] | None) -> None:
        """Compute something else from the newest value, at once; None to compute nothing."""
        self._compute, self._computed = compute, None
        self._pause.stop()
        self._lookup.drop()
        self._start()

    def forget(self) -> None:
        """Drop all values."""
        self._newest = self._computed = None
        self._pause.stop()
        self._lookup.drop()

    @Slot()
    def _start(self) -> None:
        value = self._newest
        if value is None or self._compute is None or self._lookup.busy or value is self._computed:
            return
        self._computed = value
        self._lookup.start(partial(self._compute, value), self._on_found, self.failed.emit)

    def _on_found(self, result: object) -> None:
        self._pause.start()
        self.found.emit(result)

"""Which cell of the confusion matrix is chosen, and the search for the samples behind it."""

from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from playground.engine.events.pictures import ValidationPredictions
from playground.spec.data import DataSpec
from playground.ui.plots.prediction.cell_samples import Cell, CellSamples, samples_of_cell
from playground.ui.runs.lookup import Lookup

PAUSE_MS = 500
"""Least time between two searches while a run trains."""


class CellFilter(QObject):
    """Finds the samples behind the chosen cell in a thread, again when there are newer predictions.

    Attributes:
        cell: True class and predicted class; None while none is chosen.
    """

    found = Signal(object)
    """``CellSamples``: the samples behind the chosen cell."""
    failed = Signal(str)
    """One sentence on why the samples cannot be found."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.cell: Cell | None = None
        self._spec: DataSpec | None = None
        self._newest: ValidationPredictions | None = None
        self._searched: ValidationPredictions | None = None
        self._lookup = Lookup(self)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._search)

    def choose(self, cell: Cell, spec: DataSpec | None) -> None:
        """Choose a cell; the samples follow once there are predictions.

        Args:
            cell: True class and predicted class.
            spec: The data of the run.
        """
        self.release()
        self.cell, self._spec = cell, spec
        self._search()

    def release(self) -> bool:
        """Choose no cell; return whether one was chosen."""
        had, self.cell = self.cell is not None, None
        self._searched = None
        self._pause.stop()
        self._lookup.drop()
        return had

    def forget(self) -> None:
        """Drop the run."""
        self.release()
        self._newest = self._spec = None

    def take(self, event: ValidationPredictions) -> None:
        """Store the newest predictions, and search among them soon."""
        self._newest = event
        if not self._pause.isActive():
            self._search()

    @Slot()
    def _search(self) -> None:
        event, spec, cell = self._newest, self._spec, self.cell
        if event is None or spec is None or cell is None or self._lookup.busy or event is self._searched:
            return
        self._searched = event
        self._lookup.start(partial(samples_of_cell, spec, event, cell), self._on_found, self.failed.emit)

    def _on_found(self, samples: CellSamples) -> None:
        self._pause.start()
        self.found.emit(samples)

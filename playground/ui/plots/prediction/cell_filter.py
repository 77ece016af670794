"""Which cell of the confusion matrix is chosen, and the search for the samples behind it."""

from PySide6.QtCore import QObject

from playground.spec.data import DataSpec
from playground.ui.plots.prediction.cell_samples import Cell, samples_of_cell
from playground.ui.runs.paced_lookup import PacedLookup


class CellFilter(PacedLookup):
    """Finds the samples behind the chosen cell in a thread, again when there are newer predictions.

    Attributes:
        cell: True class and predicted class; None while none is chosen.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.cell: Cell | None = None

    def choose(self, cell: Cell, spec: DataSpec) -> None:
        """Choose a cell; the samples follow once there are predictions.

        Args:
            cell: True class and predicted class.
            spec: The data of the run.
        """
        self.cell = cell
        self.compute_with(lambda event: samples_of_cell(spec, event, cell))

    def release(self) -> bool:
        """Choose no cell; return whether one was chosen."""
        had, self.cell = self.cell is not None, None
        self.compute_with(None)
        return had

    def forget(self) -> None:
        """Drop the run, and the cell."""
        super().forget()
        self.release()

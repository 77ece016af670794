"""Windows beside the main one. They and their modules are loaded when first asked for, so that the start is fast."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from playground.app.document import Document
from playground.engine.events.run import Event
from playground.spec.project import Project
from playground.ui.runs.run_controller import RunController
from playground.ui.style.theme import ThemeHub

if TYPE_CHECKING:
    from playground.ui.hardware.hardware_dialog import HardwareDialog
    from playground.ui.plots.lr_finder.lr_finder import RateFinder
    from playground.ui.plots.preprocessing.preprocessing import PreprocessingLab
    from playground.ui.predict.prediction_dialog import PredictionDialog
    from playground.ui.sweep.sweep_dialog import SweepDialog


class ToolWindows(QObject):
    """The preprocessing view, the learning-rate finder, predictions, measurements of the computer, and sweeps.

    Attributes:
        preparation: None until it is first shown.
        rate_finder: Likewise.
        prediction: Likewise.
        hardware: Likewise.
        sweep: Likewise.
    """

    def __init__(self, document: Document, hub: ThemeHub, runs: RunController, owner: QWidget) -> None:
        super().__init__(owner)
        self._document, self._hub, self._runs, self._owner = document, hub, runs, owner
        self.preparation: PreprocessingLab | None = None
        self.rate_finder: RateFinder | None = None
        self.prediction: PredictionDialog | None = None
        self.hardware: HardwareDialog | None = None
        self.sweep: SweepDialog | None = None

    @Slot()
    def show_preparation(self) -> None:
        """Show what preprocessing does to the data, side by side."""
        if self.preparation is None:
            from playground.ui.plots.preprocessing.preprocessing import (  # noqa: PLC0415 - not at the start
                PreprocessingLab,
            )

            self.preparation = PreprocessingLab(self._document, self._hub, self._owner)
        self.preparation.show()
        self.preparation.raise_()

    @Slot()
    def find_rate(self) -> None:
        """Search for a learning rate, and show the search."""
        if self.rate_finder is None:
            from playground.ui.plots.lr_finder.lr_finder import RateFinder  # noqa: PLC0415 - not at the start

            self.rate_finder = RateFinder(self._hub, self._owner)
            self.rate_finder.search.connect(self._search_rate)
            self.rate_finder.leave.connect(self._runs.leave_rates)
            self.rate_finder.adopted.connect(self._adopt_rate)
        self.rate_finder.show()
        self.rate_finder.raise_()
        self.rate_finder.begin()

    @Slot()
    def predict(self) -> None:
        """Show the dialog that uses the network of the run."""
        if self.prediction is None:
            from playground.ui.predict.prediction_dialog import PredictionDialog  # noqa: PLC0415 - not at the start

            self.prediction = PredictionDialog(self._runs, self._owner)
        self.prediction.show()
        self.prediction.raise_()
        self.prediction.begin()

    @Slot()
    def measure_computer(self) -> None:
        """Show how fast the devices are, and whether they agree with the CPU."""
        if self.hardware is None:
            from playground.app.first_look import data_folder  # noqa: PLC0415 - not at the start
            from playground.ui.hardware.hardware_dialog import HardwareDialog  # noqa: PLC0415

            self.hardware = HardwareDialog(
                lambda: self._document.project,
                self._runs.pause,
                data_folder() / "measurements",
                self._hub,
                self._owner,
            )
        self.hardware.show()
        self.hardware.raise_()

    @Slot()
    def show_sweep(self) -> None:
        """Show the window that trains the project with many settings."""
        if self.sweep is None:
            from playground.app.first_look import data_folder  # noqa: PLC0415 - not at the start
            from playground.ui.sweep.sweep_dialog import SweepDialog  # noqa: PLC0415

            self.sweep = SweepDialog(self._document, data_folder() / "sweeps", self._hub, self._owner)
        self.sweep.show()
        self.sweep.raise_()

    @Slot()
    def _search_rate(self) -> None:
        refusal = self._runs.find_rate()
        if refusal and self.rate_finder is not None:
            self.rate_finder.refuse(refusal)

    @Slot(float)
    def _adopt_rate(self, rate: float) -> None:
        def change(project: Project) -> Project:
            training = project.training
            return project.with_(
                training=training.with_(optimizer=training.optimizer.with_params(learning_rate=rate))
            )

        self._document.edit("Change learning rate", change)

    def consume(self, events: Sequence[Event]) -> None:
        """Show the events that belong to these windows."""
        if self.rate_finder is not None:
            self.rate_finder.consume(events)

    def end(self) -> None:
        """End their threads."""
        if self.preparation is not None:
            self.preparation.end()
        if self.prediction is not None:
            self.prediction.end()
        if self.hardware is not None:
            self.hardware.end()
        if self.sweep is not None:
            self.sweep.end()

"""Windows beside the main one, made when they are asked for: they would hold up the start of the program."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from playground.app.document import Document
from playground.engine.events.run import Event
from playground.ui.panels.training.training import TrainingPanel
from playground.ui.plots.lr_finder.lr_finder import RateFinder
from playground.ui.plots.preprocessing.preprocessing import PreparationLab
from playground.ui.runs.run_controller import RunController
from playground.ui.style.theme import ThemeHub


class ToolWindows(QObject):
    """The laboratory of preprocessing and the search for a learning rate.

    Attributes:
        preparation: None until it was asked for.
        rate_finder: Likewise.
    """

    def __init__(
        self, document: Document, hub: ThemeHub, runs: RunController, training: TrainingPanel, owner: QWidget
    ) -> None:
        super().__init__(owner)
        self._document, self._hub, self._runs, self._training, self._owner = (
            document, hub, runs, training, owner,
        )  # fmt: skip
        self.preparation: PreparationLab | None = None
        self.rate_finder: RateFinder | None = None

    @Slot()
    def show_preparation(self) -> None:
        """What preprocessing does to the data, side by side."""
        if self.preparation is None:
            self.preparation = PreparationLab(self._document, self._hub, self._owner)
        self.preparation.show()
        self.preparation.raise_()

    @Slot()
    def find_rate(self) -> None:
        """Search a learning rate, and show the search."""
        if self.rate_finder is None:
            self.rate_finder = RateFinder(self._hub, self._owner)
            self.rate_finder.search.connect(self._search_rate)
            self.rate_finder.leave.connect(self._runs.leave_rates)
            self.rate_finder.adopted.connect(self._training.take_rate)
        self.rate_finder.show()
        self.rate_finder.raise_()
        self.rate_finder.begin()

    @Slot()
    def _search_rate(self) -> None:
        refusal = self._runs.find_rate()
        if refusal and self.rate_finder is not None:
            self.rate_finder.refuse(refusal)

    def consume(self, events: Sequence[Event]) -> None:
        """Show what belongs to them."""
        if self.rate_finder is not None:
            self.rate_finder.consume(events)

    def end(self) -> None:
        """Let their threads end."""
        if self.preparation is not None:
            self.preparation.end()

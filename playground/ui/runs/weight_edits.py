"""Weights of the run that people type, which can be undone like edits of the project."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from playground.app.document import Document
from playground.engine.events.weights import WeightPlace
from playground.ui.runs.run_controller import RunController


class WeightEdits(QObject):
    """Sets weights of the present run, and remembers how to undo that while the run is there."""

    def __init__(self, document: Document, runs: RunController) -> None:
        super().__init__(runs)
        self._document, self._runs = document, runs

    @Slot(object, float, float)
    def set(self, place: WeightPlace, before: float, value: float) -> None:
        """Set a weight.

        Args:
            place: Which one.
            before: Its value when it was edited, which undo restores.
            value: The new value.
        """
        control = self._runs.control
        if control is None:
            return

        def give(number: float) -> bool:
            if control is not self._runs.control:
                return False  # that run has ended
            control.set_weight(place, number)
            return True

        give(value)
        self._document.remember_action(
            f"Set {place.name} to {value:g}", undo=lambda: give(before), redo=lambda: give(value)
        )

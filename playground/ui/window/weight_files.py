"""Weights of the run in files: saved, loaded, and kept from the last start of the program."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from playground.app import autosaved_weights
from playground.app.settings import Memory
from playground.ui.runs.run_controller import RunController
from playground.ui.window.project_files import ProjectFiles


class WeightFiles(QObject):
    """Asks for files of weights and gives them to the run."""

    def __init__(self, files: ProjectFiles, runs: RunController, memory: Memory, parent: QObject) -> None:
        super().__init__(parent)
        self._files, self._runs, self._folder = files, runs, memory.folder

    @Slot()
    def save(self) -> None:
        """Ask for a file and write what the run needs to go on."""
        path = self._files.ask_weights_to_save()
        if path is not None:
            self._runs.save_weights(path)

    @Slot()
    def load(self) -> None:
        """Ask for a file of weights and let the run go on from there."""
        path = self._files.ask_weights_to_load()
        if path is not None:
            self._runs.load_weights(path)

    def has_last_run(self) -> bool:
        """Whether an earlier start of the program has kept a run."""
        return autosaved_weights.last_run_file(self._folder) is not None

    @Slot()
    def load_last_run(self) -> None:
        """Go on with the run that an earlier start of the program kept, in its own project."""
        path = autosaved_weights.last_run_file(self._folder)
        if path is not None and self._files.open_project_of(path):
            self._runs.load_weights(path)

    def begin(self) -> None:
        """Keep the weights of runs from now on."""
        self._runs.keep = autosaved_weights.start_file(self._folder)

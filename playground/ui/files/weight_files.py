"""Weights of the run in files: saved, loaded, and kept from earlier windows with their curves."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from playground.app.document import Document
from playground.app.recovery.last_run import LastRun, last_run
from playground.app.settings import Memory
from playground.records.run import RunRecord
from playground.spec.files import FileProblem
from playground.ui.files.project_files import ProjectFiles
from playground.ui.files.published_start import PublishedStart
from playground.ui.files.run_keeper import RunKeeper
from playground.ui.files.run_start import RunStart
from playground.ui.files.work_keeper import WorkKeeper
from playground.ui.runs.run_controller import RunController

ENDING = ".weights"
FILTER = "Weights of a run (*.weights)"


class WeightFiles(QObject):
    """Asks for files of weights and gives them to the run.

    Attributes:
        keeper: Keeps the curves of the run.
        start: Lets the project begin with the weights of the run.
        published: Lets it begin with those that packages publish.
    """

    def __init__(
        self,
        document: Document,
        files: ProjectFiles,
        runs: RunController,
        work: WorkKeeper,
        memory: Memory,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._window = parent
        self._files, self._runs, self._work, self._data = files, runs, work, memory.data
        self.keeper = RunKeeper(runs, self)
        self.start = RunStart(document, files, runs, memory.data, self)
        self.published = PublishedStart(document, files, self)

    @Slot()
    def save(self) -> None:
        """Ask for a file and save what the run needs to resume."""
        wish = str(Path(self._files.folder, self._files.name + ENDING))
        chosen, _ = QFileDialog.getSaveFileName(self._window, "Save weights", wish, FILTER)
        if chosen:
            path = Path(chosen)
            self._runs.save_weights(path if path.suffix else path.with_suffix(ENDING))

    @Slot()
    def load(self) -> None:
        """Ask for a file of weights and resume the run from it."""
        chosen, _ = QFileDialog.getOpenFileName(self._window, "Load weights", self._files.folder, FILTER)
        if chosen:
            self._runs.load_weights(Path(chosen))

    def has_last_run(self) -> bool:
        """Whether an earlier window has kept a run."""
        return self._last_run() is not None

    @Slot()
    def load_last_run(self) -> None:
        """Resume the run that an earlier window kept, in its own project and with its curves."""
        found = self._last_run()
        if found is not None and self._files.open_project_of(found.weights):
            self._runs.load_weights(found.weights, _record(found))

    def _last_run(self) -> LastRun | None:
        folder = self._work.folder
        return last_run(self._data, None if folder is None else folder.path)

    def begin(self) -> None:
        """Keep weights and curves of runs from now on, also those of the present run."""
        folder = self._work.folder
        if folder is not None:
            self._runs.keep = self.keeper.weights = folder.weights
            self.keeper.file = folder.record
            if self._runs.control is not None:  # a file was opened with the window
                self._runs.control.keep_weights(folder.weights)

    def close(self) -> None:
        """Write the last curves; call once the run has ended."""
        self.keeper.close()


def _record(found: LastRun) -> RunRecord | None:
    """Curves of a run; None when they are missing or damaged, which is no reason not to resume it."""
    try:
        return RunRecord.load(found.record)
    except FileProblem:
        return None

"""Keeping the weights of the run as those that runs begin with, such as for a new head."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from playground.app.document import Document
from playground.app.recovery.kept_weights import ENDING, FOLDER, drop_old_weights
from playground.spec.paths import FileProblem
from playground.spec.start import StartSpec
from playground.ui.files.project_files import ProjectFiles
from playground.ui.runs.lookup import Lookup
from playground.ui.runs.run_controller import RunController

if TYPE_CHECKING:
    from playground.engine.events.control import Control

LABEL = "Begin with this run’s weights"


class RunStart(QObject):
    """Writes the weights of the run into a file of their own, and lets the project begin with it.

    The file lies beside the project. It never replaces an earlier one, which an undo step may need.

    Args:
        document: The project.
        files: Has the name of its file, and shows sentences.
        runs: Have the run.
        data: The program's data folder.
        parent: Owner.
    """

    def __init__(
        self,
        document: Document,
        files: ProjectFiles,
        runs: RunController,
        data: Path,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._document, self._files, self._runs, self._data = document, files, runs, data
        self._say = files.said.emit
        self._lookup = Lookup(self)

    def is_trained(self) -> bool:
        """Whether the run has made a step."""
        return self._runs.control is not None and bool(len(self._runs.record.steps))

    @Slot()
    def begin_with_run(self) -> None:
        """Write the weights as they are now and begin with them, in one undo step."""
        control = self._runs.control
        if control is None or not self.is_trained():
            self._say("Nothing has been trained yet.")
            return
        folder = self._data / FOLDER if self._document.path is None else self._document.path.parent
        stem = f"{self._files.name} weights"

        def begin(path: Path) -> None:
            drop_old_weights(self._data, self._document.projects)
            if self._runs.control is not control:
                self._say(f"Another run has begun; the weights are in {path.name}.")
                return
            self._begin(path)

        self._lookup.start(lambda: _written(control, folder, stem), begin, self._say)

    def _begin(self, path: Path) -> None:
        """Begin with a file; what was added or resized since the run began is drawn."""
        partial = self._runs.stale or self._document.project.start.partial
        start = StartSpec(weights=str(path), partial=partial)
        self._document.edit(LABEL, lambda project: project.with_(start=start))
        self._say(f"Runs begin with {path.name} from now on; reset the run to see it.")


def _written(control: Control, folder: Path, stem: str) -> Path:
    """Write the weights of a run between two steps into a new file, and return its path."""
    from playground.build.weights.fit import places  # noqa: PLC0415
    from playground.build.weights.save import write_weights  # noqa: PLC0415 - not at the start
    from playground.catalog.kinds import DataProblem  # noqa: PLC0415
    from playground.ui.runs.run_model import model_from  # noqa: PLC0415

    network = model_from(control).network
    if not all(bool(place.tensor.isfinite().all()) for place in places(network)):
        raise DataProblem("The weights of this run are no longer finite; no run can begin with them.")
    folder.mkdir(parents=True, exist_ok=True)
    path, number = folder / f"{stem}{ENDING}", 1
    while path.exists():
        number += 1
        path = folder / f"{stem} ({number}){ENDING}"
    try:
        write_weights(network, path)
    except FileProblem as problem:
        raise DataProblem(str(problem)) from None
    return path

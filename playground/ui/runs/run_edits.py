"""What the controls of the run do to the project: another seed, a suggested fix, a restart with edits."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from playground.app.document import Document
from playground.engine.events.run import RunState
from playground.spec.project import Project
from playground.ui.runs.run_controller import RunController


class RunEdits(QObject):
    """Edits the project, which can be undone, and restarts the run."""

    def __init__(self, document: Document, runs: RunController) -> None:
        super().__init__(runs)
        self._document, self._runs = document, runs

    @Slot()
    def new_seed(self) -> None:
        """Choose other initial weights and another order of batches."""

        def change(project: Project) -> Project:
            seed = (project.training.seed + 1) % 2**31
            return project.with_(training=project.training.with_(seed=seed))

        self._document.edit("New seed", change)
        self._runs.reset()

    @Slot()
    def restart_with_changes(self) -> None:
        """Restart with the project as it is now, and train on if it was training."""
        runs = self._runs
        playing = runs.state is RunState.RUNNING
        if runs.reset(training_on=playing) and playing:
            runs.play()
            runs.restarted.emit()

    @Slot()
    def apply_fix(self) -> None:
        """Apply the fix that the run's message suggests, if there is one."""
        fix = self._runs.fix
        if fix is not None:
            self._document.edit(fix.label, fix.apply)
            self._runs.reset()

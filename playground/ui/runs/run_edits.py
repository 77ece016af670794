"""Edits of the project that the controls of the run offer: another seed, and the fix that a message suggests."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from playground.app.document import Document
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
    def apply_fix(self) -> None:
        """Apply the fix that the run's message suggests, if there is one."""
        fix = self._runs.fix
        if fix is not None:
            self._document.edit(fix.label, fix.apply)
            self._runs.reset()

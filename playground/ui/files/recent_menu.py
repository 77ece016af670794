"""The files opened last: the menu of them, filled whenever it opens, and the newest one."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QMenu, QWidget

from playground.app.document import Document
from playground.ui.files.project_files import ProjectFiles
from playground.ui.widgets.plain_text import plain_tip


class LastProject:
    """The project opened last, other than the present one.

    Args:
        document: What is open.
        files: Opens it.
    """

    def __init__(self, document: Document, files: ProjectFiles) -> None:
        self._document, self._files = document, files

    @property
    def path(self) -> Path | None:
        """Its file; None where there is none."""
        return next((path for path in self._files.recent if path != self._document.path), None)

    def is_known(self) -> bool:
        """Whether there is one."""
        return self.path is not None

    def reopen(self) -> None:
        """Open it."""
        if self.path is not None:
            self._files.open(self.path)


class RecentMenu(QMenu):
    """Opens a file again."""

    def __init__(self, files: ProjectFiles, parent: QWidget) -> None:
        super().__init__("Recent files", parent)
        self._files = files
        self.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        """List the files that are still there, newest first."""
        self.clear()
        for path in self._files.recent:
            action = self.addAction(path.name)
            action.setToolTip(plain_tip(str(path)))
            action.triggered.connect(partial(self._files.open, path))
        if self.isEmpty():
            self.addAction("None yet").setEnabled(False)

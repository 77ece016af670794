"""The menu of files opened last, filled whenever it opens."""

from functools import partial

from PySide6.QtWidgets import QMenu, QWidget

from playground.ui.files.project_files import ProjectFiles
from playground.ui.widgets.plain_text import plain_tip


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

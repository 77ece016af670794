"""The project as text on the clipboard, for mail and chat, and projects opened from such texts."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication

from playground.app.document import Document
from playground.spec.files import FileProblem
from playground.spec.project_text import from_text, is_project_text, to_text
from playground.ui.files.project_files import ProjectFiles


class ProjectTexts(QObject):
    """Copies the document as text, and opens texts of projects."""

    def __init__(self, document: Document, files: ProjectFiles) -> None:
        super().__init__(files)
        self._document, self._files = document, files

    @Slot()
    def copy(self) -> None:
        """Put the project on the clipboard as text."""
        try:
            text = to_text(self._document.project.with_(workspace=self._files.workspace))
        except FileProblem as problem:
            self._files.said.emit(str(problem))
            return
        QGuiApplication.clipboard().setText(text)
        self._files.said.emit(
            f"The project is on the clipboard as a text of {len(text):,} characters. Paste it into a message; "
            "pasted into Descent, it opens."
        )

    @Slot()
    def paste(self) -> None:
        """Open the text on the clipboard."""
        if not self.open(QGuiApplication.clipboard().text()):
            self._files.said.emit("The clipboard holds no project.")

    def open(self, text: str) -> bool:
        """Open the project in a text, as a new one; a damaged text gets one sentence.

        Returns:
            Whether the text claims to be a project, so that nothing else need be tried with it.
        """
        if not is_project_text(text):
            return False
        try:
            project = from_text(text)
        except FileProblem as problem:
            self._files.said.emit(str(problem))
            return True
        if self._files.may_discard():
            self._document.open(project, None)
            self._files.said.emit("Opened the project from its text. Data files must be chosen again.")
        return True

"""What the dialogs of exports have in common: a form, a line of words, buttons; and asking for a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QLabel,
    QMessageBox,
    QVBoxLayout,
    QWidget,
)

from playground.app.document import Document
from playground.ui.export.pictures import CannotExport, slug
from playground.ui.widgets.plain_text import message_box


class Sheet(QDialog):
    """A small dialog whose first button then asks for a file."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(20, 16, 20, 16)
        self.column.setSpacing(12)
        self.form = QFormLayout()
        self.form.setHorizontalSpacing(16)
        self.form.setVerticalSpacing(8)
        self.words = QLabel(self)
        self.words.setProperty("role", "muted")
        self.words.setWordWrap(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.go = self.buttons.addButton("Save…", QDialogButtonBox.ButtonRole.ActionRole)
        self.go.setDefault(True)
        self.buttons.rejected.connect(self.reject)

    def finish(self) -> None:
        """Put the form, the words and the buttons below what is there."""
        self.column.addLayout(self.form)
        self.column.addWidget(self.words)
        self.column.addWidget(self.buttons)


class SavePlace:
    """Suggests where files go: beside the last one, else beside the project, with the project's name.

    Args:
        document: The project.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._folder: Path | None = None

    def ask(self, parent: QWidget, title: str, what: str, ending: str, kind: str) -> Path | None:
        """Let the user choose where to save; None when they did not.

        Args:
            parent: Of the dialog.
            title: Of the dialog.
            what: Is saved; the end of the suggested name.
            ending: As ``.png``; added when the user gives none, or another one.
            kind: What such files are called.
        """
        return self.ask_one(parent, title, what, {kind: ending})

    def ask_one(self, parent: QWidget, title: str, what: str, kinds: Mapping[str, str]) -> Path | None:
        """Let the user choose where to save, and as which kind of file.

        Args:
            parent: Of the dialog.
            title: Of the dialog.
            what: Is saved; the end of the suggested name.
            kinds: Endings by what such files are called, the usual one first.
        """
        endings = list(kinds.values())
        name = f"{slug(self._document.title)}-{slug(what)}{endings[0]}"
        project = self._document.path
        folder = self._folder or (project.parent if project is not None else None)
        suggested = str(folder / name) if folder is not None and folder.is_dir() else name
        filters = {f"{kind} (*{ending})": ending for kind, ending in kinds.items()}
        chosen, selected = QFileDialog.getSaveFileName(parent, title, suggested, ";;".join(filters))
        if not chosen:
            return None
        path = Path(chosen)
        self._folder = path.parent
        ending = filters.get(selected, endings[0])
        return path if path.suffix.lower() in endings else path.with_name(path.name + ending)


def tried(parent: QWidget, title: str, write: Callable[[], object]) -> bool:
    """Write a file, or say in one sentence why not; whether it was written."""
    try:
        write()
    except CannotExport as problem:
        complain(parent, title, str(problem))
        return False
    return True


def complain(parent: QWidget, title: str, sentence: str) -> None:
    """One sentence in a box."""
    box = message_box(parent, QMessageBox.Icon.Warning, title, sentence)
    box.exec()
    box.deleteLater()

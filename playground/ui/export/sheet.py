"""What the dialogs of exports have in common: a form, a line of words, buttons; and asking for a file."""

from __future__ import annotations

from collections.abc import Callable
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

from playground.ui.export.pictures import CannotExport
from playground.ui.widgets.plain_text import message_box


class Sheet(QDialog):
    """A small dialog whose first button goes on to ask for a file."""

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


def ask_file(parent: QWidget, title: str, name: str, ending: str, kind: str) -> Path | None:
    """Let the user choose where to save; None when they did not.

    Args:
        parent: Of the dialog.
        title: Of the dialog.
        name: Suggested, without its ending.
        ending: As ``.png``; added when the user gives none, or another one.
        kind: What such files are called.
    """
    chosen, _ = QFileDialog.getSaveFileName(parent, title, f"{name}{ending}", f"{kind} (*{ending})")
    if not chosen:
        return None
    path = Path(chosen)
    return path if path.suffix.lower() == ending else path.with_name(path.name + ending)


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

"""Questions about files and unsaved work; every text that holds a name is plain text."""

from __future__ import annotations

from enum import Enum, auto
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from playground.app.recovery.file_lock import Holder

Button, Role = QMessageBox.StandardButton, QMessageBox.ButtonRole


class Answer(Enum):
    """What the user chose."""

    SAVE = auto()
    SAVE_AS = auto()
    DISCARD = auto()
    COPY = auto()
    READ_ONLY = auto()
    RELOAD = auto()
    CANCEL = auto()


def complain(window: QWidget, title: str, words: str) -> None:
    """Show a sentence about what is not possible."""
    box = _box(window, QMessageBox.Icon.Warning, title, words)
    box.exec()
    box.deleteLater()


def ask_unsaved(window: QWidget, title: str) -> Answer:
    """Ask what happens to unsaved changes: SAVE, DISCARD or CANCEL."""
    box = _box(
        window,
        QMessageBox.Icon.Question,
        "Unsaved changes",
        f"Save the changes to “{title}”?",
        "Without saving they are lost.",
    )
    return _unsaved(box)


def ask_gone(window: QWidget, path: Path) -> Answer:
    """Ask what happens to a project whose file is gone, before it is left: SAVE, DISCARD or CANCEL."""
    box = _box(
        window, QMessageBox.Icon.Question, "File is gone", f"Save “{path.name}” again?",
        f"It was deleted or moved by another program, and is no longer in {path.parent}.",
    )  # fmt: skip
    return _unsaved(box)


def ask_outside_change(window: QWidget, path: Path, *, modified: bool) -> Answer:
    """Ask which version to continue with after another program changed the file: RELOAD or CANCEL."""
    more = "Loading the new version is one step that can be undone."
    if modified:
        more = f"Your project has unsaved changes. {more}"
    box = _box(
        window,
        QMessageBox.Icon.Question,
        "File has changed",
        f"“{path.name}” was changed by another program.",
        more,
    )
    load = box.addButton("Load new version", Role.AcceptRole)
    box.addButton("Keep this version", Role.RejectRole)
    return _chosen(box, {load: Answer.RELOAD})


def ask_save_again(window: QWidget, path: Path) -> Answer:
    """Ask whether to write a file again that was removed: SAVE or CANCEL."""
    box = _box(
        window, QMessageBox.Icon.Question, "File is gone", f"“{path.name}” was deleted or moved by another program.",
        "The project is still open here.",
    )  # fmt: skip
    save = box.addButton("Save again", Role.AcceptRole)
    box.addButton("Not now", Role.RejectRole)
    return _chosen(box, {save: Answer.SAVE})


def ask_overwrite(window: QWidget, path: Path) -> Answer:
    """Ask before a version that another program wrote is overwritten: SAVE, SAVE_AS or CANCEL."""
    box = _box(
        window, QMessageBox.Icon.Warning, "File has changed",
        f"“{path.name}” was changed by another program since it was opened here.",
        "Overwriting replaces that version; it stays among the backups.",
    )  # fmt: skip
    other = box.addButton("Save as…", Role.ActionRole)
    over = box.addButton("Overwrite", Role.DestructiveRole)
    box.addButton(Button.Cancel)
    box.setDefaultButton(Button.Cancel)
    return _chosen(box, {over: Answer.SAVE, other: Answer.SAVE_AS})


def ask_locked(window: QWidget, path: Path, holder: Holder) -> Answer:
    """Ask how to open a file that another window has open: COPY, READ_ONLY or CANCEL."""
    box = _box(
        window,
        QMessageBox.Icon.Question,
        "File is open elsewhere",
        f"“{path.name}” is open in another window.",
        _who(holder),
    )
    copy = box.addButton("Open a copy", Role.AcceptRole)
    view = box.addButton("Open read-only", Role.AcceptRole)
    box.addButton(Button.Cancel)
    box.setDefaultButton(copy)
    return _chosen(box, {copy: Answer.COPY, view: Answer.READ_ONLY})


def ask_lose(window: QWidget, words: str) -> bool:
    """Ask whether something may be lost that cannot be kept."""
    box = _box(
        window,
        QMessageBox.Icon.Question,
        "Race in progress",
        words,
        "This race cannot be kept: its file cannot be written.",
    )
    leave = box.addButton("End the race", Role.DestructiveRole)
    box.addButton(Button.Cancel)
    box.setDefaultButton(Button.Cancel)
    return _chosen(box, {leave: Answer.DISCARD}) is Answer.DISCARD


def _who(holder: Holder) -> str:
    since = f" since {holder.since:%H:%M on %d %B}" if holder.since is not None else ""
    host = f" on {holder.host}" if holder.host else ""
    return f"Process {holder.process}{host} has it open{since}." if holder.process else ""


def _box(window: QWidget, icon: QMessageBox.Icon, title: str, words: str, more: str = "") -> QMessageBox:
    box = QMessageBox(window)
    box.setIcon(icon)
    box.setWindowTitle(title)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(words)
    box.setInformativeText(more)
    return box


def _unsaved(box: QMessageBox) -> Answer:
    box.setStandardButtons(Button.Save | Button.Discard | Button.Cancel)
    box.setDefaultButton(Button.Save)
    save, discard = box.button(Button.Save), box.button(Button.Discard)
    return _chosen(box, {save: Answer.SAVE, discard: Answer.DISCARD})


def _chosen(box: QMessageBox, answers: dict[object, Answer]) -> Answer:
    """Show the box; whatever closes it without an answer is CANCEL."""
    box.exec()
    clicked = box.clickedButton()
    box.deleteLater()
    return next((answer for button, answer in answers.items() if button is clicked), Answer.CANCEL)

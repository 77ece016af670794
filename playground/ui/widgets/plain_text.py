"""Names and messages as text, never as markup, wherever Qt would guess."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMessageBox, QWidget


def plain_tip(text: str) -> str:
    """Return a tool tip that shows a text as it is; Qt takes one for markup when it contains a tag."""
    return f"<qt>{escape(text)}</qt>".replace("\n", "<br>") if "<" in text else text


def plain_label(text: str, parent: QWidget | None = None) -> QLabel:
    """Return a label that shows a text as it is."""
    label = QLabel(parent) if parent is not None else QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(text)
    return label


def message_box(parent: QWidget | None, icon: QMessageBox.Icon, title: str, text: str) -> QMessageBox:
    """Return a message box that shows its text as it is."""
    box = QMessageBox(parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setIcon(icon)
    box.setWindowTitle(title)
    box.setText(text)
    return box

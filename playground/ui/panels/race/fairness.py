"""What the lanes of a race share and where they differ, in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

NOTHING = "What the lanes share and where they differ appears here once the race is ready."


class Fairness(QScrollArea):
    """Two lists of sentences."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = QLabel(self)
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.RichText)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        holder = QWidget(self)
        holder.setProperty("role", "panel")
        layout = QVBoxLayout(holder)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.addWidget(self.words)
        layout.addStretch(1)
        self.setWidget(holder)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.show_words((), ())

    def show_words(self, shared: Sequence[str], differing: Sequence[str]) -> None:
        """Show what is shared and what differs, a sentence each."""
        if not shared:
            self.words.setText(NOTHING)
            return
        self.words.setText(_list("The same for all lanes", shared) + _list("What differs", differing))


def _list(title: str, sentences: Sequence[str]) -> str:
    rows = "".join(f"<p style='margin: 0 0 7px 0'>{_strong(each)}</p>" for each in sentences)
    return f"<p style='margin: 4px 0 8px 0'><b>{title}</b></p>{rows}"


def _strong(sentence: str) -> str:
    head, colon, rest = sentence.partition(":")
    return f"<i>{escape(head)}</i>{colon}{escape(rest)}" if colon else escape(sentence)

"""Names of the lanes in their colours, for when list and leaderboard are out of sight."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

GAP = "&nbsp;&nbsp;&nbsp; "


class LaneLegend(QLabel):
    """One entry per lane, in as many lines as it takes; hidden until it is wanted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setContentsMargins(12, 2, 12, 4)
        self.hide()

    def show_names(self, names: Iterable[tuple[str, str]]) -> None:
        """Show these names, each with its colour."""
        entries = [
            f"<span style='color: {color}'>⬤</span>&nbsp;{escape(name).replace(' ', '&nbsp;')}"
            for name, color in names
        ]
        text = GAP.join(entries)
        if text != self.text():
            self.setText(text)
